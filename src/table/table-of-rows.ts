/**
 * A feature table from the rows of single recordings, before anything is known of their labels.
 */

import { type FeatureProfile, mentioned } from "../features/feature-profile.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "./feature-table.ts";

/** The features of one recording. */
export interface RecordingRow {
  readonly id: string;
  /** [F] */
  readonly values: Float32Array;
}

/** The rows one below the other, without classes. [N × F] */
export function tableOfRows(
  rows: readonly RecordingRow[],
  features: readonly string[],
  profile?: FeatureProfile,
): FeatureTable {
  const values = new Float32Array(rows.length * features.length);
  for (const [row, { values: own }] of rows.entries()) values.set(own, row * features.length);
  return {
    ...mentioned(profile),
    features,
    values,
    ids: rows.map(({ id }) => id),
    classes: [],
    labels: new Int32Array(rows.length).fill(UNKNOWN_LABEL),
  };
}
