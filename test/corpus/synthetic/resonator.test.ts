import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import { antiresonateInto, bandpassInto, resonateInto } from "../../../src/corpus/synthetic/resonator.ts";

const LENGTH = 4096;
const RATE_HZ = 16000;
const steady = (value: number) => new Float32Array(LENGTH / 32).fill(value);

/** Magnitude of the frequency response at one frequency, from the impulse response: a DFT bin written out. */
function gainAt(impulseResponse: Float32Array, frequencyHz: number): number {
  let real = 0;
  let imaginary = 0;
  impulseResponse.forEach((value, n) => {
    real += value * Math.cos((2 * Math.PI * frequencyHz * n) / RATE_HZ);
    imaginary += value * Math.sin((2 * Math.PI * frequencyHz * n) / RATE_HZ);
  });
  return Math.hypot(real, imaginary);
}

function impulse(): Float32Array {
  const signal = new Float32Array(LENGTH);
  signal[0] = 1;
  return signal;
}

describe("resonateInto", () => {
  it("has gain 1 at 0 Hz and its maximum within 10 Hz of its frequency", () => {
    for (const [frequencyHz, bandwidthHz] of [
      [500, 60],
      [1500, 90],
      [3500, 200],
    ] as const) {
      const response = impulse();
      resonateInto(response, steady(frequencyHz), steady(bandwidthHz));
      expect(gainAt(response, 0)).toBeCloseTo(1, 4);
      const around = Array.from({ length: 21 }, (_, i) => frequencyHz - 50 + 5 * i);
      const peak = around.reduce((best, hz) => (gainAt(response, hz) > gainAt(response, best) ? hz : best));
      expect(Math.abs(peak - frequencyHz)).toBeLessThanOrEqual(10);
    }
  });

  it("falls by 3 dB (± 0.2 dB) at half its bandwidth beside the peak", () => {
    const response = impulse();
    resonateInto(response, steady(2000), steady(100));
    const fallDb = 20 * Math.log10(gainAt(response, 2000) / gainAt(response, 2050));
    expect(fallDb).toBeGreaterThan(2.8);
    expect(fallDb).toBeLessThan(3.2);
  });

  it("is undone by the antiresonator of the same frequency and bandwidth, to 1e-4 of the peak", () => {
    const random = new Random(2);
    const noise = Float32Array.from({ length: LENGTH }, () => random.uniform() - 0.5);
    const signal = Float32Array.from(noise);
    resonateInto(signal, steady(270), steady(90));
    antiresonateInto(signal, steady(270), steady(90));
    const errors = signal.map((value, n) => Math.abs(value - noise[n]));
    expect(Math.max(...errors)).toBeLessThan(1e-4);
  });
});

describe("bandpassInto", () => {
  it("has gain 1 (± 2 %) at its centre and 0 at 0 Hz", () => {
    for (const frequencyHz of [900, 2700, 5200]) {
      const response = impulse();
      bandpassInto(response, steady(frequencyHz), steady(700));
      expect(gainAt(response, frequencyHz)).toBeGreaterThan(0.98);
      expect(gainAt(response, frequencyHz)).toBeLessThan(1.02);
      expect(gainAt(response, 0)).toBeLessThan(1e-4);
    }
  });
});
