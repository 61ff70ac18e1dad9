/**
 * A network of survivors as a dense one.
 */

import { denseKernel, type SparseNetwork } from "../../src/network/sparse-network.ts";
import type { QuantizedNetwork } from "../../src/quantization/quantized-network.ts";

/** The network with its zeros, kernels in float32: what `predictQuantized` computes in float64. */
export function asQuantized(network: SparseNetwork): QuantizedNetwork {
  return {
    ...network,
    layers: network.layers.map((layer) => ({
      inputs: layer.inputs,
      outputs: layer.outputs,
      kernel: { kind: "float32", weights: denseKernel(layer) },
      bias: layer.bias,
    })),
  };
}
