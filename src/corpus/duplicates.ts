/**
 * Recordings that stand in the corpus more than once: the same samples, or the same recording in another guise.
 *
 * Near copies are pairs whose active parts are equally long (within 2 % and 20 ms) and whose contours of level correlate
 * above 0.96. Measured on emodb and covid19_cough: of copies at another level, with silence added at both ends and
 * rounded again, 90 and 95 % are found; of all pairs of different recordings (the same ten sentences; single coughs)
 * none comes above 0.93. Parts of a recording are not found.
 */

import type { Examples } from "./corpus.ts";
import { counted, type Finding, note, some, warning } from "./finding.ts";
import { type RecordingMeasures, resembles } from "./recording-measures.ts";

/** Partitions that are tested on; of a cross-validation every fold is, once. */
const TESTED = /^(test|fold \d+)$/;

const LEAST_CORRELATION = 0.96;
const DURATION_TOLERANCE = 0.02;
const DURATION_TOLERANCE_SECONDS = 0.02;

export interface DuplicatePair {
  /** Rows of the two, the earlier first. */
  readonly rows: readonly [number, number];
  /** Same samples; otherwise nearly the same. */
  readonly identical: boolean;
}

/** All pairs of copies, each later recording beside the first one it is a copy of. */
export function duplicatePairs(measures: readonly RecordingMeasures[]): DuplicatePair[] {
  const pairs = identicalPairs(measures);
  const copies = new Set(pairs.map(({ rows }) => rows[1]));
  const distinct = measures.map((_, row) => row).filter((row) => !copies.has(row));
  return [...pairs, ...similarPairs(measures, distinct)].sort((a, b) => a.rows[1] - b.rows[1]);
}

function identicalPairs(measures: readonly RecordingMeasures[]): DuplicatePair[] {
  const firstRow = new Map<string, number>();
  return measures.flatMap(({ hash, durationSeconds }, row): DuplicatePair[] => {
    const key = `${hash} ${durationSeconds}`;
    const first = firstRow.get(key);
    if (first !== undefined) return [{ rows: [first, row], identical: true }];
    firstRow.set(key, row);
    return [];
  });
}

/** Near copies among recordings of like duration: sorted by it, each is compared with its neighbors only. */
function similarPairs(measures: readonly RecordingMeasures[], rows: readonly number[]): DuplicatePair[] {
  const seconds = (row: number) => measures[row].fingerprint.activeSeconds;
  const sorted = [...rows].sort((a, b) => seconds(a) - seconds(b));
  const firstOf = new Map<number, number>();
  sorted.forEach((row, place) => {
    for (let next = place + 1; next < sorted.length; next++) {
      const other = sorted[next];
      if (seconds(other) > seconds(row) * (1 + DURATION_TOLERANCE) + DURATION_TOLERANCE_SECONDS) break;
      if (!resembles(measures[row].fingerprint, measures[other].fingerprint, LEAST_CORRELATION)) continue;
      const [first, later] = row < other ? [row, other] : [other, row];
      firstOf.set(later, Math.min(first, firstOf.get(later) ?? first));
    }
  });
  return [...firstOf].map(([later, first]) => ({ rows: [first, later], identical: false }));
}

/** What the copies mean: worst across partitions, bad with another label, wasteful otherwise. */
export function duplicateFindings(examples: Examples, pairs: readonly DuplicatePair[]): Finding[] {
  const { labels, partitions } = examples;
  const across = (pair: DuplicatePair) => partitions?.[pair.rows[0]] !== partitions?.[pair.rows[1]];
  const inTest = ({ rows }: DuplicatePair) => rows.some((row) => TESTED.test(partitions?.[row] ?? ""));
  const contradicts = (pair: DuplicatePair) => labels[pair.rows[0]] !== labels[pair.rows[1]];
  return [true, false].flatMap((identical) => {
    const kind = pairs.filter((pair) => pair.identical === identical);
    const how = identical ? "identical" : "nearly identical";
    const listed = (chosen: readonly DuplicatePair[]) => some(chosen.map((pair) => names(examples, pair)));
    const findings: Finding[] = [];
    const leaking = kind.filter(across);
    if (leaking.length > 0) {
      findings.push(
        warning(
          leaking.some(inTest) ? "duplicate-overlap" : "duplicate-overlap-devel",
          `${counted(leaking.length, "pair")} of ${how} audio stand in two partitions: ${listed(leaking)}. ${leaking.some(inTest) ? "The test is then no test." : "Results on devel are too high."}`,
        ),
      );
    }
    const contrary = kind.filter(contradicts);
    if (contrary.length > 0) {
      findings.push(
        warning(
          "duplicate-labels",
          `${counted(contrary.length, "pair")} of ${how} audio have different labels: ${listed(contrary)}. One of each pair is wrong.`,
        ),
      );
    }
    const rest = kind.filter((pair) => !across(pair) && !contradicts(pair));
    if (rest.length > 0) {
      findings.push(
        note("duplicate", `${counted(rest.length, "pair")} of ${how} audio stand in one partition: ${listed(rest)}.`),
      );
    }
    return findings;
  });
}

function names({ ids, partitions }: Examples, { rows }: DuplicatePair): string {
  return rows.map((row) => (partitions ? `${ids[row]} (${partitions[row]})` : ids[row])).join(" = ");
}
