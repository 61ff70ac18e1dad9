/**
 * Post-training int8 quantisation as the paper's tool did it, TensorFlow Lite's "hybrid" (OPTIMIZE_FOR_SIZE).
 *
 *   scale = max|w| / 127          code = clamp(round(w · (127 / max|w|)), −127, 127)
 *
 * One scale for a whole kernel, zero point 0, ties away from zero, every operation rounded to float32. Kernels of fewer
 * than 1024 weights stay float32, and so do all biases (the paper says "weights and biases to int-8"; its tool leaves
 * the biases). Batch normalisation becomes a multiplication and an addition in float32.
 *
 * Source  Albes et al. 2020, "Squeeze for Sneeze", section 3.3; TensorFlow 1.14, TFLite converter.
 * Error   |w − scale · code| ≤ scale / 2, up to float32 rounding.
 */

import { UserError } from "../core/errors.ts";
import type { Network } from "../network/network.ts";
import { mergedNetwork } from "./merged-network.ts";
import type { Int8Kernel, QuantizedNetwork } from "./quantized-network.ts";

/** Largest code; −128 is not used, so the grid is symmetric. */
const LARGEST_CODE = 127;

export interface QuantizeInt8Options {
  /** Kernels with fewer weights than this stay float32. */
  readonly minimumWeights?: number;
}

export const QUANTIZE_INT8_DEFAULTS: Required<QuantizeInt8Options> = { minimumWeights: 1024 };

/**
 * The network with its larger kernels in int8. Biases and small kernels are shared with the original, not copied.
 *
 * @throws UserError if a weight is not finite.
 */
export function quantizeInt8(network: Network, options: QuantizeInt8Options = {}): QuantizedNetwork {
  const { minimumWeights } = { ...QUANTIZE_INT8_DEFAULTS, ...options };
  const merged = mergedNetwork(network);
  const layers = merged.layers.map((layer, index) => {
    const { weights } = network.layers[index];
    return weights.length < minimumWeights ? layer : { ...layer, kernel: quantizeKernel(weights, layer.inputs, index) };
  });
  return { ...merged, layers };
}

/**
 * Codes of one kernel and their scale; 1 for a kernel of zeros.
 *
 * @param layer  Which layer's it is, for errors.
 * @throws UserError if a weight is not finite.
 */
export function quantizeKernel(weights: Float32Array, inputs: number, layer: number): Int8Kernel {
  const codes = new Int8Array(weights.length);
  const broken = weights.findIndex((weight) => !Number.isFinite(weight));
  if (broken >= 0)
    throw new UserError(
      `quantizeInt8: weight [${Math.floor(broken / inputs)}, ${broken % inputs}] of layer ${layer} is ${weights[broken]}; all weights must be finite, train the network again with a smaller learning rate`,
    );
  return { kind: "int8", codes, scale: quantizeInto(codes, weights, 0, weights.length) };
}

/**
 * Codes of `length` values from `start` on.
 *
 * @param codes  Receives the codes at the places of their values.
 * @returns the scale, float32: max|value| / 127, or 1 where all values are zero.
 */
export function quantizeInto(codes: Int8Array, values: Float32Array, start: number, length: number): number {
  const end = start + length;
  let largest = 0;
  for (let i = start; i < end; i++) largest = Math.max(largest, Math.abs(values[i]));
  if (largest === 0) {
    codes.fill(0, start, end);
    return 1;
  }
  const stepsPerUnit = Math.fround(LARGEST_CODE / largest);
  for (let i = start; i < end; i++) {
    const steps = Math.fround(values[i] * stepsPerUnit);
    codes[i] = Math.max(-LARGEST_CODE, Math.min(LARGEST_CODE, Math.trunc(steps + (steps < 0 ? -0.5 : 0.5))));
  }
  return Math.fround(largest / LARGEST_CODE);
}
