/**
 * Which inputs of a network reach an output.
 */

import type { SparseNetwork } from "../network/sparse-network.ts";

/** Places of the inputs from which survivors lead to an output, ascending; one whose scale is 0 is a constant and says nothing. */
export function readInputs({ layers, normalization }: SparseNetwork): number[] {
  let live: readonly number[] = [...(layers.at(-1)?.bias.keys() ?? [])];
  for (const { rowStarts, columns, weights } of layers.toReversed()) {
    const reached = new Set<number>();
    for (const output of live)
      for (let s = rowStarts[output]; s < rowStarts[output + 1]; s++) if (weights[s] !== 0) reached.add(columns[s]);
    live = [...reached];
  }
  return live.filter((input) => normalization.scale[input] !== 0).sort((a, b) => a - b);
}
