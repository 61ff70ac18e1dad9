/**
 * Kernels of signs: each survivor is plus or minus one number, the scale of its kernel or of its neuron.
 *
 *   weight ≈ scale · sign(weight)          scale = mean |w|, which has the least squared error for given signs
 *
 * A scale per kernel makes a codebook of three numbers, 0, −scale and +scale, and takes 1 bit a survivor. A scale per
 * neuron cannot move into the next layer, because sigmoid(s · z) is not s · sigmoid(z); such a kernel stays one of float32
 * weights that have one magnitude in each row. Where neurons have ten survivors each, their scales take more than the signs.
 *
 * Source  M. Rastegari et al. 2016, "XNOR-Net: ImageNet Classification Using Binary Convolutional Neural Networks", ECCV,
 *         equation 6, there with a scale per filter. Activations stay as they are.
 */

import type { SparseLayer, SparseNetwork } from "../network/sparse-network.ts";
import { assertFiniteWeights, codebookKernel } from "./codebook.ts";
import type { Kernel, QuantizedNetwork } from "./quantized-network.ts";
import { float32Kernel, withKernels } from "./with-kernels.ts";

export const BINARY_SCALES = ["layer", "neuron"] as const;

export interface QuantizeBinaryOptions {
  /** What has a scale of its own. */
  readonly per: (typeof BINARY_SCALES)[number];
}

export const QUANTIZE_BINARY_DEFAULTS: QuantizeBinaryOptions = { per: "layer" };

/**
 * The network with its survivors as signs; biases and normalisation are shared with the original, not copied.
 *
 * @throws UserError if a weight is not finite.
 * @example
 * const small = quantizeBinary(keepLargest(survivorsOf(network), { sparsity: 0.98 }), { per: "neuron" });
 */
export function quantizeBinary(network: SparseNetwork, options: Partial<QuantizeBinaryOptions> = {}): QuantizedNetwork {
  const { per } = { ...QUANTIZE_BINARY_DEFAULTS, ...options };
  assertFiniteWeights("quantizeBinary", network);
  return withKernels(network, per === "layer" ? signsOfKernel : signsOfNeurons);
}

function signsOfKernel(layer: SparseLayer): Kernel {
  const scale = meanMagnitude(layer.weights);
  return codebookKernel(layer, Float32Array.of(0, -scale, scale), (weight) => (weight < 0 ? 1 : 2));
}

function signsOfNeurons(layer: SparseLayer): Kernel {
  const { outputs, rowStarts } = layer;
  const weights = layer.weights.slice();
  for (let output = 0; output < outputs; output++) {
    const row = weights.subarray(rowStarts[output], rowStarts[output + 1]);
    const scale = meanMagnitude(row);
    for (let s = 0; s < row.length; s++) row[s] = row[s] < 0 ? -scale : scale;
  }
  return float32Kernel({ ...layer, weights });
}

/** Mean |w|, or 0 for no weights. */
function meanMagnitude(weights: Float32Array): number {
  return weights.length === 0 ? 0 : weights.reduce((sum, weight) => sum + Math.abs(weight), 0) / weights.length;
}
