/**
 * What is done to one layer of survivors: its sums, and the same layer with fewer survivors, outputs or inputs.
 */

import type { SparseLayer } from "./sparse-network.ts";

/** bias + kernel · inputs, in float64. [O] @param inputs  [I] */
export function layerSums(
  { outputs, rowStarts, columns, weights, bias }: SparseLayer,
  inputs: Float32Array | Float64Array,
): Float64Array {
  const sums = new Float64Array(outputs);
  for (let output = 0; output < outputs; output++) {
    let sum = bias[output];
    for (let s = rowStarts[output]; s < rowStarts[output + 1]; s++) sum += weights[s] * inputs[columns[s]];
    sums[output] = sum;
  }
  return sums;
}

/** The layer with what these inputs add to its sums in its biases, rounded once. @param inputs  [I] */
export function withInputsInBias(layer: SparseLayer, inputs: Float32Array | Float64Array): SparseLayer {
  return { ...layer, bias: Float32Array.from(layerSums(layer, inputs)) };
}

/** The layer with the survivors whose mask is not 0; biases are shared, not copied. @param mask  [S] */
export function maskedLayer(layer: SparseLayer, mask: Uint8Array): SparseLayer {
  const { outputs, rowStarts, columns, weights } = layer;
  let survivors = 0;
  for (let s = 0; s < mask.length; s++) if (mask[s] !== 0) survivors++;
  const kept = {
    ...layer,
    rowStarts: new Uint32Array(outputs + 1),
    columns: new Uint32Array(survivors),
    weights: new Float32Array(survivors),
  };
  for (let output = 0, end = 0; output < outputs; output++) {
    for (let s = rowStarts[output]; s < rowStarts[output + 1]; s++) {
      if (mask[s] === 0) continue;
      kept.columns[end] = columns[s];
      kept.weights[end++] = weights[s];
    }
    kept.rowStarts[output + 1] = end;
  }
  return kept;
}

/** The layer with these of its outputs, in this order. @param kept  Numbers of outputs. */
export function selectOutputs(
  { inputs, rowStarts, columns, weights, bias }: SparseLayer,
  kept: Uint32Array,
): SparseLayer {
  const starts = new Uint32Array(kept.length + 1);
  kept.forEach((output, place) => {
    starts[place + 1] = starts[place] + rowStarts[output + 1] - rowStarts[output];
  });
  const keptColumns = new Uint32Array(starts[kept.length]);
  const keptWeights = new Float32Array(starts[kept.length]);
  kept.forEach((output, place) => {
    keptColumns.set(columns.subarray(rowStarts[output], rowStarts[output + 1]), starts[place]);
    keptWeights.set(weights.subarray(rowStarts[output], rowStarts[output + 1]), starts[place]);
  });
  return {
    inputs,
    outputs: kept.length,
    rowStarts: starts,
    columns: keptColumns,
    weights: keptWeights,
    bias: Float32Array.from(kept, (output) => bias[output]),
  };
}

/** The layer with the survivors that read these inputs, which are numbered anew. @param kept  Ascending. */
export function selectInputs(layer: SparseLayer, kept: Uint32Array): SparseLayer {
  const placeOf = new Int32Array(layer.inputs).fill(-1);
  kept.forEach((input, place) => {
    placeOf[input] = place;
  });
  const masked = maskedLayer(
    layer,
    Uint8Array.from(layer.columns, (input) => (placeOf[input] < 0 ? 0 : 1)),
  );
  return { ...masked, inputs: kept.length, columns: masked.columns.map((input) => placeOf[input]) };
}
