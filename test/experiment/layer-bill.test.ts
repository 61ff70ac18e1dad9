import { describe, expect, it } from "vitest";
import { countZeros, layerBill } from "../../src/experiment/layer-bill.ts";

describe("layerBill", () => {
  it("counts survivors and bytes, and sets the floor of float32 kernels at H2 of the places and 32 bits a value", () => {
    const values = Float32Array.of(0, 1, -0, 2, 0, 0, 3, 4);
    const bill = layerBill({ inputs: 4, outputs: 2, values, scale: 1 });
    expect(bill).toMatchObject({ inputs: 4, outputs: 2, weights: 8, survivors: 4, kernelBytes: 32, biasBytes: 8 });
    // Half of the places: 1 bit each.
    expect(bill.floorBytes).toBe((8 * 1 + 4 * 32) / 8);
  });

  it("counts the entropy of int8 codes: equal ones cost nothing, four equally frequent ones two bits each", () => {
    const equal = layerBill({ inputs: 4, outputs: 1, values: Int8Array.of(5, 5, 0, 0), scale: 0.1 });
    expect(equal.floorBytes).toBeCloseTo(4 / 8, 12);
    const four = layerBill({ inputs: 8, outputs: 1, values: Int8Array.of(1, 2, -1, -128, 0, 0, 0, 0), scale: 0.1 });
    expect(four.floorBytes).toBeCloseTo((8 + 4 * 2) / 8, 12);
    expect(four.kernelBytes).toBe(8);
  });

  it("has no floor for a kernel of zeros alone, and none for places where nothing is zero", () => {
    expect(layerBill({ inputs: 2, outputs: 1, values: new Int8Array(2), scale: 1 })).toMatchObject({
      survivors: 0,
      floorBytes: 0,
      histogram: { edges: [0, 0], counts: [0] },
    });
    expect(layerBill({ inputs: 2, outputs: 1, values: Float32Array.of(1, 2), scale: 1 }).floorBytes).toBe(8);
  });

  it("draws survivors from the smallest to the largest, in the weights' own unit", () => {
    const { histogram } = layerBill({ inputs: 4, outputs: 1, values: Int8Array.of(-10, 0, 0, 14), scale: 0.5 });
    expect(histogram.edges).toHaveLength(49);
    expect([histogram.edges[0], histogram.edges[48]]).toEqual([-5, 7]);
    expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect([histogram.counts[0], histogram.counts[47]]).toEqual([1, 1]);
    const single = layerBill({ inputs: 2, outputs: 1, values: Float32Array.of(3, 0), scale: 1 }).histogram;
    expect(single.counts.reduce((sum, count) => sum + count, 0)).toBe(1);
  });
});

describe("countZeros", () => {
  it("counts zeros of either sign", () => expect(countZeros(Float32Array.of(0, -0, 1e-45, -1))).toBe(2));
});
