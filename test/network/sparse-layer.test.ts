import { describe, expect, it } from "vitest";
import {
  layerSums,
  maskedLayer,
  selectInputs,
  selectOutputs,
  withInputsInBias,
} from "../../src/network/sparse-layer.ts";
import { denseKernel, sparseLayer } from "../../src/network/sparse-network.ts";

/** Three outputs of four inputs; the second output has no weights. */
const kernel = Float32Array.of(1, 0, 2, 0, 0, 0, 0, 0, 0, 3, 4, 5);
const layer = sparseLayer({ inputs: 4, outputs: 3 }, kernel, Float32Array.of(0.5, -1, 0));

describe("a layer of survivors", () => {
  it("sums bias + kernel · inputs, and takes the sum as its bias", () => {
    const inputs = Float32Array.of(1, 10, 100, 1000);
    expect([...layerSums(layer, inputs)]).toEqual([201.5, -1, 5430]);
    expect([...withInputsInBias(layer, inputs).bias]).toEqual([201.5, -1, 5430]);
    expect([...layer.bias]).toEqual([0.5, -1, 0]);
  });

  it("keeps the survivors that a mask leaves", () => {
    const masked = maskedLayer(layer, Uint8Array.of(0, 1, 1, 0, 1));
    expect([...denseKernel(masked)]).toEqual([0, 0, 2, 0, 0, 0, 0, 0, 0, 3, 0, 5]);
    expect([...masked.rowStarts]).toEqual([0, 1, 1, 3]);
  });

  it("keeps rows and columns of its kernel", () => {
    const rows = selectOutputs(layer, Uint32Array.of(1, 2));
    expect([...denseKernel(rows)]).toEqual([0, 0, 0, 0, 0, 3, 4, 5]);
    expect([...rows.bias]).toEqual([-1, 0]);
    const columns = selectInputs(layer, Uint32Array.of(0, 1, 3));
    expect(columns.inputs).toBe(3);
    expect([...denseKernel(columns)]).toEqual([1, 0, 0, 0, 0, 0, 0, 3, 5]);
  });
});
