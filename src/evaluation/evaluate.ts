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
  };
}

function uarBySpeaker(classification: Classification, speakers: readonly string[]): SpeakerUar[] {
  const rowsOf = new Map<string, number[]>();
  speakers.forEach((speaker, row) => {
    const rows = rowsOf.get(speaker);
    if (rows) rows.push(row);
    else rowsOf.set(speaker, [row]);
  });
  return [...rowsOf]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([speaker, rows]) => ({ speaker, recordings: rows.length, uar: uarOfRows(classification, rows) }));
}

function uarOfRows({ labels, predicted }: Classification, rows: readonly number[]): number {
  const byClass = new Map<number, { count: number; hits: number }>();
  for (const row of rows) {
    const { count, hits } = byClass.get(labels[row]) ?? { count: 0, hits: 0 };
    byClass.set(labels[row], { count: count + 1, hits: hits + Number(labels[row] === predicted[row]) });
  }
  const found = [...byClass.values()];
  return found.reduce((sum, { count, hits }) => sum + hits / count, 0) / found.length;
}
