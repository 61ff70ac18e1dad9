import { describe, expect, it } from "vitest";
import { denseKernel, type SparseNetwork, sparseLayer } from "../../src/network/sparse-network.ts";
import { quantizeBinary } from "../../src/quantization/binary.ts";
import { denseWeights } from "../../src/quantization/dense-weights.ts";
import type { QuantizedNetwork } from "../../src/quantization/quantized-network.ts";
import { randomSurvivors } from "../pruning/random-survivors.ts";

const architecture = { inputs: 30, hidden: [20, 10], classes: 3 };
const kernels = ({ layers }: QuantizedNetwork) => layers.map(({ kernel }) => denseWeights(kernel));

/** One layer [2 × 3] with the weights 1, −3, 0 and 6, 0, 2. */
function small(): SparseNetwork {
  const base = randomSurvivors({ inputs: 3, hidden: [], classes: 2 }, 0, 1);
  const layer = sparseLayer({ inputs: 3, outputs: 2 }, Float32Array.of(1, -3, 0, 6, 0, 2), Float32Array.of(5, 7));
  return { ...base, layers: [layer] };
}

describe("quantizeBinary", () => {
  it("keeps each sign with the mean magnitude of the kernel, in a codebook of three", () => {
    const { kernel } = quantizeBinary(small()).layers[0];
    expect(kernel).toEqual({
      kind: "codebook",
      indices: Uint8Array.of(2, 1, 0, 2, 0, 2),
      codebook: Float32Array.of(0, -3, 3),
    });
  });

  it("keeps each sign with the mean magnitude of its neuron's weights", () => {
    expect(kernels(quantizeBinary(small(), { per: "neuron" }))).toEqual([Float32Array.of(2, -2, 0, 4, 0, 4)]);
  });

  it("has the scale of least squared error: a larger or smaller one errs more, for each neuron", () => {
    const network = randomSurvivors(architecture, 0.5, 2);
    const [first] = network.layers;
    const [signs] = kernels(quantizeBinary(network, { per: "neuron" }));
    const weights = denseKernel(first);
    const errorOf = (factor: number, output: number) =>
      weights
        .subarray(30 * output, 30 * output + 30)
        .reduce((sum, weight, i) => sum + (weight - factor * signs[30 * output + i]) ** 2, 0);
    for (let output = 0; output < 20; output++)
      for (const factor of [0.99, 1.01]) expect(errorOf(factor, output)).toBeGreaterThan(errorOf(1, output));
  });

  it("changes nothing when it is done again, but for 1e-6 of rounding", () => {
    const network = randomSurvivors(architecture, 0.5, 3);
    const once = kernels(quantizeBinary(network, { per: "neuron" }));
    const layers = network.layers.map((layer, l) => sparseLayer(layer, once[l], layer.bias));
    kernels(quantizeBinary({ ...network, layers }, { per: "neuron" })).forEach((kernel, l) => {
      kernel.forEach((weight, i) => {
        expect(weight).toBeCloseTo(once[l]?.[i], 6);
      });
    });
  });

  it("keeps survivors and biases", () => {
    const network = randomSurvivors(architecture, 0.5, 4);
    for (const per of ["layer", "neuron"] as const) {
      const quantized = quantizeBinary(network, { per });
      kernels(quantized).forEach((kernel, l) => {
        const { columns, bias } = network.layers[l];
        expect(kernel.filter((weight) => weight !== 0).length).toBe(columns.length);
        expect(quantized.layers[l]?.bias).toBe(bias);
      });
    }
  });

  it("names the weight that is not finite", () => {
    const network = small();
    network.layers[0]?.weights.fill(Number.POSITIVE_INFINITY, 2, 3);
    expect(() => quantizeBinary(network)).toThrow("quantizeBinary: weight [1, 0] of layer 0 is Infinity");
  });
});
