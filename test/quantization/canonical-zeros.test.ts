import { expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { initializeNetwork } from "../../src/network/network.ts";
import { canonicalZeros } from "../../src/quantization/canonical-zeros.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { mergedNetwork } from "../../src/quantization/merged-network.ts";

const random = new Random(1);
const names = (count: number) => Array.from({ length: count }, (_, i) => `${i}`);
const network = initializeNetwork({ inputs: 30, hidden: [20], classes: 2 }, names(30), names(2), random);
for (const { weights } of network.layers)
  for (let i = 0; i < weights.length; i++) if (random.uniform() < 0.9) weights[i] = weights[i] < 0 ? -0 : 0;

it("leaves no −0 and every other weight as it is, bit for bit", () => {
  const signs = (weights: Float32Array) => weights.filter((weight) => Object.is(weight, -0)).length;
  canonicalZeros(network).layers.forEach(({ weights }, layer) => {
    expect(signs(network.layers[layer].weights)).toBeGreaterThan(0);
    expect(signs(weights)).toBe(0);
    weights.forEach((weight, i) => {
      expect(weight === network.layers[layer].weights[i]).toBe(true);
    });
  });
});

it("keeps subnormal numbers and does not touch the original", () => {
  network.layers[0].weights[0] = -(2 ** -149);
  network.layers[0].weights[1] = -0;
  expect(canonicalZeros(network).layers[0].weights[0]).toBe(-(2 ** -149));
  expect(Object.is(network.layers[0].weights[1], -0)).toBe(true);
});

it("predicts the same, bit for bit", () => {
  const rows = Float32Array.from({ length: 300 }, () => random.normal());
  const before = predictQuantized(mergedNetwork(network), rows);
  expect(predictQuantized(mergedNetwork(canonicalZeros(network)), rows)).toEqual(before);
});
