/**
 * Batch normalisation at prediction time is one multiplication and one addition per input.
 *
 *   scale = gamma / sqrt(movingVariance + ε)          offset = beta − movingMean · scale
 *
 * Each step is rounded to float32, in the order in which TensorFlow computes its constants: the inverse root first,
 * then times gamma.
 */

import type { InputNormalization, Network } from "../network/network.ts";
import { NORMALIZATION_EPSILON } from "../network/network.ts";
import type { FoldedNormalization, QuantizedNetwork } from "./quantized-network.ts";

const EPSILON = Math.fround(NORMALIZATION_EPSILON);

/** The same normalisation as a multiplication and an addition. */
export function foldNormalization(normalization: InputNormalization): FoldedNormalization {
  const { gamma, beta, movingMean, movingVariance } = normalization;
  const scale = gamma.map((factor, i) => Math.fround(1 / Math.sqrt(Math.fround(movingVariance[i] + EPSILON))) * factor);
  const offset = beta.map((shift, i) => shift - Math.fround(movingMean[i] * scale[i]));
  return { scale, offset };
}

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
