import { describe, expect, it } from "vitest";
import { resample } from "../../src/audio/resample.ts";
import { SincFilter } from "../../src/audio/sinc-filter.ts";
import { Random } from "../../src/core/random.ts";

/** Two tones of half amplitude. */
function twoTones(firstHz: number, secondHz: number, sampleRateHz: number, seconds: number) {
  const samples = Float32Array.from(
    { length: Math.round(seconds * sampleRateHz) },
    (_, n) =>
      0.5 * Math.sin((2 * Math.PI * firstHz * n) / sampleRateHz) +
      0.5 * Math.sin((2 * Math.PI * secondHz * n) / sampleRateHz),
  );
  return { samples, sampleRateHz };
}

/** Signal-to-error ratio in dB against the tones that lie below half the new rate, away from the ends. */
function snrDb(firstHz: number, secondHz: number, fromHz: number, toHz: number): number {
  const { samples } = resample(twoTones(firstHz, secondHz, fromHz, 1), toHz);
  const kept = [firstHz, secondHz].filter((hz) => hz < toHz / 2);
  let power = 0;
  let error = 0;
  for (let n = 1000; n < samples.length - 1000; n++) {
    const expected = kept.reduce((sum, hz) => sum + 0.5 * Math.sin((2 * Math.PI * hz * n) / toHz), 0);
    power += expected ** 2;
    error += (samples[n] - expected) ** 2;
  }
  return 10 * Math.log10(power / error);
}

describe("resample", () => {
  it.each([
    [44_100, 1000, 10_000],
    [44_100, 1000, 15_000],
    [44_100, 440, 6800],
    [48_000, 1000, 8500],
    [22_050, 1000, 9000],
    [22_050, 300, 7000],
    [8000, 500, 3400],
    [11_025, 1000, 4500],
  ])(
    "keeps errors and images 100 dB below the tones, %i Hz to 16 kHz, tones of %i and %i Hz",
    (rate, first, second) => {
      expect(snrDb(first, second, rate, 16_000)).toBeGreaterThan(100);
    },
  );

  it("keeps a constant constant to within 3e-7 away from the ends", () => {
    const { samples } = resample({ samples: new Float32Array(44_100).fill(0.7), sampleRateHz: 44_100 }, 16_000);
    const errors = samples.subarray(200, -200).map((value) => Math.abs(value - 0.7));
    expect(Math.max(...errors)).toBeLessThan(3e-7);
  });

  it("is within 2e-6 of the definition at 300 places of noise, for rates with and without a table of phases", () => {
    const random = new Random(6);
    for (const [from, to] of [
      [44_100, 16_000],
      [8000, 16_000],
      [22_255, 16_000],
      [16_001, 16_000],
    ] as const) {
      const x = Float32Array.from({ length: 40_000 }, () => random.normal());
      const { samples } = resample({ samples: x, sampleRateHz: from }, to);
      const filter = new SincFilter(to / from);
      for (let i = 0; i < 75; i++) {
        const m = random.integer(samples.length);
        const at = Math.floor((m * from) / to + 1e-9);
        const sum = filter
          .coefficients((m * from) / to - at)
          .reduce((total, c, k) => total + c * (x[at - filter.reach + 1 + k] ?? 0), 0);
        expect(Math.abs(samples[m] - sum)).toBeLessThan(2e-6);
      }
    }
  });

  it("gives the number of samples that the duration asks for", () => {
    const lengths = [0, 1, 100, 44_101].map(
      (length) => resample({ samples: new Float32Array(length), sampleRateHz: 44_100 }, 16_000).samples.length,
    );
    expect(lengths).toEqual([0, 1, 37, 16_001]);
  });

  it("gives the same signal back at its own rate", () => {
    const signal = twoTones(100, 200, 16_000, 0.1);
    expect(resample(signal, 16_000)).toBe(signal);
  });

  it("works between rates with no common divisor, beyond 2048 phases", () => {
    expect(snrDb(1000, 3000, 44_101, 16_000)).toBeGreaterThan(100);
  });

  it("refuses a rate that is not a positive whole number", () => {
    const signal = twoTones(100, 200, 16_000, 0.1);
    expect(() => resample(signal, 0)).toThrow("rates must be positive whole numbers, got 0");
    expect(() => resample(signal, 8000.5)).toThrow("got 8000.5");
  });
});
