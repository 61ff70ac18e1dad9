/**
 * The uncompressed network as it is shipped: normalisation merged, every kernel in float32.
 */

import { mentioned } from "../features/feature-profile.ts";
import { mergeNormalization } from "../network/merge-normalization.ts";
import type { Network } from "../network/network.ts";
import type { QuantizedNetwork } from "./quantized-network.ts";

/** The network with its normalisation merged and every kernel in float32: the uncompressed network as it is shipped. */
export function mergedNetwork(network: Network): QuantizedNetwork {
  const { architecture, features, classes, profile, normalization, layers } = network;
  return {
    ...mentioned(profile),
    architecture,
    features,
    classes,
    normalization: mergeNormalization(normalization),
    layers: layers.map(({ inputs, outputs, weights, bias }) => ({
      inputs,
      outputs,
      kernel: { kind: "float32", weights },
      bias,
    })),
  };
}
