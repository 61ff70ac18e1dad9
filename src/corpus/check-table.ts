/**
 * The check of a feature table: what was noticed while it was read, columns that are no measurement, and whatever the
 * check of a corpus finds.
 */

import type { FeatureTable } from "../table/feature-table.ts";
import { type CorpusCheck, checkCorpus, warningsFirst } from "./check-corpus.ts";
import type { DuplicatePair } from "./duplicates.ts";
import { extraColumnFindings } from "./extra-columns.ts";
import { featureLeaks } from "./feature-leaks.ts";
import type { RecordingMeasures } from "./recording-measures.ts";

/** What speaks against believing results on this table. The other arguments are those of checkCorpus. */
export function checkTable(
  table: FeatureTable,
  measures?: readonly RecordingMeasures[],
  duplicates?: readonly DuplicatePair[],
): CorpusCheck {
  const check = checkCorpus(table, measures, duplicates);
  const columns = [...featureLeaks(table), ...(table.findings ?? []), ...extraColumnFindings(table)];
  return { ...check, findings: warningsFirst([...columns, ...check.findings]) };
}
