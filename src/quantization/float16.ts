/**
 * Kernels in float16: eleven bits of precision, for those who want half of float32's bytes and no doubt.
 *
 *   weight ≈ the nearest float16, ties to even          |error| <= 2^−11 · |weight|, or 2^−25 below 2^−14
 *
 * The kernels stay float32 kernels, of numbers that float16 has; weights below 2^−25 become zeros. Biases stay as they are:
 * the container has an option for them.
 *
 * Source  IEEE 754-2019, binary16.
 */

import { float16Bits, float16Value } from "../codec/float16.ts";
import type { SparseNetwork } from "../network/sparse-network.ts";
import { assertFiniteWeights } from "./codebook.ts";
import type { QuantizedNetwork } from "./quantized-network.ts";
import { float32Kernel, withKernels } from "./with-kernels.ts";

/**
 * The network with its survivors rounded to float16; biases and normalisation are shared with the original, not copied.
 *
 * @throws UserError if a weight is not finite.
 */
export function quantizeFloat16(network: SparseNetwork): QuantizedNetwork {
  assertFiniteWeights("quantizeFloat16", network);
  return withKernels(network, (layer) =>
    float32Kernel({ ...layer, weights: layer.weights.map((weight) => float16Value(float16Bits(weight))) }),
  );
}
