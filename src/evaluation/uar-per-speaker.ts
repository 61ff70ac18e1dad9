/**
 * UAR with one answer, or one figure, for each speaker: what a diagnosis is about is the person, not the recording.
 *
 * Where every speaker has one class (a diagnosis), "answers": the mean of the probabilities over a speaker's recordings, the
 * most probable class, and the UAR U of these answers, r_c of n_c speakers:
 *
 *   l_c, u_c   Wilson: (r + z²/2n ∓ z √(r (1 − r)/n + z²/4n²)) / (1 + z²/n)
 *   MOVER      [U − 1/C √(Σ (r_c − l_c)²),  U + 1/C √(Σ (u_c − r_c)²)]
 *
 * Otherwise (an emotion) "mean over speakers": of each speaker's own UAR, over the classes that he or she has, ± t(K − 1) ·
 * sd / √K. That is another figure than the UAR of all recordings: every speaker weighs the same.
 *
 * In cross-validation the variance is multiplied by 1 + n_test/n_train, as that of the UAR (uar-interval.ts).
 *
 * Source  E. B. Wilson 1927, JASA 22; G. Y. Zou, A. Donner 2008, "Construction of confidence limits about effect measures",
 *         Statistics in Medicine 27(10) (method of variance estimates recovery).
 */

import { normalQuantile } from "../core/normal-quantile.ts";
import { studentsTQuantile } from "../core/students-t.ts";
import { type Classification, checkedClassification } from "./classification.ts";
import { FEW_SPEAKERS_OF_CLASS, type Interval } from "./estimate.ts";
import { INTERVAL_LEVEL } from "./uar-interval.ts";

export const SPEAKER_FIGURES = ["answers", "mean over speakers"] as const;

/** UAR that counts speakers and not recordings. */
export interface UarPerSpeaker {
  /** One answer for each speaker, or the mean of the speakers' own UARs. */
  readonly figure: (typeof SPEAKER_FIGURES)[number];
  readonly estimate: number;
  readonly interval: Interval;
  readonly speakers: number;
  /** Whole sentences for the reader. */
  readonly warnings: readonly string[];
}

/** Rows of each speaker, by name. */
export type RowsOfSpeakers = ReadonlyMap<string, readonly number[]>;

/**
 * UAR per speaker with its interval; null where no speakers are known, and where speakers have one class and no
 * probabilities are.
 */
export function uarPerSpeaker(classification: Classification, level: number = INTERVAL_LEVEL): UarPerSpeaker | null {
  const { labels, speakers, probabilities } = checkedClassification(classification);
  if (!(level > 0 && level < 1)) throw new RangeError(`uarPerSpeaker: level must be above 0 and below 1, got ${level}`);
  if (!speakers) return null;
  const rowsOf = rowsOfSpeakers(speakers);
  const ofOneClass = [...rowsOf.values()].every((rows) => rows.every((row) => labels[row] === labels[rows[0]]));
  if (!ofOneClass) return meanOverSpeakers(classification, rowsOf, level);
  return probabilities ? uarOfAnswers(classification, probabilities, rowsOf, level) : null;
}

/** Rows of each speaker, speakers in the order of their names. */
export function rowsOfSpeakers(speakers: readonly string[]): RowsOfSpeakers {
  const rowsOf = new Map<string, number[]>();
  for (const [row, speaker] of speakers.entries()) {
    const rows = rowsOf.get(speaker);
    if (rows) rows.push(row);
    else rowsOf.set(speaker, [row]);
  }
  return new Map([...rowsOf].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Mean recall over the classes that occur among some rows. */
export function uarOfRows({ labels, predicted }: Classification, rows: readonly number[]): number {
  const byClass = new Map<number, { count: number; hits: number }>();
  for (const row of rows) {
    const { count, hits } = byClass.get(labels[row]) ?? { count: 0, hits: 0 };
    byClass.set(labels[row], { count: count + 1, hits: hits + Number(labels[row] === predicted[row]) });
  }
  const found = [...byClass.values()];
  return found.reduce((sum, { count, hits }) => sum + hits / count, 0) / found.length;
}

function uarOfAnswers(
  { classes, labels, testPerTrain = 0 }: Classification,
  probabilities: Float32Array,
  rowsOf: RowsOfSpeakers,
  level: number,
): UarPerSpeaker {
  const counts = classes.map(() => ({ speakers: 0, hits: 0 }));
  for (const rows of rowsOf.values()) {
    const label = labels[rows[0]];
    const own = counts[label];
    own.speakers++;
    if (mostProbableOf(rows, probabilities, classes.length) === label) own.hits++;
  }
  const occurring = counts.filter(({ speakers }) => speakers > 0);
  const z = normalQuantile((1 + level) / 2) * Math.sqrt(1 + testPerTrain);
  const limits = occurring.map(({ speakers, hits }) => wilson(hits, speakers, z));
  const estimate = occurring.reduce((sum, { speakers, hits }) => sum + hits / speakers, 0) / occurring.length;
  const root = (side: "below" | "above") => Math.hypot(...limits.map((limit) => limit[side])) / occurring.length;
  const fewest = Math.min(...occurring.map(({ speakers }) => speakers));
  return {
    figure: "answers",
    estimate,
    interval: { low: Math.max(0, estimate - root("below")), high: Math.min(1, estimate + root("above")), level },
    speakers: rowsOf.size,
    warnings: fewWarning(fewest, " of a class"),
  };
}

/** Of equal ones the first. */
function mostProbableOf(rows: readonly number[], probabilities: Float32Array, classCount: number): number {
  let best = 0;
  let highest = -Infinity;
  for (let c = 0; c < classCount; c++) {
    const sum = rows.reduce((total, row) => total + probabilities[row * classCount + c], 0);
    if (sum > highest) [best, highest] = [c, sum];
  }
  return best;
}

/** How far Wilson's limits are from a share. */
function wilson(hits: number, n: number, z: number): { below: number; above: number } {
  const share = hits / n;
  const center = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2))) / (1 + z ** 2 / n);
  return { below: share - Math.max(0, center - half), above: Math.min(1, center + half) - share };
}

function meanOverSpeakers(classification: Classification, rowsOf: RowsOfSpeakers, level: number): UarPerSpeaker {
  const uars = [...rowsOf.values()].map((rows) => uarOfRows(classification, rows));
  const count = uars.length;
  const estimate = uars.reduce((sum, uar) => sum + uar, 0) / count;
  const squares = uars.reduce((sum, uar) => sum + (uar - estimate) ** 2, 0);
  const widening = Math.sqrt(1 + (classification.testPerTrain ?? 0));
  const half =
    count < 2
      ? Infinity
      : studentsTQuantile((1 + level) / 2, count - 1) * widening * Math.sqrt(squares / (count - 1) / count);
  return {
    figure: "mean over speakers",
    estimate,
    interval: { low: Math.max(0, estimate - half), high: Math.min(1, estimate + half), level },
    speakers: count,
    warnings: fewWarning(count, ""),
  };
}

function fewWarning(speakers: number, of: string): string[] {
  if (speakers >= FEW_SPEAKERS_OF_CLASS) return [];
  return [`Only ${speakers} speaker${speakers === 1 ? "" : "s"}${of}: the interval per speaker is rough.`];
}
