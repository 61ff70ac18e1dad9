/**
 * Magnitude pruning of a network that holds its survivors only: the largest weights stay, the others go.
 *
 *   layer    the k largest |w| of each kernel, k = rint(size · (1 − sparsity)): every kernel as sparse as the next
 *   global   the k largest scores of all kernels together:
 *
 *              score(w) = w² / Σ v²      over the weights v of the same kernel with |v| >= |w|
 *
 * The scores of a kernel do not change with a factor in front of it, so kernels of different widths and inputs can be
 * compared; the largest weight of a kernel has the score 1, so no kernel dies out. Plain |w| compares what cannot be:
 * the first kernel reads standardised features, the others activations between 0 and 1.
 *
 * The last kernel keeps a tenth of its weights whatever the sparsity: it has less than a thousandth of all weights, and
 * each of them is a neuron's only way to a class. Weights that equal the smallest that stays also stay, as in
 * `magnitude-mask.ts`; weights that are pruned never come back.
 *
 * Source  layer: S. Han et al. 2015, "Learning both Weights and Connections for Efficient Neural Networks", NIPS;
 *         global: J. Lee et al. 2021, "Layer-adaptive Sparsity for the Magnitude-based Pruning", ICLR, equation 3.
 */

import { type Architecture, layerShapes } from "../network/architecture.ts";
import { maskedLayer } from "../network/sparse-layer.ts";
import type { SparseNetwork } from "../network/sparse-network.ts";
import { magnitudeMask, magnitudeThreshold } from "./magnitude-mask.ts";
import { survivorCount } from "./schedule.ts";

export const THRESHOLDS = ["layer", "global"] as const;

/** How much shall stay: a share of the dense kernels' sizes, or counts where those are not the network's own any more. */
export type KeepTarget =
  | {
      /** Share of zeros in the dense kernels of `network.architecture`. */
      readonly sparsity: number;
    }
  | {
      /** Weights that stay in each kernel, as `layerSurvivors` gives them; a global threshold shares out their sum. */
      readonly survivors: readonly number[];
    };

export interface KeepLargestOptions {
  readonly threshold: (typeof THRESHOLDS)[number];
  /** Largest sparsity of the last kernel, 0 to 1; 1 treats it like the others. */
  readonly lastLayerAtMost: number;
}

export const KEEP_LARGEST_DEFAULTS: KeepLargestOptions = { threshold: "layer", lastLayerAtMost: 0.9 };

/**
 * The network with its largest weights; ties can leave some more than asked for, and a kernel that has fewer keeps all.
 *
 * @throws RangeError if sparsity or counts are out of range.
 * @example
 * const pruned = keepLargest(survivorsOf(network), { sparsity: 0.99, threshold: "global" });
 */
export function keepLargest(network: SparseNetwork, options: KeepTarget & Partial<KeepLargestOptions>): SparseNetwork {
  const { threshold, lastLayerAtMost } = { ...KEEP_LARGEST_DEFAULTS, ...options };
  const wanted =
    "survivors" in options
      ? checkedCounts(options.survivors, network.layers.length)
      : layerSurvivors(network.architecture, options.sparsity, lastLayerAtMost);
  const least = leastOfLastLayer(network.architecture, lastLayerAtMost);
  const counts = threshold === "global" ? globalCounts(network, sum(wanted), least) : wanted;
  const layers = network.layers.map((layer, l) => {
    const count = Math.min(counts[l], layer.weights.length);
    return maskedLayer(layer, magnitudeMask(layer.weights, count));
  });
  return { ...network, layers };
}

/**
 * Weights that stay in each kernel at a sparsity. A network that was made smaller has another sparsity for the same
 * counts; these keep the meaning of the original's.
 *
 * @throws RangeError if a share is not from 0 to 1.
 */
export function layerSurvivors(
  architecture: Architecture,
  sparsity: number,
  lastLayerAtMost = KEEP_LARGEST_DEFAULTS.lastLayerAtMost,
): number[] {
  if (!(sparsity >= 0 && sparsity <= 1))
    throw new RangeError(`layerSurvivors: sparsity must be from 0 to 1, got ${sparsity}`);
  const shapes = layerShapes(architecture);
  const counts = shapes.map(({ inputs, outputs }) => survivorCount(inputs * outputs, sparsity));
  const last = counts.length - 1;
  counts[last] = Math.max(counts[last], leastOfLastLayer(architecture, lastLayerAtMost));
  return counts;
}

/** Weights that the last kernel keeps whatever the sparsity. */
function leastOfLastLayer(architecture: Architecture, lastLayerAtMost: number): number {
  if (!(lastLayerAtMost >= 0 && lastLayerAtMost <= 1))
    throw new RangeError(`keepLargest: lastLayerAtMost must be from 0 to 1, got ${lastLayerAtMost}`);
  const { inputs, outputs } = layerShapes(architecture).at(-1) as { inputs: number; outputs: number };
  return survivorCount(inputs * outputs, lastLayerAtMost);
}

function checkedCounts(counts: readonly number[], layerCount: number): readonly number[] {
  const broken = counts.find((count) => !Number.isInteger(count) || count < 0);
  if (counts.length !== layerCount || broken !== undefined)
    throw new RangeError(
      `keepLargest: survivors must be ${layerCount} whole numbers from 0 on, one for each kernel, got ${counts.join(", ")}`,
    );
  return counts;
}

/** How many weights of each kernel are among the k of the largest scores, the last kernel with at least its least. */
function globalCounts(network: SparseNetwork, total: number, leastOfLast: number): number[] {
  const sizes = network.layers.map(({ weights }) => weights.length);
  const least = Math.min(leastOfLast, sizes.at(-1) as number);
  const counts = countsAboveCommonThreshold(network, total);
  if ((counts.at(-1) as number) >= least) return counts;
  const others = { ...network, layers: network.layers.slice(0, -1) };
  return [...countsAboveCommonThreshold(others, total - least), least];
}

function countsAboveCommonThreshold({ layers }: Pick<SparseNetwork, "layers">, total: number): number[] {
  const scores = new Float32Array(layers.reduce((size, { weights }) => size + weights.length, 0));
  const parts = layers.map(({ weights }, l) => {
    const start = layers.slice(0, l).reduce((size, layer) => size + layer.weights.length, 0);
    return scores.subarray(start, start + weights.length);
  });
  parts.forEach((part, l) => {
    layerScoresInto(part, layers[l].weights);
  });
  if (total <= 0) return layers.map(() => 0);
  const threshold = magnitudeThreshold(scores, Math.min(total, scores.length));
  return parts.map((part) => part.reduce((count, score) => count + (score >= threshold ? 1 : 0), 0));
}

/**
 * Scores of a kernel's weights in ascending order; equal weights have the score of all of them together, so that they
 * stay or go together.
 */
function layerScoresInto(scores: Float32Array, weights: Float32Array): void {
  for (let s = 0; s < weights.length; s++) scores[s] = Math.abs(weights[s]);
  scores.sort();
  let energy = 0;
  for (let end = scores.length; end > 0; ) {
    const magnitude = scores[end - 1];
    let start = end;
    while (start > 0 && scores[start - 1] === magnitude) start--;
    energy += (end - start) * magnitude * magnitude;
    scores.fill(energy > 0 ? (magnitude * magnitude) / energy : 0, start, end);
    end = start;
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
