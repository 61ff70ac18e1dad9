/**
 * Columns beside a whole set of acoustic features: age, sex or the length of a recording, which a spreadsheet adds and a
 * network learns from like from any other.
 */

import { type Finding, note, some } from "../core/finding.ts";
import { COMPARE2016_NAMES } from "../features/compare2016/feature-set.ts";
import type { FeatureTable } from "../table/feature-table.ts";

/** Names that a sentence shows. */
const SHOWN_NAMES = 5;

/** A note about them; none where the table has not all of ComParE_2016, or nothing else. */
export function extraColumnFindings({ features }: Pick<FeatureTable, "features">): Finding[] {
  const measured = new Set(COMPARE2016_NAMES);
  const extra = features.filter((name) => !measured.has(name));
  if (extra.length === 0 || features.length - extra.length < measured.size) return [];
  const columns = extra.length === 1 ? "A column that is" : `${extra.length} columns that are`;
  return [
    note(
      "extra-columns",
      `${columns} none of the ${measured.size} features of ComParE_2016 ${extra.length === 1 ? "is" : "are"} learned from like them: ${some(extra, SHOWN_NAMES)} (--drop-columns leaves out). Such networks cannot be asked about recordings.`,
    ),
  ];
}
