import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { type SparseNetwork, sparseLayer } from "../../src/network/sparse-network.ts";
import { keepInputs, keepNeurons } from "../../src/pruning/keep-groups.ts";
import { probabilitiesOf, randomSurvivors } from "./random-survivors.ts";

const architecture = { inputs: 12, hidden: [10, 8], classes: 3 };

/** Outputs with an incoming weight and inputs with an outgoing one, of each layer. */
function alive({ layers }: SparseNetwork) {
  return layers.map(({ outputs, rowStarts, columns }) => ({
    inputs: new Set(columns).size,
    outputs: Array.from({ length: outputs }).filter((_, o) => rowStarts[o] !== rowStarts[o + 1]).length,
  }));
}

describe("keepNeurons", () => {
  it("keeps the neurons of the largest norm of incoming and outgoing weights, and moves the others' means into the biases", () => {
    const network: SparseNetwork = {
      architecture: { inputs: 2, hidden: [3], classes: 2 },
      features: ["a", "b"],
      classes: ["x", "y"],
      normalization: { scale: Float32Array.of(1, 1), offset: Float32Array.of(0, 0) },
      layers: [
        // Energies 25, 1 and 0 coming in, 0, 4 and 9 going out.
        sparseLayer({ inputs: 2, outputs: 3 }, Float32Array.of(3, 4, 1, 0, 0, 0), Float32Array.of(1, Math.log(3), 0)),
        sparseLayer({ inputs: 3, outputs: 2 }, Float32Array.of(0, 2, 3, 0, 0, 0), Float32Array.of(0.25, 0.5)),
      ],
    };
    const { layers } = keepNeurons(network, { neurons: [2] });
    expect([...(layers[0]?.weights ?? [])]).toEqual([3, 4]);
    expect([...(layers[1]?.weights ?? [])]).toEqual([3]);
    // The neuron with the bias ln 3 is 3/4 on the mean recording; its weight into x is 2.
    expect(layers[1]?.bias[0]).toBeCloseTo(0.25 + 2 * 0.75, 6);
    expect(layers[1]?.bias[1]).toBe(0.5);
  });

  it("leaves the answer to the mean recording as it is within 1e-6, for random networks and shares", () => {
    const random = new Random(1);
    for (let run = 0; run < 100; run++) {
      const network = randomSurvivors(architecture, 0.3, run);
      const pruned = keepNeurons(network, { sparsity: 0.95 * random.uniform() });
      const mean = network.normalization.offset.map((offset, i) => -offset / network.normalization.scale[i]);
      const expected = probabilitiesOf(network, mean);
      probabilitiesOf(pruned, mean).forEach((probability, c) => {
        expect(Math.abs(probability - expected[c])).toBeLessThan(1e-6);
      });
    }
  });

  it("leaves as many neurons as asked for in each hidden layer, read and written, and all classes", () => {
    const network = randomSurvivors(architecture, 0, 2);
    for (const pruned of [keepNeurons(network, { sparsity: 0.5 }), keepNeurons(network, { neurons: [5, 4] })])
      expect(alive(pruned)).toEqual([
        { inputs: 12, outputs: 5 },
        { inputs: 5, outputs: 4 },
        { inputs: 4, outputs: 3 },
      ]);
    expect(alive(keepNeurons(network, { sparsity: 0.999 }))[1]).toEqual({ inputs: 1, outputs: 1 });
  });

  it("gives the network itself where all neurons stay", () => {
    const network = randomSurvivors(architecture, 0.3, 3);
    expect(keepNeurons(network, { sparsity: 0 })).toEqual(network);
  });

  it("is the same after it has been applied: pruning twice is pruning once", () => {
    const once = keepNeurons(randomSurvivors(architecture, 0.3, 4), { sparsity: 0.6 });
    expect(keepNeurons(once, { sparsity: 0.6 })).toEqual(once);
  });

  it("refuses shares and counts out of range", () => {
    const network = randomSurvivors(architecture, 0.3, 5);
    expect(() => keepNeurons(network, { sparsity: 1 })).toThrow("must be from 0 to below 1, got 1");
    expect(() => keepNeurons(network, { neurons: [0, 3] })).toThrow(
      "neurons must be 2 whole numbers of at least 1, one for each hidden layer, got 0, 3",
    );
  });
});

describe("keepInputs", () => {
  it("keeps the columns of the largest norm, ties with the last one too", () => {
    const base = randomSurvivors({ inputs: 3, hidden: [], classes: 2 }, 0, 1);
    const keptOf = (...kernel: number[]) => {
      const layer = sparseLayer({ inputs: 3, outputs: 2 }, Float32Array.from(kernel), Float32Array.of(0, 0));
      return [...(keepInputs({ ...base, layers: [layer] }, { inputs: 1 }).layers[0]?.columns ?? [])];
    };
    expect(keptOf(3, 4.5, -4, 4, 0, 3.5)).toEqual([2, 2]);
    expect(keptOf(3, 5, -4, 4, 0, 3)).toEqual([0, 1, 2, 0, 2]);
  });

  it("leaves as many features as asked for, and all other layers as they are", () => {
    const network = randomSurvivors(architecture, 0, 6);
    for (const pruned of [keepInputs(network, { sparsity: 0.75 }), keepInputs(network, { inputs: 3 })]) {
      expect(alive(pruned)[0]).toEqual({ inputs: 3, outputs: 10 });
      expect(pruned.layers.slice(1)).toEqual(network.layers.slice(1));
    }
  });

  it("refuses shares and counts out of range", () => {
    const network = randomSurvivors(architecture, 0, 7);
    expect(() => keepInputs(network, { sparsity: -0.1 })).toThrow("must be from 0 to below 1, got -0.1");
    expect(() => keepInputs(network, { inputs: 2.5 })).toThrow("inputs must be a whole number of at least 1, got 2.5");
  });
});
