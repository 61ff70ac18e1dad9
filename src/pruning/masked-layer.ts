/**
 * A layer of survivors with fewer of them.
 */

import type { SparseLayer } from "../network/sparse-network.ts";

/** The survivors whose mask is not 0; biases are shared, not copied. @param mask  [S] */
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
