import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import {
  checkedArchitecture,
  countParameters,
  layerShapes,
  paperArchitecture,
} from "../../src/network/architecture.ts";
import { initializeNetwork } from "../../src/network/network.ts";

describe("paperArchitecture", () => {
  it("has the paper's widths at 6373 inputs", () => {
    expect(paperArchitecture("A", 6373, 2).hidden).toEqual([4248, 2832]);
    expect(paperArchitecture("B", 6373, 2).hidden).toEqual([4248, 2832, 1888, 1258, 839]);
    expect(paperArchitecture("C", 6373, 2).hidden).toEqual([4248, 4248, 2832, 2832]);
  });

  it("follows the 2/3 rule for any other number of inputs and classes", () => {
    expect(paperArchitecture("A", 88, 7)).toEqual({ inputs: 88, hidden: [58, 39], classes: 7 });
  });

  it("refuses fewer inputs than give every layer a neuron, and a single class", () => {
    expect(() => paperArchitecture("B", 3, 2)).toThrow("a layer's width must be a whole number of at least 1, got 0");
    expect(() => checkedArchitecture({ inputs: 4, hidden: [], classes: 1 })).toThrow("at least 2 classes, got 1");
  });
});

describe("countParameters", () => {
  it("counts what the paper counts, and the moving statistics beside it", () => {
    expect(countParameters(paperArchitecture("C", 6373, 2))).toEqual({
      kernels: 65_174_232,
      biases: 14_162,
      normalization: 12_746,
      trainable: 65_201_140,
      total: 65_213_886,
    });
  });
});

describe("initializeNetwork", () => {
  const architecture = { inputs: 40, hidden: [30], classes: 2 };
  const features = Array.from({ length: 40 }, (_, f) => `f${f}`);
  const network = initializeNetwork(architecture, features, ["no", "yes"], new Random(1));

  it("has Glorot-uniform kernels: within their limit, with its variance (limit²/3), within 10 %", () => {
    layerShapes(architecture).forEach(({ inputs, outputs }, layer) => {
      const limit = Math.sqrt(6 / (inputs + outputs));
      const { weights } = network.layers[layer];
      expect(Math.max(...weights.map(Math.abs))).toBeLessThanOrEqual(limit);
      if (layer > 0) return;
      const variance = weights.reduce((sum, weight) => sum + weight ** 2, 0) / weights.length;
      expect(Math.abs(variance / (limit ** 2 / 3) - 1)).toBeLessThan(0.1);
    });
  });

  it("has zero biases and a normalisation that does nothing", () => {
    expect(network.layers.flatMap(({ bias }) => [...bias]).every((bias) => bias === 0)).toBe(true);
    const { gamma, beta, movingMean, movingVariance } = network.normalization;
    expect([gamma[0], beta[0], movingMean[0], movingVariance[0]]).toEqual([1, 0, 0, 1]);
  });
});
