/**
 * A quantised network as its survivors: what an engine for survivors runs and trains.
 */

import type { SparseLayer, SparseNetwork } from "../network/sparse-network.ts";
import { denseWeights } from "./dense-weights.ts";
import type { Kernel, QuantizedLayer, QuantizedNetwork } from "./quantized-network.ts";

/**
 * The survivors of a quantised network with the values that their codes stand for. A survivor is a weight whose code is
 * not 0, even where its value is: one that shares a codebook's zero by chance stays trainable.
 */
export function quantizedSurvivors({
  architecture,
  features,
  classes,
  normalization,
  layers,
}: QuantizedNetwork): SparseNetwork {
  return { architecture, features, classes, normalization, layers: layers.map(layerSurvivors) };
}

function layerSurvivors({ inputs, outputs, kernel, bias }: QuantizedLayer): SparseLayer {
  const codes = codesOf(kernel);
  const values = denseWeights(kernel);
  const rowStarts = new Uint32Array(outputs + 1);
  let survivors = 0;
  for (let output = 0; output < outputs; output++) {
    for (let i = output * inputs; i < (output + 1) * inputs; i++) if (codes[i] !== 0) survivors++;
    rowStarts[output + 1] = survivors;
  }
  const columns = new Uint32Array(survivors);
  const weights = new Float32Array(survivors);
  for (let i = 0, s = 0; s < survivors; i++) {
    if (codes[i] === 0) continue;
    columns[s] = i % inputs;
    weights[s++] = values[i];
  }
  return { inputs, outputs, rowStarts, columns, weights, bias };
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
