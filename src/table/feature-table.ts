/**
 * The plain type between features and everything that learns from them: one row of numbers per recording.
 */

import type { Finding } from "../core/finding.ts";
import type { Profiled } from "../features/feature-profile.ts";

/** Code of a label that is not known (`?` in ARFF, an empty cell in CSV). */
export const UNKNOWN_LABEL = -1;

/** Features of recordings with what is known of them: the value that readers make and every later stage takes. */
export interface FeatureTable extends Profiled {
  /** Names of the features, all different. [F] */
  readonly features: readonly string[];
  /** Row-major, all finite. [N × F] */
  readonly values: Float32Array;
  /** Names of the recordings, as they stand in the table. [N] */
  readonly ids: readonly string[];
  /** Names of the classes, in the order of the table's declaration, or sorted where it declares none. [C] */
  readonly classes: readonly string[];
  /** Index into `classes`, or UNKNOWN_LABEL. [N] */
  readonly labels: Int32Array;
  /** Speaker of each recording, where the table or a list beside it says. [N] */
  readonly speakers?: readonly string[];
  /** Partition of each recording (train, devel, test), where the table or its file name says. [N] */
  readonly partitions?: readonly string[];
  /** What was noticed while the table was read and a reader of results should know. */
  readonly findings?: readonly Finding[];
}
