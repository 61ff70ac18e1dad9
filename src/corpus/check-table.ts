/**
 * The check of a feature table: what was noticed while it was read, columns that are no measurement, and whatever the
 * check of a corpus finds.
 */

import type { FeatureTable } from "../table/feature-table.ts";
import { type CorpusCheck, checkCorpus, warningsFirst } from "./check-corpus.ts";
import type { DuplicatePair } from "./duplicates.ts";
import { featureLeaks } from "./feature-leaks.ts";
import type { RecordingMeasures } from "./recording-measures.ts";

/** What speaks against believing results on this table. The other arguments are those of checkCorpus. */
export function checkTable(
  table: FeatureTable,
  measures?: readonly RecordingMeasures[],
  duplicates?: readonly DuplicatePair[],
): CorpusCheck {
  const check = checkCorpus(table, measures, duplicates);
  return { ...check, findings: warningsFirst([...featureLeaks(table), ...(table.findings ?? []), ...check.findings]) };
}
