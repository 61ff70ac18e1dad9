/**
 * A network as it is shipped, a plain value: normalisation merged, each kernel in integers or in float32.
 *
 *   h₀ = x · scale + offset          hₗ = activationₗ(kernelₗ · hₗ₋₁ + biasₗ)          p = softmax(kernel_L · h_{L−1} + bias_L)
 */

import type { Profiled } from "../features/feature-profile.ts";
import type { Architecture, LayerShape } from "../network/architecture.ts";
import type { MergedNormalization } from "../network/merge-normalization.ts";
import type { Int8Activations } from "./int8-grid.ts";

/**
 * A network whose kernels may be int8, codebooks or float32, with its normalisation merged into a scale and an offset.
 */
export interface QuantizedNetwork extends Profiled {
  readonly architecture: Architecture;
  /** Names of the inputs. [I] */
  readonly features: readonly string[];
  /** Names of the outputs. [C] */
  readonly classes: readonly string[];
  readonly normalization: MergedNormalization;
  /** Input side first; the last layer has the softmax. */
  readonly layers: readonly QuantizedLayer[];
  /** Grids of activations in int8, with which all kernels are int8; absent where activations are float32. */
  readonly activations?: Int8Activations;
}

export interface QuantizedLayer extends LayerShape {
  readonly kernel: Kernel;
  /** [O] */
  readonly bias: Float32Array;
}

export type Kernel = Int8Kernel | CodebookKernel | Float32Kernel;

/** weight ≈ scale · code */
export interface Int8Kernel {
  readonly kind: "int8";
  /** −127 to 127; a weight of zero is code 0. Row-major. [O × I] */
  readonly codes: Int8Array;
  /** A float32 number: weight units per step. */
  readonly scale: number;
}

/** weight ≈ codebook[index]; the first entry is zero, the weight that was pruned. */
export interface CodebookKernel {
  readonly kind: "codebook";
  /** Row-major. [O × I] */
  readonly indices: Uint8Array;
  /** At most 256 numbers, the first of them 0. */
  readonly codebook: Float32Array;
}

export interface Float32Kernel {
  readonly kind: "float32";
  /** Row-major. [O × I] */
  readonly weights: Float32Array;
}
