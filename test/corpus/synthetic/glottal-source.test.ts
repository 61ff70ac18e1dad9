import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import { drawPulses, pulsesInto, tiltInto } from "../../../src/corpus/synthetic/glottal-source.ts";

const FRAMES = 50_000;
const steady = (value: number) => new Float32Array(FRAMES).fill(value);

function pulses(f0Hz: number, jitterLocal: number, shimmerLocalDb: number, seed = 1) {
  return drawPulses({ f0Hz: steady(f0Hz), roughness: steady(1) }, { jitterLocal, shimmerLocalDb }, new Random(seed));
}

/** Mean absolute difference of neighbours. */
function meanDifference(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 1; i < values.length; i++) sum += Math.abs(values[i] - values[i - 1]);
  return sum / (values.length - 1);
}

describe("drawPulses", () => {
  it("without perturbation gives exact periods and equal amplitudes", () => {
    const { periods, amplitudes, starts } = pulses(125, 0, 0);
    expect(new Set(periods)).toEqual(new Set([128]));
    expect(new Set(amplitudes)).toEqual(new Set([1]));
    expect(starts[10]).toBe(1280);
  });

  it("has the jitter that was asked for, within 4 %", () => {
    for (const jitterLocal of [0.002, 0.005, 0.02]) {
      const { periods } = pulses(200, jitterLocal, 0);
      const mean = periods.reduce((sum, period) => sum + period, 0) / periods.length;
      expect(meanDifference(periods) / mean / jitterLocal).toBeGreaterThan(0.96);
      expect(meanDifference(periods) / mean / jitterLocal).toBeLessThan(1.04);
    }
  });

  it("has the shimmer in dB that was asked for, within 4 %", () => {
    for (const shimmerLocalDb of [0.1, 0.25, 1]) {
      const levelsDb = pulses(200, 0, shimmerLocalDb).amplitudes.map((amplitude) => 20 * Math.log10(amplitude));
      expect(meanDifference(levelsDb) / shimmerLocalDb).toBeGreaterThan(0.96);
      expect(meanDifference(levelsDb) / shimmerLocalDb).toBeLessThan(1.04);
    }
  });

  it("follows a gliding F0: as many pulses as the integral of F0 says, within 1", () => {
    const f0Hz = Float32Array.from({ length: 1000 }, (_, frame) => 100 + 0.1 * frame);
    const { starts } = drawPulses({ f0Hz, roughness: steady(1) }, { jitterLocal: 0, shimmerLocalDb: 0 }, new Random(1));
    const integral = f0Hz.reduce((sum, hz) => sum + hz * 0.002, 0);
    expect(Math.abs(starts.length - integral)).toBeLessThanOrEqual(1);
  });
});

describe("pulsesInto", () => {
  it("has no mean, and the root mean square √(2/15 · OQ) within 2 %", () => {
    for (const openQuotient of [0.5, 0.7]) {
      const source = new Float32Array(160_000);
      pulsesInto(source, new Float32Array(160_000), pulses(97.3, 0, 0), openQuotient);
      const mean = source.reduce((sum, value) => sum + value, 0) / source.length;
      const rms = Math.sqrt(source.reduce((sum, value) => sum + value * value, 0) / source.length);
      expect(Math.abs(mean)).toBeLessThan(1e-3);
      expect(rms / Math.sqrt((2 / 15) * openQuotient)).toBeGreaterThan(0.98);
      expect(rms / Math.sqrt((2 / 15) * openQuotient)).toBeLessThan(1.02);
    }
  });

  it("opens the glottis for the open quotient, within 1 %", () => {
    const openness = new Float32Array(160_000);
    pulsesInto(new Float32Array(160_000), openness, pulses(97.3, 0, 0), 0.6);
    const share = openness.reduce((sum, open) => sum + open, 0) / openness.length;
    expect(Math.abs(share - 0.6)).toBeLessThan(0.01);
  });
});

describe("tiltInto", () => {
  it("takes the asked attenuation off at 3 kHz, within 0.05 dB, and nothing at 0 Hz", () => {
    for (const tiltDb of [0, 3, 10, 20]) {
      const gainAt = (frequencyHz: number) => {
        const signal = Float32Array.from({ length: 16000 }, (_, n) =>
          Math.cos((2 * Math.PI * frequencyHz * n) / 16000),
        );
        tiltInto(signal, tiltDb);
        const settled = signal.subarray(8000);
        return settled.reduce((highest, value) => Math.max(highest, Math.abs(value)), 0);
      };
      expect(gainAt(0)).toBeCloseTo(1, 4);
      const tone = Float32Array.from({ length: 16000 }, (_, n) => Math.cos((2 * Math.PI * 3000 * n) / 16000));
      tiltInto(tone, tiltDb);
      const rms = Math.sqrt(tone.subarray(8000).reduce((sum, value) => sum + value * value, 0) / 8000);
      expect(Math.abs(20 * Math.log10(rms * Math.SQRT2) + tiltDb)).toBeLessThan(0.05);
    }
  });
});
