/**
 * A quantised network as its survivors: what an engine for survivors runs and trains.
 */

import { mentioned } from "../features/feature-profile.ts";
import type { SparseLayer, SparseNetwork } from "../network/sparse-network.ts";
import { codesOf, valueOfCode } from "./dense-weights.ts";
import type { QuantizedLayer, QuantizedNetwork } from "./quantized-network.ts";

/**
 * The survivors of a quantised network with the values that their codes stand for. A survivor is a weight whose code is
 * not 0, even where its value is: one that shares a codebook's zero by chance stays trainable.
 */
export function quantizedSurvivors({
  architecture,
  features,
  classes,
  profile,
  normalization,
  layers,
}: QuantizedNetwork): SparseNetwork {
  return { ...mentioned(profile), architecture, features, classes, normalization, layers: layers.map(layerSurvivors) };
}

function layerSurvivors({ inputs, outputs, kernel, bias }: QuantizedLayer): SparseLayer {
  const codes = codesOf(kernel);
  const rowStarts = new Uint32Array(outputs + 1);
  for (let output = 0, at = 0, survivors = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) if (codes[at++] !== 0) survivors++;
    rowStarts[output + 1] = survivors;
  }
  const columns = new Uint32Array(rowStarts[outputs]);
  const weights = new Float32Array(rowStarts[outputs]);
  for (let output = 0, at = 0, s = 0; output < outputs; output++)
    for (let input = 0; input < inputs; input++) {
      const code = codes[at++];
      if (code === 0) continue;
      columns[s] = input;
      weights[s++] = valueOfCode(kernel, code);
    }
  return { inputs, outputs, rowStarts, columns, weights, bias };
}
