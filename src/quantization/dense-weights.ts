/**
 * A kernel as plain float32 weights, whatever it is kept in.
 */

import type { Kernel } from "./quantized-network.ts";

/** The weights of a kernel; of a float32 kernel its own array, not a copy. [O × I] */
export function denseWeights(kernel: Kernel): Float32Array {
  if (kernel.kind === "float32") return kernel.weights;
  const codes = codesOf(kernel);
  const weights = new Float32Array(codes.length);
  // A plain loop: `Float32Array.from` with a function takes ten times as long, and a kernel can have 27 million weights.
  if (kernel.kind === "int8") for (let i = 0; i < codes.length; i++) weights[i] = codes[i] * kernel.scale;
  else for (let i = 0; i < codes.length; i++) weights[i] = kernel.codebook[codes[i]];
  return weights;
}

/** What is 0 for a pruned weight: index, code, or the weight itself. [O × I] */
export function codesOf(kernel: Kernel): Uint8Array | Int8Array | Float32Array {
  switch (kernel.kind) {
    case "codebook":
      return kernel.indices;
    case "int8":
      return kernel.codes;
    case "float32":
      return kernel.weights;
  }
}

/** The value that a code stands for. */
export function valueOfCode(kernel: Kernel, code: number): number {
  switch (kernel.kind) {
    case "codebook":
      return kernel.codebook[code];
    case "int8":
      return Math.fround(code * kernel.scale);
    case "float32":
      return code;
  }
}
