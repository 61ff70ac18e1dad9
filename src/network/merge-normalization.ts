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
export interface MergedNormalization {
  /** [I] each */
  readonly scale: Float32Array;
  readonly offset: Float32Array;
}

const EPSILON = Math.fround(NORMALIZATION_EPSILON);

/** The same normalisation as a multiplication and an addition. */
export function mergeNormalization(normalization: InputNormalization): MergedNormalization {
  const { gamma, beta, movingMean, movingVariance } = normalization;
  const scale = gamma.map((factor, i) => Math.fround(1 / Math.sqrt(Math.fround(movingVariance[i] + EPSILON))) * factor);
  const offset = beta.map((shift, i) => shift - Math.fround(movingMean[i] * scale[i]));
  return { scale, offset };
}

/**
 * A normalisation that merges to this one, bit for bit: gamma and beta are scale and offset, mean 0, variance 1 − ε.
 *
 * It is right for predictions only. Training with the batch's own mean and variance would give it another meaning.
 */
export function unmergedNormalization({ scale, offset }: MergedNormalization): InputNormalization {
  return {
    gamma: scale,
    beta: offset,
    movingMean: new Float32Array(scale.length),
    movingVariance: new Float32Array(scale.length).fill(1 - EPSILON),
  };
}
