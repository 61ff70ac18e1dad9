import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { extractCompare2016 } from "../../src/features/compare2016/extract.ts";
import { COMPARE2016_NAMES } from "../../src/features/compare2016/feature-set.ts";
import { decodeContainer, encodeContainer } from "../../src/formats/container/container-file.ts";
import type { Activation } from "../../src/network/activation.ts";
import { checkedArchitecture } from "../../src/network/architecture.ts";
import { type SparseNetwork, sparseLayer, survivorsOf } from "../../src/network/sparse-network.ts";
import { shrink } from "../../src/pruning/structure.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { pruneAtRandom, sampleNetwork } from "../formats/sample-network.ts";
import { asQuantized } from "../network/as-quantized.ts";

const ACTIVATIONS: readonly Activation[] = [
  { kind: "sigmoid" },
  { kind: "tanh" },
  { kind: "relu" },
  { kind: "gelu" },
  { kind: "leaky-relu", slope: 0.25 },
];

/** A network of up to three hidden layers with random widths, pruned to a random share. */
function randomNetwork(random: Random, sparsity: number): SparseNetwork {
  const hidden = Array.from({ length: random.integer(4) }, () => 1 + random.integer(9));
  const activations = hidden.map(() => ACTIVATIONS[random.integer(ACTIVATIONS.length)]);
  const shape = { inputs: 1 + random.integer(15), hidden, classes: 2 + random.integer(3), activations };
  const architecture = checkedArchitecture(shape);
  return survivorsOf(pruneAtRandom(sampleNetwork(architecture, random.uint32()), sparsity, random.uint32()));
}

/** Rows of the features that the second network is left with. */
function selectColumns(rows: Float32Array, from: SparseNetwork, to: SparseNetwork): Float32Array {
  const places = to.features.map((name) => from.features.indexOf(name));
  const width = from.features.length;
  return Float32Array.from({ length: (rows.length / width) * places.length }, (_, i) => {
    const row = Math.floor(i / places.length);
    return rows[row * width + places[i % places.length]];
  });
}

const largestDifference = (a: Float32Array, b: Float32Array) =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i])));

/** Neurons and inputs that `shrink` should have removed. */
function leftovers({ layers }: SparseNetwork): string[] {
  return layers.flatMap(({ inputs, outputs, rowStarts, columns }, l) => {
    const unread = inputs - new Set(columns).size;
    const isLast = l === layers.length - 1;
    const constant = isLast
      ? 0
      : Array.from({ length: outputs }, (_, o) => o).filter((o) => rowStarts[o] === rowStarts[o + 1]).length;
    return unread + constant === 0 ? [] : [`layer ${l}: ${unread} unread, ${constant} constant`];
  });
}

describe("shrink", () => {
  it("folds sigmoid(0) = 1/2 of a constant neuron into the next bias, and drops what nobody reads", () => {
    // Neuron 0 reads input 1; neuron 1 has no weights; neuron 2 reads input 2 and is read by nobody.
    const network: SparseNetwork = {
      architecture: { inputs: 3, hidden: [3], classes: 2 },
      features: ["f", "g", "h"],
      classes: ["a", "b"],
      normalization: { scale: Float32Array.of(1, 2, 3), offset: Float32Array.of(4, 5, 6) },
      layers: [
        sparseLayer({ inputs: 3, outputs: 3 }, Float32Array.of(0, 7, 0, 0, 0, 0, 0, 0, 8), Float32Array.of(1, 0, 3)),
        sparseLayer({ inputs: 3, outputs: 2 }, Float32Array.of(0.5, 4, 0, 0, 6, 0), Float32Array.of(1, 2)),
      ],
    };
    expect(shrink(network)).toEqual({
      architecture: { inputs: 1, hidden: [1], classes: 2 },
      features: ["g"],
      classes: ["a", "b"],
      normalization: { scale: Float32Array.of(2), offset: Float32Array.of(5) },
      layers: [
        sparseLayer({ inputs: 1, outputs: 1 }, Float32Array.of(7), Float32Array.of(1)),
        sparseLayer({ inputs: 1, outputs: 2 }, Float32Array.of(0.5, 0), Float32Array.of(3, 5)),
      ],
    });
  });

  it.each([0.3, 0.7, 0.85, 0.95])(
    "leaves outputs within 1e-6 and nothing to remove, 200 networks, sparsity %f",
    (sparsity) => {
      for (let seed = 0; seed < 200; seed++) {
        const random = new Random(seed);
        const network = randomNetwork(random, sparsity);
        const small = shrink(network);
        checkedArchitecture(small.architecture);
        const rows = Float32Array.from({ length: 4 * network.architecture.inputs }, () => 2 * random.normal());
        const found = predictQuantized(asQuantized(small), selectColumns(rows, network, small));
        expect(largestDifference(found, predictQuantized(asQuantized(network), rows)), `seed ${seed}`).toBeLessThan(
          1e-6,
        );
        expect(small.features).toEqual(network.features.filter((name) => small.features.includes(name)));
        expect(shrink(small)).toEqual(small);
        const isConstant = small.layers.every(({ weights }) => weights.length === 0);
        if (!isConstant) expect(leftovers(small), `seed ${seed}`).toEqual([]);
      }
    },
  );

  it("makes a network whose output is constant of biases alone, with one input", () => {
    const network = survivorsOf(sampleNetwork({ inputs: 4, hidden: [3, 2], classes: 3 }, 1));
    const none = { rowStarts: new Uint32Array(3), columns: new Uint32Array(), weights: new Float32Array() };
    const [first, middle, last] = network.layers;
    const cut = { ...network, layers: [first, { ...middle, ...none }, last] };
    const small = shrink(cut);
    expect(small.architecture).toEqual({ inputs: 1, hidden: [], classes: 3 });
    expect(small.features).toEqual(network.features.slice(0, 1));
    const rows = Float32Array.from({ length: 4 }, (_, i) => i);
    const expected = predictQuantized(asQuantized(cut), rows);
    expect(largestDifference(predictQuantized(asQuantized(small), Float32Array.of(9)), expected)).toBeLessThan(1e-6);
    const file = encodeContainer({ network: asQuantized(small), madeFrom: "", provenance: {} });
    expect(decodeContainer(file, "constant").network).toEqual(asQuantized(small));
  });

  it("leaves a network alone in which every weight is there", () => {
    const network = survivorsOf(sampleNetwork({ inputs: 4, hidden: [3, 2], classes: 3 }, 1));
    expect(shrink(network)).toEqual(network);
  });

  it("names features that extractCompare2016 extracts alone, through a container", () => {
    const sample = sampleNetwork({ inputs: 6373, hidden: [], classes: 2 }, 1);
    const pruned = survivorsOf(pruneAtRandom({ ...sample, features: COMPARE2016_NAMES }, 0.999, 2));
    const file = encodeContainer({ network: asQuantized(shrink(pruned)), madeFrom: "", provenance: {} });
    const { features } = decodeContainer(file, "model").network;
    expect(features.length).toBeGreaterThan(2);
    expect(features.length).toBeLessThan(30);
    const random = new Random(4);
    const signal = { samples: Float32Array.from({ length: 8000 }, () => 0.1 * random.normal()), sampleRateHz: 16_000 };
    const all = extractCompare2016(signal);
    const only = extractCompare2016(signal, { only: features });
    expect(only.names).toEqual(features);
    expect([...only.values]).toEqual(features.map((name) => all.values[all.names.indexOf(name)]));
  });
});
