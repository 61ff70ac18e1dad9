/**
 * The uncompressed network as it is shipped: normalisation folded, every kernel in float32.
 */

import { foldNormalization } from "../network/fold-normalization.ts";
import type { Network } from "../network/network.ts";
import type { QuantizedNetwork } from "./quantized-network.ts";

/** The network with its normalisation folded and every kernel in float32: the uncompressed network as it is shipped. */
export function foldedNetwork({ architecture, features, classes, normalization, layers }: Network): QuantizedNetwork {
  return {
    architecture,
    features,
    classes,
    normalization: foldNormalization(normalization),
    layers: layers.map(({ inputs, outputs, weights, bias }) => ({
      inputs,
      outputs,
      kernel: { kind: "float32", weights },
      bias,
    })),
  };
}
