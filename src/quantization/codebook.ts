/**
 * Kernels in a few shared values: each survivor is the index of one of at most 2^bits numbers, the first of which is zero.
 *
 *   weight ≈ codebook[index]        codebook = 0 and the 2^bits − 1 means of the clusters of least squared error
 *
 * A survivor never gets index 0, so what survives and what is pruned stays the same. The clusters are the optimal ones
 * (`optimal-clusters.ts`), not those of Lloyd's iterations, so there is no start to choose. With one bit a codebook has
 * one value for all survivors, their mean: `binary.ts` keeps their signs.
 *
 * Source  S. Han, H. Mao, W. Dally 2016, "Deep Compression", ICLR, section 3; there k-means from a linear start, 5 bits
 *         for fully connected layers, one codebook a layer.
 */

import { UserError } from "../core/errors.ts";
import type { SparseLayer, SparseNetwork } from "../network/sparse-network.ts";
import { clusterOf, type OptimalClusters, optimalClusters } from "./optimal-clusters.ts";
import type { CodebookKernel, QuantizedNetwork } from "./quantized-network.ts";
import { withKernels } from "./with-kernels.ts";

export const CODEBOOK_SHARING = ["layer", "network"] as const;

export interface QuantizeCodebookOptions {
  /** Numbers of a codebook, the zero included, as a power of two: 1 to 8. */
  readonly bits: number;
  /** Whether each layer has a codebook of its own, or all layers the same one. */
  readonly per: (typeof CODEBOOK_SHARING)[number];
}

/** Deep Compression's 5 bits lost nothing on fully connected layers; on networks pruned to a thousandth 4 do as well. */
export const QUANTIZE_CODEBOOK_DEFAULTS: QuantizeCodebookOptions = { bits: 4, per: "layer" };

/**
 * The network with its survivors in codebooks; biases and normalisation are shared with the original, not copied.
 *
 * @throws RangeError if bits is out of range; UserError if a weight is not finite.
 * @example
 * const small = quantizeCodebook(keepLargest(survivorsOf(network), { sparsity: 0.99 }), { bits: 4 });
 */
export function quantizeCodebook(
  network: SparseNetwork,
  options: Partial<QuantizeCodebookOptions> = {},
): QuantizedNetwork {
  const { bits, per } = { ...QUANTIZE_CODEBOOK_DEFAULTS, ...options };
  if (!Number.isInteger(bits) || bits < 1 || bits > 8)
    throw new RangeError(`quantizeCodebook: bits must be a whole number from 1 to 8, got ${bits}`);
  assertFiniteWeights("quantizeCodebook", network);
  const values = 2 ** bits - 1;
  const shared =
    per === "network" ? codebookOf(joined(network.layers.map(({ weights }) => weights)), values) : undefined;
  return withKernels(network, (layer) => {
    const { codebook, clusters } = shared ?? codebookOf(layer.weights, values);
    return codebookKernel(layer, codebook, (weight) => 1 + clusterOf(weight, clusters));
  });
}

function codebookOf(weights: Float32Array, values: number): { codebook: Float32Array; clusters: OptimalClusters } {
  const clusters = optimalClusters(weights, values);
  return { codebook: Float32Array.of(0, ...clusters.centers), clusters };
}

/** The kernel of a layer whose survivors have the indices that `indexOf` gives their weights, from 1 on. */
export function codebookKernel(
  { inputs, outputs, rowStarts, columns, weights }: SparseLayer,
  codebook: Float32Array,
  indexOf: (weight: number) => number,
): CodebookKernel {
  const indices = new Uint8Array(inputs * outputs);
  for (let output = 0; output < outputs; output++)
    for (let s = rowStarts[output]; s < rowStarts[output + 1]; s++)
      indices[output * inputs + columns[s]] = indexOf(weights[s]);
  return { kind: "codebook", indices, codebook };
}

/** @throws UserError that names the first weight that is not finite. */
export function assertFiniteWeights(where: string, { layers }: SparseNetwork): void {
  layers.forEach(({ rowStarts, columns, weights }, layer) => {
    const broken = weights.findIndex((weight) => !Number.isFinite(weight));
    if (broken < 0) return;
    const output = rowStarts.findIndex((start) => start > broken) - 1;
    throw new UserError(
      `${where}: weight [${output}, ${columns[broken]}] of layer ${layer} is ${weights[broken]}; all weights must be finite, train the network again with a smaller learning rate`,
    );
  });
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((size, part) => size + part.length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}
