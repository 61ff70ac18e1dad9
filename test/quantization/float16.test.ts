import { describe, expect, it } from "vitest";
import { denseKernel } from "../../src/network/sparse-network.ts";
import { denseWeights } from "../../src/quantization/dense-weights.ts";
import { quantizeFloat16 } from "../../src/quantization/float16.ts";
import { quantizedSurvivors } from "../../src/quantization/quantized-survivors.ts";
import { randomSurvivors } from "../pruning/random-survivors.ts";

const architecture = { inputs: 30, hidden: [20, 10], classes: 3 };

describe("quantizeFloat16", () => {
  it("rounds to 11 bits, ties to even, and to zero below 2^-25", () => {
    const network = randomSurvivors({ inputs: 3, hidden: [], classes: 2 }, 0, 1);
    network.layers[0]?.weights.set([1 + 2 ** -11, 1 + 3 * 2 ** -11, -(2 ** -26), 1 / 3, -65504, 70000]);
    const [layer] = quantizeFloat16(network).layers;
    expect(layer && [...denseWeights(layer.kernel)]).toEqual([1, 1 + 2 ** -9, -0, 0.333251953125, -65504, 65504]);
  });

  it("moves no weight by more than 2^-11 of it", () => {
    const network = randomSurvivors(architecture, 0.3, 2);
    quantizeFloat16(network).layers.forEach(({ kernel }, l) => {
      const layer = network.layers[l];
      if (!layer) throw new Error("expected as many layers");
      const weights = denseKernel(layer);
      denseWeights(kernel).forEach((rounded, i) => {
        const weight = weights[i];
        expect(Math.abs(rounded - weight)).toBeLessThanOrEqual(2 ** -11 * Math.abs(weight) + 2 ** -25);
      });
    });
  });

  it("is itself when it is done again", () => {
    const once = quantizeFloat16(randomSurvivors(architecture, 0.3, 3));
    expect(quantizeFloat16(quantizedSurvivors(once))).toEqual(once);
  });

  it("names the weight that is not finite", () => {
    const network = randomSurvivors(architecture, 0, 4);
    network.layers[1]?.weights.fill(Number.NaN, 21, 22);
    expect(() => quantizeFloat16(network)).toThrow("quantizeFloat16: weight [1, 1] of layer 1 is NaN");
  });
});
