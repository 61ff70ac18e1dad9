import { describe, expect, it } from "vitest";
import { checkSound } from "../../src/audio/check-sound.ts";

const RATE = 16_000;

/** Bursts of a tone, half a second on and half a second off, over a hum. */
function bursts(seconds: number, loud: number, hum: number): Float32Array {
  return Float32Array.from({ length: seconds * RATE }, (_, n) => {
    const speaks = Math.floor((2 * n) / RATE) % 2 === 0;
    return (
      (speaks ? loud : 0) * Math.sin((2 * Math.PI * 200 * n) / RATE) + hum * Math.sin((2 * Math.PI * 50 * n) / RATE)
    );
  });
}

const check = (samples: Float32Array) => checkSound({ samples, sampleRateHz: RATE });

describe("checkSound", () => {
  it("measures a full-scale square wave at 0 dB, and a tone of amplitude a at 20·log10(a) − 3.01 dB", () => {
    const square = check(new Float32Array(RATE).fill(1));
    expect([square.levelDb, square.loudDb, square.floorDb]).toEqual([0, 0, 0]);
    const { levelDb, peak, durationSeconds } = check(bursts(2, 0, 0.1));
    expect(levelDb).toBeCloseTo(-20 - 3.0103, 3);
    expect(peak).toBeCloseTo(0.1, 6);
    expect(durationSeconds).toBe(2);
  });

  it("has no doubts about speech with pauses in a quiet room", () => {
    expect(check(bursts(4, 0.3, 0.001)).doubts).toEqual([]);
  });

  it.each([
    ["silent", new Float32Array(2 * RATE)],
    ["silent", bursts(2, 0.0005, 0)],
    ["quiet", bursts(2, 0.008, 0)],
    ["noisy", bursts(2, 0.3, 0.1)],
    ["short", bursts(0.9, 0.3, 0.001)],
    ["clipped", bursts(2, 3, 0).map((x) => Math.max(-1, Math.min(1, x)))],
  ] as const)("says %s", (doubt, samples) => {
    expect(check(samples).doubts).toContain(doubt);
    if (doubt === "silent") expect(check(samples).doubts).toEqual(["silent"]);
  });

  it("does not call single peaks at full scale clipped: a run has three samples", () => {
    const samples = bursts(2, 0.3, 0.001);
    for (let n = 0; n < samples.length; n += 100) samples.fill(1, n, n + 2);
    expect(check(samples).clippedShare).toBe(0);
    for (let n = 0; n < samples.length; n += 100) samples.fill(1, n, n + 3);
    expect(check(samples).clippedShare).toBeCloseTo(0.03, 5);
  });

  it("does not depend on the rate: the same sound at 48 kHz has the same levels within 0.1 dB", () => {
    const at = (rate: number) =>
      checkSound({
        samples: Float32Array.from({ length: rate }, (_, n) => 0.2 * Math.sin((2 * Math.PI * 200 * n) / rate)),
        sampleRateHz: rate,
      });
    expect(Math.abs(at(16_000).loudDb - at(48_000).loudDb)).toBeLessThan(0.1);
  });

  it("takes an empty signal as silence, and refuses integers", () => {
    expect(check(new Float32Array(0)).doubts).toEqual(["silent"]);
    expect(() => checkSound({ samples: new Int16Array(9) as never, sampleRateHz: RATE })).toThrow("Int16Array");
  });
});
