/**
 * Batch normalisation at prediction time is one multiplication and one addition per input.
 *
 *   scale = gamma / sqrt(movingVariance + ε)          offset = beta − movingMean · scale
 *
 * Each step is rounded to float32, in the order in which TensorFlow computes its constants: the inverse root first,
 * then times gamma.
 */

import { type InputNormalization, NORMALIZATION_EPSILON } from "./network.ts";

/** Batch normalisation at prediction time: one multiplication and one addition per input. */
export interface FoldedNormalization {
  /** [I] each */
  readonly scale: Float32Array;
  readonly offset: Float32Array;
}

const EPSILON = Math.fround(NORMALIZATION_EPSILON);

/** The same normalisation as a multiplication and an addition. */
export function foldNormalization(normalization: InputNormalization): FoldedNormalization {
  const { gamma, beta, movingMean, movingVariance } = normalization;
  const scale = gamma.map((factor, i) => Math.fround(1 / Math.sqrt(Math.fround(movingVariance[i] + EPSILON))) * factor);
  const offset = beta.map((shift, i) => shift - Math.fround(movingMean[i] * scale[i]));
  return { scale, offset };
}
