/**
 * The plain type between feature extraction and tables: named numbers of one recording.
 */

/** The features of one recording. */
export interface FeatureVector {
  /** All different. [F] */
  readonly names: readonly string[];
  /** [F] */
  readonly values: Float32Array;
}
