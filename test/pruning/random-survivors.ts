/**
 * Networks of survivors, and their answers by the formula.
 */

import { Random } from "../../src/core/random.ts";
import type { Architecture } from "../../src/network/architecture.ts";
import { initializeNetwork } from "../../src/network/network.ts";
import { type SparseNetwork, survivorsOf } from "../../src/network/sparse-network.ts";

/** A network with random kernels of a share of zeros, and biases that are not zero. */
export function randomSurvivors(architecture: Architecture, sparsity: number, seed: number): SparseNetwork {
  const random = new Random(seed);
  const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
  const network = initializeNetwork(
    architecture,
    names("f", architecture.inputs),
    names("c", architecture.classes),
    random.fork("kernels"),
  );
  for (const { weights, bias } of network.layers) {
    for (let i = 0; i < weights.length; i++) if (random.uniform() < sparsity) weights[i] = 0;
    for (let o = 0; o < bias.length; o++) bias[o] = random.normal();
  }
  return survivorsOf(network);
}

/** The network with kernels so much larger that its answers differ from row to row; fresh ones hardly do. */
export function decided(network: SparseNetwork): SparseNetwork {
  return {
    ...network,
    layers: network.layers.map((layer) => ({ ...layer, weights: layer.weights.map((weight) => 6 * weight) })),
  };
}

/** Class probabilities of one row, by the formula in the header of sparse-network.ts, in float64. */
export function probabilitiesOf({ normalization, layers }: SparseNetwork, row: ArrayLike<number>): number[] {
  let activations = Array.from(normalization.scale, (scale, i) => row[i] * scale + normalization.offset[i]);
  layers.forEach(({ rowStarts, columns, weights, bias }, l) => {
    const sums = Array.from(bias, (start, o) => {
      let sum = start;
      for (let s = rowStarts[o]; s < rowStarts[o + 1]; s++) sum += weights[s] * activations[columns[s]];
      return sum;
    });
    activations = l < layers.length - 1 ? sums.map((sum) => 1 / (1 + Math.exp(-sum))) : sums.map(Math.exp);
  });
  const total = activations.reduce((sum, value) => sum + value, 0);
  return activations.map((value) => value / total);
}
