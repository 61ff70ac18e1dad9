/**
 * Recordings that stand in the corpus more than once: the same samples, the same recording in another guise, or a part.
 *
 * Words of the sound suggest a pair and the place where the two coincide (shared-words.ts); only the samples convict: both
 * are decoded again and compared there (same-sound.ts). Where there are features and no sound, equal rows are found.
 */

import type { Signal } from "../audio/signal.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { WORD_SECONDS } from "./audio-words.ts";
import type { RecordingMeasures } from "./recording-measures.ts";
import { compareSounds } from "./same-sound.ts";
import { type SharedWords, sharedWords } from "./shared-words.ts";

/** Same samples; the same sound at another level, rate or coding; one holds a part of the other; equal features. */
export type Likeness = "identical" | "near" | "part" | "features";

/** Two recordings with the same sound in them. */
export interface DuplicatePair {
  /** Rows of the two, the earlier first. */
  readonly rows: readonly [number, number];
  readonly likeness: Likeness;
}

/** Mean coherence: different recordings stay below 0.2, copies at 10 dB of noise or by Opus at 8 kbit/s above 0.45. */
const LEAST_COHERENCE = 0.4;
/**
 * In a stretch so short that chance is coherent too, copies must be this many times as coherent. Half a second of the same
 * vowel at the same pitch has up to 2.9 times: five among the 400 million pairs of a corpus of 28,287 recordings.
 */
const LEAST_OVER_CHANCE = 3;
/** Share of the energy that coincides, in both, for the whole recordings to be copies and not parts. */
const WHOLE_SHARE = 0.9;
/** Suggested pairs of a recording that are compared before it is given up, the most alike first. */
const MOST_COMPARED = 8;
/** Rows of fewer features may be equal by chance. */
const LEAST_FEATURES = 20;

/** Recordings with the same samples, each later one beside the first. @param measures  [N] */
export function identicalRecordings(measures: readonly RecordingMeasures[]): DuplicatePair[] {
  return pairsByKey(
    measures.map(({ hash, durationSeconds }) => `${hash} ${durationSeconds}`),
    "identical",
  );
}

/**
 * All pairs of copies, each later recording beside one that it is a copy or a part of.
 *
 * @param measures  [N]
 * @param soundOf   The sound of a row; called for pairs only whose measures suggest that they are copies.
 */
export async function findDuplicates(
  measures: readonly RecordingMeasures[],
  soundOf: (row: number) => Promise<Signal>,
): Promise<DuplicatePair[]> {
  const pairs = identicalRecordings(measures);
  const copies = new Set(pairs.map(({ rows }) => rows[1]));
  const rows = measures.map((_, row) => row).filter((row) => !copies.has(row));
  const suggested = sharedWords(rows.map((row) => measures[row].words));
  for (const candidates of byLater(suggested)) {
    const pair = await firstConvicted(candidates, rows, soundOf);
    if (pair) pairs.push(pair);
  }
  return pairs.sort((a, b) => a.rows[1] - b.rows[1]);
}

/** The suggested pairs of each later recording, the most alike first. */
function byLater(suggested: readonly SharedWords[]): SharedWords[][] {
  const groups = new Map<number, SharedWords[]>();
  for (const shared of suggested) {
    const group = groups.get(shared.pair[1]);
    if (group) group.push(shared);
    else groups.set(shared.pair[1], [shared]);
  }
  return [...groups.values()].map((group) => group.sort((a, b) => a.errorRate - b.errorRate).slice(0, MOST_COMPARED));
}

async function firstConvicted(
  candidates: readonly SharedWords[],
  rows: readonly number[],
  soundOf: (row: number) => Promise<Signal>,
): Promise<DuplicatePair | undefined> {
  for (const { pair, offset } of candidates) {
    const [first, later] = pair.map((place) => rows[place]);
    const { coherence, chance, shares } = compareSounds(
      await soundOf(first),
      await soundOf(later),
      offset * WORD_SECONDS,
    );
    if (coherence < Math.max(LEAST_COHERENCE, LEAST_OVER_CHANCE * chance)) continue;
    return { rows: [first, later], likeness: Math.min(...shares) >= WHOLE_SHARE ? "near" : "part" };
  }
  return undefined;
}

/** Rows of a table with the same features: all that can be said of copies where there is no sound. */
export function identicalRows({ ids, features, values }: FeatureTable): DuplicatePair[] {
  if (features.length < LEAST_FEATURES) return [];
  const row = (index: number) => values.subarray(index * features.length, (index + 1) * features.length);
  const pairs = pairsByKey(
    ids.map((_, index) => rowHash(row(index))),
    "features",
  );
  return pairs.filter(({ rows: [a, b] }) => row(a).every((value, feature) => value === row(b)[feature]));
}

function rowHash(row: Float32Array): string {
  let [a, b] = [0, 0];
  for (const bits of new Uint32Array(row.buffer, row.byteOffset, row.length)) {
    a = Math.imul(a ^ bits, 0x85ebca6b) ^ (a >>> 15);
    b = Math.imul(b + bits, 0xc2b2ae35) ^ (b >>> 13);
  }
  return `${a} ${b}`;
}

/** Rows with the same key, each beside the first one. */
function pairsByKey(keys: readonly string[], likeness: Likeness): DuplicatePair[] {
  const firstRow = new Map<string, number>();
  return keys.flatMap((key, row): DuplicatePair[] => {
    const first = firstRow.get(key);
    if (first !== undefined) return [{ rows: [first, row], likeness }];
    firstRow.set(key, row);
    return [];
  });
}
