/**
 * A layer of survivors with fewer of them.
 */

import type { SparseLayer } from "../network/sparse-network.ts";

/** The survivors whose mask is not 0; biases are shared, not copied. @param mask  [S] */
export function maskedLayer(layer: SparseLayer, mask: Uint8Array): SparseLayer {
  const { outputs, rowStarts, columns, weights } = layer;
  const starts = new Uint32Array(outputs + 1);
  let kept = 0;
  for (let output = 0; output < outputs; output++) {
    for (let s = rowStarts[output]; s < rowStarts[output + 1]; s++) if (mask[s] !== 0) kept++;
    starts[output + 1] = kept;
  }
  return {
    ...layer,
    rowStarts: starts,
    columns: columns.filter((_, s) => mask[s] !== 0),
    weights: weights.filter((_, s) => mask[s] !== 0),
  };
}
