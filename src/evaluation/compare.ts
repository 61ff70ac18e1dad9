/**
 * Everything that is said of a compressed network beside its original, on the same recordings: plain data.
 */

import type { Classification } from "./classification.ts";
import { dropEstimate, uarDrop } from "./drop-bound.ts";
import type { Estimate } from "./estimate.ts";
import { type McNemarTests, mcnemarTests } from "./mcnemar.ts";
import {
  NON_INFERIORITY_DEFAULTS,
  type NonInferiority,
  type NonInferiorityOptions,
  nonInferiority,
} from "./non-inferiority.ts";

/** A compressed network against its original on the same recordings, as plain data for JSON. */
export interface Comparison {
  /** UAR_original − UAR_compressed, paired over speakers: positive means that compression costs UAR. */
  readonly uarDrop: Estimate;
  readonly nonInferiority: NonInferiority;
  /** "First" is the original, "second" the compressed network. */
  readonly mcnemar: McNemarTests;
  /** Share of the recordings for which both predict the same class, right or wrong. */
  readonly agreement: number;
}

/** Options of a comparison are those of its test of non-inferiority. */
export type CompareOptions = NonInferiorityOptions;

export const COMPARE_DEFAULTS: CompareOptions = NON_INFERIORITY_DEFAULTS;

/** Paired drop of UAR, non-inferiority, McNemar's tests and agreement. */
export function compare(
  original: Classification,
  compressed: Classification,
  options: CompareOptions = COMPARE_DEFAULTS,
): Comparison {
  const drop = uarDrop(original, compressed);
  const agreeing = original.predicted.reduce((sum, code, row) => sum + Number(code === compressed.predicted[row]), 0);
  return {
    uarDrop: dropEstimate(drop, options.level),
    nonInferiority: nonInferiority(drop, options),
    mcnemar: mcnemarTests(original, compressed),
    agreement: agreeing / original.labels.length,
  };
}
