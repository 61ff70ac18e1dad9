import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { magnitudeMask, magnitudeThreshold } from "../../src/pruning/magnitude-mask.ts";

/** Weights of a fair spread of magnitudes, with zeros of both signs and repeated values. */
const weightArrays = fc
  .array(fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, -0, 0.5, -0.5)), {
    minLength: 1,
    maxLength: 300,
  })
  .map((values) => Float32Array.from(values));

describe("magnitudeThreshold", () => {
  it("is the k-th largest magnitude", () => {
    const weights = Float32Array.of(3, -1, 2, -4, 0);
    expect([1, 2, 3, 4, 5].map((k) => magnitudeThreshold(weights, k))).toEqual([4, 3, 2, 1, 0]);
  });

  it("equals the k-th of the sorted magnitudes, for random weights with ties", () => {
    fc.assert(
      fc.property(weightArrays, fc.nat(), (weights, draw) => {
        const k = 1 + (draw % weights.length);
        const sorted = Array.from(weights, Math.abs).sort((a, b) => b - a);
        expect(magnitudeThreshold(weights, k)).toBe(sorted[k - 1]);
      }),
    );
  });

  it("reads a view that does not begin at its buffer's start", () => {
    expect(magnitudeThreshold(Float32Array.of(9, 9, 1, 2, 3).subarray(2), 1)).toBe(3);
  });

  it("refuses a rank that is not there", () => {
    expect(() => magnitudeThreshold(Float32Array.of(1), 2)).toThrow("k must be an integer from 1 to 1, got 2");
    expect(() => magnitudeThreshold(Float32Array.of(1), 0)).toThrow("got 0");
  });
});

describe("magnitudeMask", () => {
  it("keeps the largest and what ties with the last of them", () => {
    expect([...magnitudeMask(Float32Array.of(1, -3, 2, -2, 0.5), 2)]).toEqual([0, 1, 1, 1, 0]);
  });

  it("keeps exactly as many as asked for where no magnitudes are equal", () => {
    const random = new Random(3);
    const weights = Float32Array.from({ length: 10_000 }, () => random.normal());
    for (const survivors of [0, 1, 17, 1013, 9999, 10_000])
      expect(magnitudeMask(weights, survivors).reduce((sum, kept) => sum + kept, 0)).toBe(survivors);
  });

  it("is the same after it has been applied: pruning twice is pruning once", () => {
    fc.assert(
      fc.property(weightArrays, fc.nat(), (weights, draw) => {
        const survivors = draw % (weights.length + 1);
        const mask = magnitudeMask(weights, survivors);
        const pruned = weights.map((weight, i) => weight * mask[i]);
        const again = pruned.map((weight, i) => weight * magnitudeMask(pruned, survivors)[i]);
        expect(again).toEqual(pruned);
      }),
    );
  });
});
