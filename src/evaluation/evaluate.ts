/**
 * Everything that is said of one classifier on one set of recordings: plain data that goes into result.json.
 */

import type { Random } from "../core/random.ts";
import { type ChanceTest, chanceTest } from "./chance-level.ts";
import type { Classification } from "./classification.ts";
import { accuracy, type Confusion, confusionMatrix } from "./confusion.ts";
import type { Estimate } from "./estimate.ts";
import { recalls } from "./uar.ts";
import { INTERVAL_LEVEL, uarInterval } from "./uar-interval.ts";
import { rowsOfSpeakers, type UarPerSpeaker, uarOfRows, uarPerSpeaker } from "./uar-per-speaker.ts";

export interface EvaluateOptions {
  /** Coverage of the two-sided interval. */
  readonly level: number;
}

export const EVALUATE_DEFAULTS: EvaluateOptions = { level: INTERVAL_LEVEL };

/** UAR on the recordings of one speaker. */
export interface SpeakerUar {
  readonly speaker: string;
  readonly recordings: number;
  /** Mean recall over the classes that the speaker has. */
  readonly uar: number;
}

/** How good a classifier is on a set of recordings, as plain data for JSON. */
export interface Evaluation {
  readonly classes: readonly string[];
  readonly recordings: number;
  /** [actual][predicted] */
  readonly confusion: Confusion;
  /** Null for a class without recordings. [C] */
  readonly recalls: readonly (number | null)[];
  readonly accuracy: number;
  /** UAR over the classes that occur, with its interval. */
  readonly uar: Estimate;
  /** Is the UAR above that of guessing? */
  readonly chance: ChanceTest;
  /** By name; null where no speakers are known. */
  readonly bySpeaker: readonly SpeakerUar[] | null;
  /** One answer, or one figure, for each speaker; null where no speakers are known, or no probabilities of single classes. */
  readonly perSpeaker: UarPerSpeaker | null;
}

/**
 * Confusion, recalls, accuracy, UAR with its interval over speakers, and whether it is better than chance.
 *
 * @param random  For the permutations of the test against chance; nothing else depends on it.
 */
export function evaluate(
  classification: Classification,
  random: Random,
  { level }: EvaluateOptions = EVALUATE_DEFAULTS,
): Evaluation {
  const confusion = confusionMatrix(classification);
  return {
    classes: classification.classes,
    recordings: classification.labels.length,
    confusion,
    recalls: recalls(confusion),
    accuracy: accuracy(confusion),
    uar: uarInterval(classification, level),
    chance: chanceTest(classification, random.fork("labels permuted")),
    bySpeaker: classification.speakers ? uarBySpeaker(classification, classification.speakers) : null,
    perSpeaker: uarPerSpeaker(classification, level),
  };
}

function uarBySpeaker(classification: Classification, speakers: readonly string[]): SpeakerUar[] {
  return [...rowsOfSpeakers(speakers)].map(([speaker, rows]) => ({
    speaker,
    recordings: rows.length,
    uar: uarOfRows(classification, rows),
  }));
}
