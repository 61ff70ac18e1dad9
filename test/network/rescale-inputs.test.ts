import { expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { mergeOffset, powersOfTwo, rescaleInputs } from "../../src/network/rescale-inputs.ts";
import { type SparseNetwork, survivorsOf, survivorTotal } from "../../src/network/sparse-network.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { mergeInputOffset } from "../../src/quantization/merge-input-offset.ts";
import { pruneAtRandom, sampleNetwork } from "../formats/sample-network.ts";
import { asQuantized } from "./as-quantized.ts";

const INPUTS = 12;

/** A pruned network whose normalisation has scales of all sizes and signs, some of them 0. */
function randomNetwork(random: Random): SparseNetwork {
  const seed = random.uint32();
  const network = survivorsOf(
    pruneAtRandom(sampleNetwork({ inputs: INPUTS, hidden: [7], classes: 3 }, seed), 0.5, seed),
  );
  const scale = Float32Array.from({ length: INPUTS }, () =>
    random.uniform() < 0.15 ? 0 : random.normal() * 2 ** (random.integer(24) - 12),
  );
  const offset = Float32Array.from(scale, () => random.normal());
  return { ...network, normalization: { scale, offset } };
}

/** Rows that make scaled inputs of about 1, whatever the scale. */
function rowsFor({ normalization: { scale } }: SparseNetwork, random: Random): Float32Array {
  return Float32Array.from({ length: 5 * INPUTS }, (_, i) => random.normal() / (scale[i % INPUTS] || 1));
}

const largestDifference = (a: Float32Array, b: Float32Array) =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i])));

it("moves 3 · 4 to 3 · (4/4) · 4 and an offset of 5 to a bias of 15", () => {
  const layer = {
    inputs: 1,
    outputs: 2,
    rowStarts: Uint32Array.of(0, 1, 1),
    columns: Uint32Array.of(0),
    weights: Float32Array.of(3),
    bias: Float32Array.of(0.5, 0.25),
  };
  const network: SparseNetwork = {
    architecture: { inputs: 1, hidden: [], classes: 2 },
    features: ["f0"],
    classes: ["a", "b"],
    normalization: { scale: Float32Array.of(-5), offset: Float32Array.of(5) },
    layers: [layer],
  };
  const found = rescaleInputs(network);
  expect(found.normalization).toEqual({ scale: Float32Array.of(4), offset: Float32Array.of(0) });
  expect(found.layers).toEqual([{ ...layer, weights: Float32Array.of(-3.75), bias: Float32Array.of(15.5, 0.25) }]);
});

it("leaves nothing but powers of two, and outputs within 1e-6, on 200 random networks", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    const network = randomNetwork(random);
    const rescaled = rescaleInputs(network);
    expect(rescaled.normalization.offset).toEqual(new Float32Array(INPUTS));
    for (const factor of rescaled.normalization.scale) expect(Number.isInteger(Math.log2(factor))).toBe(true);
    const rows = rowsFor(network, random);
    const before = predictQuantized(asQuantized(network), rows);
    expect(largestDifference(predictQuantized(asQuantized(rescaled), rows), before), `seed ${seed}`).toBeLessThan(1e-6);
  }
});

it("loses the weights of constant inputs alone, and changes nothing the second time", () => {
  const network = randomNetwork(new Random(3));
  const [first] = network.layers;
  const constant = [...(first?.columns ?? [])].filter((input) => network.normalization.scale[input] === 0).length;
  expect(constant).toBeGreaterThan(0);
  const rescaled = rescaleInputs(network);
  expect(survivorTotal(rescaled)).toBe(survivorTotal(network) - constant);
  expect(rescaleInputs(rescaled)).toEqual(rescaled);
});

it("holds float32's smallest and largest scales", () => {
  const network = randomNetwork(new Random(4));
  const scale = Float32Array.from({ length: INPUTS }, (_, i) => (i % 2 === 0 ? 1e-44 : 3.4e38));
  const { normalization } = powersOfTwo({ ...network, normalization: { ...network.normalization, scale } });
  expect(normalization.scale).toEqual(scale.map((_, i) => (i % 2 === 0 ? 2 ** -126 : 2 ** 127)));
  expect([...normalization.offset].every(Number.isFinite)).toBe(true);
});

it("merges the offset of a quantised network as of one with survivors", () => {
  const network = powersOfTwo(randomNetwork(new Random(5)));
  expect(mergeInputOffset(asQuantized(network))).toEqual(asQuantized(mergeOffset(network)));
});

it("keeps the rounding error of weights away from the inputs' means where the offset is merged last: a third of the error at most", () => {
  const rounded = (network: SparseNetwork): SparseNetwork => ({
    ...network,
    layers: network.layers.map((layer) => ({ ...layer, weights: layer.weights.map((w) => Math.round(16 * w) / 16) })),
  });
  let errorLast = 0;
  let errorFirst = 0;
  for (let seed = 0; seed < 20; seed++) {
    const random = new Random(seed);
    const sample = randomNetwork(random);
    const offset = sample.normalization.offset.map((_, i) => (sample.normalization.scale[i] === 0 ? 0 : -20));
    const network = { ...sample, normalization: { ...sample.normalization, offset } };
    // Scaled inputs lie around 20, so that the normalised ones lie around 0.
    const rows = rowsFor(network, random).map(
      (value, i) => value + 20 / (network.normalization.scale[i % INPUTS] || 1),
    );
    const exact = predictQuantized(asQuantized(network), rows);
    const error = (changed: SparseNetwork) => largestDifference(predictQuantized(asQuantized(changed), rows), exact);
    errorLast += error(mergeOffset(rounded(powersOfTwo(network))));
    errorFirst += error(rounded(rescaleInputs(network)));
  }
  expect(errorLast).toBeLessThan(errorFirst / 3);
});
