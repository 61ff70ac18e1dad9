/**
 * A corpus whose recordings were analysed, as a feature table.
 */

import { UserError } from "../core/errors.ts";
import { type Finding, warning } from "../core/finding.ts";
import { type FeatureProfile, mentioned } from "../features/feature-profile.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { selectRows } from "../table/rows.ts";
import type { Corpus, CorpusLayout } from "./corpus.ts";
import type { DuplicatePair } from "./duplicates.ts";
import type { RecordingMeasures } from "./recording-measures.ts";

/** What came of a recording: its features and measures, or the reason why there are none. */
export type RecordingOutcome =
  | { readonly values: Float32Array; readonly measures: RecordingMeasures }
  | { readonly error: string };

/** A corpus as a table, with what was found on the way. */
export interface CorpusTable {
  readonly table: FeatureTable;
  /** Of each row; undefined where the features came with the corpus, and no audio was looked at. [N] */
  readonly measures: readonly RecordingMeasures[] | undefined;
  /** Copies among the rows; undefined where nobody looked for them, as in what corpusTable() gives. */
  readonly duplicates?: readonly DuplicatePair[] | undefined;
  /** What was wrong with the folder, its lists and its files. Leaks and confounds: see partition(). */
  readonly findings: readonly Finding[];
  readonly layout: CorpusLayout;
}

/**
 * The table of a corpus; recordings without features are left out with a finding.
 *
 * @param features  Names of the features. [F]
 * @param outcomes  Of each recording, in the order of the corpus. [N]
 * @throws UserError if no recording has features.
 */
export function corpusTable(
  corpus: Corpus,
  features: readonly string[],
  outcomes: readonly RecordingOutcome[],
  profile?: FeatureProfile,
): CorpusTable {
  const { name, layout, ids, classes, labels, speakers, partitions } = corpus;
  const values = new Float32Array(ids.length * features.length);
  const usable: number[] = [];
  const measures: RecordingMeasures[] = [];
  const failures: string[] = [];
  for (const [row, outcome] of outcomes.entries()) {
    if ("error" in outcome) {
      failures.push(outcome.error);
      continue;
    }
    values.set(outcome.values, row * features.length);
    measures.push(outcome.measures);
    usable.push(row);
  }
  if (usable.length === 0) throw new UserError(failures[0] ?? `${name}: there are no recordings`);
  const rows = { ids, classes, labels, ...(speakers && { speakers }), ...(partitions && { partitions }) };
  const table = { ...mentioned(profile), features, values, ...rows };
  return {
    table: failures.length === 0 ? table : selectRows(table, usable),
    measures,
    findings: [...corpus.findings, ...failures.map((sentence) => warning("recordings", `Left out: ${sentence}`))],
    layout,
  };
}
