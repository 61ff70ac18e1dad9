/**
 * Everything that is said of a compressed network beside its original, on the same recordings: plain data.
 */

import type { Random } from "../core/random.ts";
import { BOOTSTRAP_DEFAULTS, type BootstrapEstimate, type BootstrapOptions, bootstrapUarDrop } from "./bootstrap.ts";
import type { Classification } from "./classification.ts";
import { type McNemarTests, mcnemarTests } from "./mcnemar.ts";
import {
  NON_INFERIORITY_DEFAULTS,
  type NonInferiority,
  type NonInferiorityOptions,
  nonInferiority,
} from "./non-inferiority.ts";

export interface Comparison {
  /** UAR_original − UAR_compressed, paired over speakers: positive means that compression costs UAR. */
  readonly uarDrop: BootstrapEstimate;
  readonly nonInferiority: NonInferiority;
  /** "First" is the original, "second" the compressed network. */
  readonly mcnemar: McNemarTests;
  /** Share of the recordings for which both predict the same class, right or wrong. */
  readonly agreement: number;
}

export interface CompareOptions extends BootstrapOptions, NonInferiorityOptions {}

export const COMPARE_DEFAULTS: CompareOptions = { ...BOOTSTRAP_DEFAULTS, ...NON_INFERIORITY_DEFAULTS };

/** Paired drop of UAR, non-inferiority, McNemar's tests and agreement. */
export function compare(
  original: Classification,
  compressed: Classification,
  random: Random,
  options: CompareOptions = COMPARE_DEFAULTS,
): Comparison {
  const drop = bootstrapUarDrop(original, compressed, options, random.fork("bootstrap of the drop"));
  const agreeing = original.predicted.reduce((sum, code, row) => sum + Number(code === compressed.predicted[row]), 0);
  return {
    uarDrop: drop.summary,
    nonInferiority: nonInferiority(drop, { margin: options.margin, alpha: options.alpha }),
    mcnemar: mcnemarTests(original, compressed),
    agreement: agreeing / original.labels.length,
  };
}
