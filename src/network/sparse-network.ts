/**
 * A pruned network as a plain value that holds its survivors only: what methods that prune, retrain and shrink hand to
 * each other. Normalisation is merged into a scale and an offset, kernels are rows of survivors.
 *
 *   h₀ = x · scale + offset          hₗ = activationₗ(kernelₗ · hₗ₋₁ + biasₗ)          p = softmax(kernel_L · h_{L−1} + bias_L)
 *
 * A network of 39 million weights at a sparsity of 0.999 takes 0.3 MB so, 156 MB as a `Network`.
 */

import { mentioned, type Profiled } from "../features/feature-profile.ts";
import type { Architecture, LayerShape } from "./architecture.ts";
import { assertDenseFits } from "./dense-limit.ts";
import { type MergedNormalization, mergeNormalization, unmergedNormalization } from "./merge-normalization.ts";
import type { Network } from "./network.ts";

/** A layer's survivors, row by row. S survivors */
export interface SparseLayer extends LayerShape {
  /** Where the survivors of each output begin; the last number is how many there are. [O + 1] */
  readonly rowStarts: Uint32Array;
  /** Input of each survivor, ascending within an output. [S] */
  readonly columns: Uint32Array;
  /** [S] */
  readonly weights: Float32Array;
  /** [O] */
  readonly bias: Float32Array;
}

/** A network that holds only the weights that are left, with its normalisation merged into a scale and an offset. */
export interface SparseNetwork extends Profiled {
  readonly architecture: Architecture;
  /** Names of the inputs. [I] */
  readonly features: readonly string[];
  /** Names of the outputs. [C] */
  readonly classes: readonly string[];
  readonly normalization: MergedNormalization;
  /** Input side first; the last layer has the softmax. */
  readonly layers: readonly SparseLayer[];
}

/** The weights of a network that are not zero, its normalisation merged; biases are shared, not copied. */
export function survivorsOf(network: Network): SparseNetwork {
  const { architecture, features, classes, normalization, layers } = network;
  return {
    ...mentioned(network.profile),
    architecture,
    features,
    classes,
    normalization: mergeNormalization(normalization),
    layers: layers.map((layer) => sparseLayer(layer, layer.weights, layer.bias)),
  };
}

/** The survivors of a dense kernel: its weights that are not zero. @param weights  Row-major. [O × I] */
export function sparseLayer({ inputs, outputs }: LayerShape, weights: Float32Array, bias: Float32Array): SparseLayer {
  const rowStarts = new Uint32Array(outputs + 1);
  let survivors = 0;
  for (let output = 0; output < outputs; output++) {
    for (let i = output * inputs; i < (output + 1) * inputs; i++) if (weights[i] !== 0) survivors++;
    rowStarts[output + 1] = survivors;
  }
  const columns = new Uint32Array(survivors);
  const values = new Float32Array(survivors);
  for (let output = 0, s = 0; output < outputs; output++)
    for (let input = 0; input < inputs; input++) {
      const weight = weights[output * inputs + input];
      if (weight === 0) continue;
      columns[s] = input;
      values[s++] = weight;
    }
  return { inputs, outputs, rowStarts, columns, weights: values, bias };
}

/**
 * The network with its zeros, for what wants one; biases are shared, not copied.
 *
 * @param normalization  One that merges to the network's own; that of the network which was pruned can still be trained.
 * @throws UserError if it would be too large (dense-limit.ts).
 */
export function denseNetwork(
  network: SparseNetwork,
  normalization: Network["normalization"] = unmergedNormalization(network.normalization),
): Network {
  const { architecture, features, classes, profile } = network;
  assertDenseFits(network.layers, "denseNetwork");
  const layers = network.layers.map((layer) => {
    const { inputs, outputs, bias } = layer;
    return { inputs, outputs, weights: denseKernel(layer), bias };
  });
  return { ...mentioned(profile), architecture, features, classes, normalization, layers };
}

/** The kernel with its zeros. Row-major. [O × I] @throws UserError if it would be too large (dense-limit.ts). */
export function denseKernel(layer: SparseLayer): Float32Array {
  assertDenseFits([layer], "denseKernel");
  const { inputs, outputs, rowStarts, columns, weights } = layer;
  const dense = new Float32Array(inputs * outputs);
  for (let output = 0; output < outputs; output++)
    for (let s = rowStarts[output]; s < rowStarts[output + 1]; s++) dense[output * inputs + columns[s]] = weights[s];
  return dense;
}

/** Survivors of all kernels. */
export function survivorTotal({ layers }: SparseNetwork): number {
  return layers.reduce((sum, { weights }) => sum + weights.length, 0);
}
