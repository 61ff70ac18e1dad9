/**
 * A network of survivors with its kernels in another form.
 */

import { mentioned } from "../features/feature-profile.ts";
import { denseKernel, type SparseLayer, type SparseNetwork } from "../network/sparse-network.ts";
import type { Kernel, QuantizedNetwork } from "./quantized-network.ts";

/** The network with the kernels that are given for its layers; biases and normalisation are shared, not copied. */
export function withKernels(
  { architecture, features, classes, profile, normalization, layers }: SparseNetwork,
  kernelOf: (layer: SparseLayer) => Kernel,
): QuantizedNetwork {
  return {
    ...mentioned(profile),
    architecture,
    features,
    classes,
    normalization,
    layers: layers.map((layer) => {
      const { inputs, outputs, bias } = layer;
      return { inputs, outputs, bias, kernel: kernelOf(layer) };
    }),
  };
}

/** The survivors between their zeros. */
export function float32Kernel(layer: SparseLayer): Kernel {
  return { kind: "float32", weights: denseKernel(layer) };
}
