/**
 * The offset of a quantised network's inputs, moved into the biases of its first layer.
 *
 *   kernel · (x · scale + offset) + bias = kernel · (x · scale) + (bias + kernel · offset)
 *
 * With the kernel as it is after rounding, so nothing changes but the rounding of the biases. For kernels that are computed
 * in float (codebooks): `predictQuantized` rounds the inputs of an int8 kernel to 255 steps, and inputs that keep their mean
 * leave few of them for what varies.
 */

import { codesOf, valueOfCode } from "./dense-weights.ts";
import type { QuantizedNetwork } from "./quantized-network.ts";

/** The network with offset 0; sums in float64, rounded once. */
export function mergeInputOffset(network: QuantizedNetwork): QuantizedNetwork {
  const { normalization, layers } = network;
  const [first, ...others] = layers;
  const { offset } = normalization;
  const { inputs, kernel } = first;
  const codes = codesOf(kernel);
  const bias = first.bias.map((start, output) => {
    let sum = start;
    for (let input = 0, at = output * inputs; input < inputs; input++, at++)
      if (codes[at] !== 0) sum += valueOfCode(kernel, codes[at]) * offset[input];
    return sum;
  });
  return {
    ...network,
    normalization: { ...normalization, offset: new Float32Array(offset.length) },
    layers: [{ ...first, bias }, ...others],
  };
}
