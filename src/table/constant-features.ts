/**
 * Features that say nothing: the same value in every row. They are kept, and reported.
 */

import type { FeatureTable } from "./feature-table.ts";

/** Indices of the features that have one and the same value in all rows, in order. */
export function constantFeatures(table: FeatureTable): number[] {
  const { features, values } = table;
  const varies = new Uint8Array(features.length);
  for (let row = features.length; row < values.length; row += features.length) {
    for (let feature = 0; feature < features.length; feature++) {
      if (values[row + feature] !== values[feature]) varies[feature] = 1;
    }
  }
  return features.flatMap((_, feature) => (varies[feature] === 0 ? [feature] : []));
}
