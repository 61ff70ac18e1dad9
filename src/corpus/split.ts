/**
 * Honest partitions for corpora that come without: no speaker in two of them, classes in equal shares.
 *
 * With many speakers, one split into train, devel and test; with few, cross-validation over speakers, whose results are
 * pooled: a test partition of three speakers says little about the fourth.
 *
 * Where every speaker has one class (a diagnosis), a fold of a single speaker is refused: the class that is left out is rarer
 * in training, so that a network which learns nothing but how frequent classes are is wrong more often than by chance. In
 * simulation (10 speakers, no signal) leaving one speaker out gives a mean UAR of 0.439, five folds 0.499.
 */

import { UserError } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import { UNKNOWN_LABEL } from "../table/feature-table.ts";
import { assignSpeakers } from "./assign-speakers.ts";
import type { Examples } from "./corpus.ts";

/** Share of the recordings in each partition; the sum is 1. */
export interface SplitShares {
  readonly train: number;
  readonly devel: number;
  readonly test: number;
}

export const SPLIT_DEFAULTS: SplitShares = { train: 0.6, devel: 0.2, test: 0.2 };

/** Below this number of speakers, cross-validation is the better use of a corpus. */
export const FEW_SPEAKERS = 30;

/** Folds of cross-validation unless an option says otherwise; fewer with few speakers (usualFolds). */
export const FOLDS_DEFAULT = 5;

/** A train, a devel and a test partition need a fold each. */
const FEWEST_FOLDS = 3;

/** Number of speakers; recordings count as speakers of their own where none are known. */
export function speakerCount(examples: Examples): number {
  return examples.speakers ? new Set(examples.speakers).size : examples.ids.length;
}

/** Whether a corpus without partitions should be cross-validated. */
export function needsFolds(examples: Examples): boolean {
  return speakerCount(examples) < FEW_SPEAKERS;
}

/**
 * A partition (train, devel, test) for each example: speaker-disjoint, stratified by class, the same for one seed. [N]
 *
 * Where no speakers are known every recording counts as one; that the same voice is then on both sides cannot be seen.
 *
 * @throws UserError with fewer than three speakers, or shares that are not positive with a sum of 1.
 */
export function splitBySpeaker(examples: Examples, random: Random, shares: SplitShares = SPLIT_DEFAULTS): string[] {
  const { train, devel, test } = shares;
  if (!(train > 0 && devel > 0 && test > 0 && Math.abs(train + devel + test - 1) < 1e-9)) {
    throw new UserError(`splitBySpeaker: shares must be positive with a sum of 1, got ${train}, ${devel}, ${test}`);
  }
  checkSpeakerCount("splitBySpeaker: train, devel and test", examples, FEWEST_FOLDS);
  const names = ["train", "devel", "test"];
  return Array.from(assignSpeakers(examples, [train, devel, test], random), (group) => names[group]);
}

/**
 * Folds unless an option says otherwise: five; as many as there are speakers, where those are fewer; and where every speaker
 * has one class, not more than give each fold a speaker of each class, but three at least.
 */
export function usualFolds(examples: Examples): number {
  const fewest = fewestSpeakersOfClass(examples);
  if (fewest === null) return Math.min(FOLDS_DEFAULT, speakerCount(examples));
  return Math.max(FEWEST_FOLDS, Math.min(FOLDS_DEFAULT, fewest));
}

/** Speakers of the class that fewest have; null where some speaker has several classes. */
function fewestSpeakersOfClass({ ids, labels, speakers }: Examples): number | null {
  const classOf = new Map<string | number, number>();
  for (const row of ids.keys()) {
    if (labels[row] === UNKNOWN_LABEL) continue;
    const speaker = speakers ? speakers[row] : row;
    const known = classOf.get(speaker);
    if (known !== undefined && known !== labels[row]) return null;
    classOf.set(speaker, labels[row]);
  }
  const counts = new Map<number, number>();
  for (const label of classOf.values()) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts.size === 0 ? null : Math.min(...counts.values());
}

/**
 * The fold (0 ... foldCount − 1) of each example: speaker-disjoint, stratified by class, the same for one seed. [N]
 *
 * @throws UserError with fewer than three folds, more folds than speakers, or a fold of a single speaker where every speaker
 *         has one class.
 */
export function foldsBySpeaker(examples: Examples, random: Random, foldCount = usualFolds(examples)): Int32Array {
  if (!(Number.isInteger(foldCount) && foldCount >= FEWEST_FOLDS)) {
    throw new UserError(
      `foldsBySpeaker: the number of folds must be an integer of at least ${FEWEST_FOLDS}, got ${foldCount}: one is for testing, one for development, the rest for training`,
    );
  }
  checkSpeakerCount(`foldsBySpeaker: ${foldCount} folds`, examples, foldCount);
  checkFoldSize(examples, foldCount);
  return assignSpeakers(
    examples,
    Array.from({ length: foldCount }, () => 1 / foldCount),
    random,
  );
}

/** What one fold of a cross-validation trains, watches and tests on: the fold itself is test, the next one devel, all others train. [N] */
export function partitionsOfFold(folds: Int32Array, fold: number): string[] {
  const foldCount = folds.reduce((most, own) => Math.max(most, own), 0) + 1;
  return Array.from(folds, (own) => {
    if (own === fold) return "test";
    return own === (fold + 1) % foldCount ? "devel" : "train";
  });
}

function checkSpeakerCount(what: string, examples: Examples, needed: number): void {
  const found = speakerCount(examples);
  if (found >= needed) return;
  const names = examples.speakers ? ` (${[...new Set(examples.speakers)].join(", ")})` : "";
  const unit = examples.speakers ? "speakers" : "recordings";
  throw new UserError(`${what} need at least ${needed} ${unit}, got ${found}${names}`);
}

function checkFoldSize(examples: Examples, foldCount: number): void {
  const found = speakerCount(examples);
  if (found >= 2 * foldCount || fewestSpeakersOfClass(examples) === null) return;
  const unit = examples.speakers ? "speaker" : "recording";
  const most = Math.floor(found / 2);
  const advice =
    most < FEWEST_FOLDS ? `cross-validation needs ${2 * FEWEST_FOLDS} of them` : `ask for at most ${most} folds`;
  throw new UserError(
    `foldsBySpeaker: ${foldCount} folds of ${found} ${unit}s, each of one class, leave a fold with a single ${unit}: its class is ` +
      `then rarer in training, and UAR falls below chance; ${advice}`,
  );
}
