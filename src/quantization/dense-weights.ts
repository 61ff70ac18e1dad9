/**
 * A kernel as plain float32 weights, whatever it is kept in.
 */

import type { Kernel } from "./quantized-network.ts";

/** The weights of a kernel; of a float32 kernel its own array, not a copy. [O × I] */
export function denseWeights(kernel: Kernel): Float32Array {
  switch (kernel.kind) {
    case "float32":
      return kernel.weights;
    case "codebook":
      return Float32Array.from(kernel.indices, (index) => kernel.codebook[index] as number);
    case "int8":
      return Float32Array.from(kernel.codes, (code) => code * kernel.scale);
  }
}
