/**
 * Rows whose class nobody wrote down, as every clinical table has them: they teach nothing, so they are left out of what
 * is trained on and watched. A named test keeps them: it may be the part whose labels others keep.
 */

import { type Finding, note, some } from "../core/finding.ts";
import { counted } from "../core/number-text.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "../table/feature-table.ts";
import { selectRows } from "../table/rows.ts";
import type { DuplicatePair } from "./duplicates.ts";
import type { RecordingMeasures } from "./recording-measures.ts";

/** A table with what is known of its rows, row by row. */
export interface MeasuredRows {
  readonly table: FeatureTable;
  /** [N] */
  readonly measures?: readonly RecordingMeasures[] | undefined;
  readonly duplicates?: readonly DuplicatePair[] | undefined;
}

/**
 * The rows that can be learned from, and those of a named test; the same value where nothing is left out.
 *
 * A partition without any label is left as it is, for whoever needs its labels to refuse it by name.
 *
 * @param namedTest  Whether the table's own test is a test; in cross-validation every row is learned from.
 */
export function withoutUnlabeled(
  rows: MeasuredRows,
  namedTest: boolean,
): { readonly rows: MeasuredRows; readonly findings: readonly Finding[] } {
  const { ids, labels, partitions } = rows.table;
  const partOf = (row: number) => (namedTest ? partitions?.[row] : undefined);
  const withLabels = new Set(ids.flatMap((_, row) => (labels[row] === UNKNOWN_LABEL ? [] : [partOf(row)])));
  const isKept = (row: number) =>
    labels[row] !== UNKNOWN_LABEL || partOf(row) === "test" || !withLabels.has(partOf(row));
  const kept = ids.flatMap((_, row) => (isKept(row) ? [row] : []));
  if (kept.length === ids.length) return { rows, findings: [] };
  const left = ids.filter((_, row) => !isKept(row));
  const are = left.length === 1 ? "has no label and is" : "have no label and are";
  return {
    rows: keptRows(rows, kept),
    findings: [note("labels", `${counted(left.length, "recording")} of ${ids.length} ${are} left out: ${some(left)}.`)],
  };
}

function keptRows({ table, measures, duplicates }: MeasuredRows, kept: readonly number[]): MeasuredRows {
  const placeOf = new Map(kept.map((row, place) => [row, place]));
  const { findings } = table;
  return {
    table: { ...selectRows(table, kept), ...(findings && { findings }) },
    measures: measures && kept.map((row) => measures[row]),
    duplicates: duplicates?.flatMap(({ rows: [first, second], likeness }) => {
      const [a, b] = [placeOf.get(first), placeOf.get(second)];
      return a === undefined || b === undefined ? [] : [{ rows: [a, b] as const, likeness }];
    }),
  };
}
