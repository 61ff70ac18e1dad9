import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { denseKernel, type SparseNetwork, sparseLayer, survivorTotal } from "../../src/network/sparse-network.ts";
import { keepLargest, layerSurvivors } from "../../src/pruning/keep-largest.ts";
import { magnitudeMask } from "../../src/pruning/magnitude-mask.ts";
import { survivorCount } from "../../src/pruning/schedule.ts";
import { randomSurvivors } from "./random-survivors.ts";

const architecture = { inputs: 40, hidden: [30, 20], classes: 3 };
const counts = ({ layers }: SparseNetwork) => layers.map(({ weights }) => weights.length);

/** A network of one kernel per list, all of one row. */
function kernels(...rows: number[][]): SparseNetwork {
  const { normalization } = randomSurvivors({ inputs: rows[0]?.length ?? 1, hidden: [], classes: 2 }, 0, 1);
  return {
    architecture: { inputs: rows[0]?.length ?? 1, hidden: rows.slice(1).map((row) => row.length), classes: 2 },
    features: [],
    classes: [],
    normalization,
    layers: rows.map((row) =>
      sparseLayer({ inputs: row.length, outputs: 1 }, Float32Array.from(row), Float32Array.of(0)),
    ),
  };
}

describe("keepLargest", () => {
  it("keeps the largest weights of each kernel and those that equal the last of them", () => {
    const network = kernels([1, -3, 2, -2, 0.5], [4, 4, -4, 1]);
    const kept = keepLargest(network, { survivors: [2, 1] });
    expect(kept.layers.map((layer) => [...denseKernel(layer)])).toEqual([
      [0, -3, 2, -2, 0],
      [4, 4, -4, 0],
    ]);
  });

  it("compares kernels by the share of a weight's square in those of its kernel that are as large or larger", () => {
    // Scores 16/16, 9/25 and 1/26 in the first kernel; 16/48 for each of the three equal weights in the second.
    const network = kernels([4, 3, 1], [4, 4, 4]);
    const two = keepLargest(network, { survivors: [1, 1], threshold: "global", lastLayerAtMost: 1 });
    expect(counts(two)).toEqual([2, 0]);
    const three = keepLargest(network, { survivors: [2, 1], threshold: "global", lastLayerAtMost: 1 });
    expect(counts(three)).toEqual([2, 3]);
  });

  it("counts sparsity against the dense kernels, and keeps a tenth of the last one", () => {
    const network = randomSurvivors(architecture, 0.5, 1);
    expect(counts(keepLargest(network, { sparsity: 0.8 }))).toEqual([240, 120, 12]);
    expect(counts(keepLargest(network, { sparsity: 0.99 }))).toEqual([12, 6, 6]);
    expect(counts(keepLargest(network, { sparsity: 0.99, lastLayerAtMost: 1 }))).toEqual([12, 6, 1]);
    expect(counts(keepLargest(network, { sparsity: 0.99, threshold: "global" })).at(-1)).toBeGreaterThanOrEqual(6);
  });

  it("gives the network itself at sparsity 0, whatever the threshold", () => {
    const network = randomSurvivors(architecture, 0.5, 2);
    for (const threshold of ["layer", "global"] as const)
      expect(keepLargest(network, { sparsity: 0, threshold })).toEqual(network);
  });

  it("keeps just what a mask over the dense kernel keeps, for random kernels and sparsities", () => {
    const random = new Random(3);
    for (let run = 0; run < 50; run++) {
      const network = randomSurvivors(architecture, random.uniform(), run);
      const sparsity = random.uniform();
      const kept = keepLargest(network, { sparsity, lastLayerAtMost: 1 });
      kept.layers.forEach((layer, l) => {
        const dense = denseKernel(network.layers[l]);
        const survivors = Math.min(survivorCount(dense.length, sparsity), network.layers[l]?.weights.length ?? 0);
        const mask = magnitudeMask(dense, survivors);
        expect(denseKernel(layer)).toEqual(dense.map((weight, i) => weight * mask[i] + 0));
      });
    }
  });

  it("keeps as many as asked for over all kernels, at least one of each, under a global threshold", () => {
    for (const sparsity of [0.3, 0.9, 0.97, 0.995]) {
      const kept = keepLargest(randomSurvivors(architecture, 0.2, 4), { sparsity, threshold: "global" });
      const asked = layerSurvivors(architecture, sparsity).reduce((sum, count) => sum + count, 0);
      expect(survivorTotal(kept)).toBe(asked);
      for (const count of counts(kept)) expect(count).toBeGreaterThanOrEqual(1);
    }
  });

  it("does not change its choice with a power of two in front of a kernel, under a global threshold", () => {
    const network = randomSurvivors(architecture, 0.2, 5);
    const scaled = {
      ...network,
      layers: network.layers.map((layer, l) => ({ ...layer, weights: layer.weights.map((w) => w * 2 ** (3 * l - 4)) })),
    };
    const options = { sparsity: 0.9, threshold: "global" } as const;
    expect(keepLargest(scaled, options).layers.map(({ columns }) => columns)).toEqual(
      keepLargest(network, options).layers.map(({ columns }) => columns),
    );
  });

  it("is the same after it has been applied: pruning twice is pruning once", () => {
    for (const threshold of ["layer", "global"] as const) {
      const once = keepLargest(randomSurvivors(architecture, 0.4, 6), { sparsity: 0.93, threshold });
      expect(keepLargest(once, { sparsity: 0.93, threshold })).toEqual(once);
    }
  });

  it("refuses shares and counts out of range", () => {
    const network = randomSurvivors(architecture, 0.5, 7);
    expect(() => keepLargest(network, { sparsity: 1.1 })).toThrow("sparsity must be from 0 to 1, got 1.1");
    expect(() => keepLargest(network, { sparsity: 0.5, lastLayerAtMost: -1 })).toThrow(
      "lastLayerAtMost must be from 0 to 1, got -1",
    );
    expect(() => keepLargest(network, { survivors: [1, 2] })).toThrow(
      "survivors must be 3 whole numbers from 0 on, one for each kernel, got 1, 2",
    );
  });
});
