import { expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { mergeNormalization, unmergedNormalization } from "../../src/network/merge-normalization.ts";
import { initializeNetwork } from "../../src/network/network.ts";
import {
  denseKernel,
  denseNetwork,
  sparseLayer,
  survivorsOf,
  survivorTotal,
} from "../../src/network/sparse-network.ts";

it("keeps the weights that are not zero, row after row, and neither kind of zero", () => {
  const layer = sparseLayer({ inputs: 3, outputs: 2 }, Float32Array.of(0, 5, -0, 7, 0, -8), Float32Array.of(1, 2));
  expect([...layer.rowStarts]).toEqual([0, 1, 3]);
  expect([...layer.columns]).toEqual([1, 0, 2]);
  expect([...layer.weights]).toEqual([5, 7, -8]);
  expect([...denseKernel(layer)]).toEqual([0, 5, 0, 7, 0, -8]);
});

it("gives a network's masked kernels back, whatever the mask", () => {
  const random = new Random(3);
  const architecture = { inputs: 7, hidden: [5, 4], classes: 2 };
  const names = Array.from({ length: 7 }, (_, i) => `f${i}`);
  const network = initializeNetwork(architecture, names, ["a", "b"], random);
  for (const { weights } of network.layers)
    for (let i = 0; i < weights.length; i++) if (random.uniform() < 0.7) weights[i] = 0;
  const sparse = survivorsOf(network);
  expect(sparse.layers.map(denseKernel)).toEqual(network.layers.map(({ weights }) => weights));
  expect(survivorTotal(sparse)).toBe(
    network.layers.reduce((sum, { weights }) => sum + weights.filter((weight) => weight !== 0).length, 0),
  );
});

it("becomes a dense network that has the same survivors and merges to the same normalisation, bit for bit", () => {
  const random = new Random(5);
  const normal = (factor: number) => Float32Array.from({ length: 200 }, () => factor * random.normal());
  for (let exponent = -30; exponent <= 30; exponent += 5) {
    const merged = { scale: normal(2 ** exponent), offset: normal(2 ** -exponent) };
    expect(mergeNormalization(unmergedNormalization(merged))).toEqual(merged);
  }
  const layer = sparseLayer({ inputs: 2, outputs: 2 }, Float32Array.of(0, 5, 7, 0), Float32Array.of(1, 2));
  const sparse = {
    architecture: { inputs: 2, hidden: [], classes: 2 },
    features: ["a", "b"],
    classes: ["x", "y"],
    normalization: { scale: Float32Array.of(2, -0.1), offset: Float32Array.of(3, 0) },
    layers: [layer],
  };
  expect(survivorsOf(denseNetwork(sparse))).toEqual(sparse);
});
