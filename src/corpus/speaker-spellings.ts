/**
 * Speakers whose names differ in writing alone: `S01` and `s01` of two lists, `007` and `7` after a spreadsheet has read it. They
 * are kept apart, as nobody else can tell, and then one voice may be in two partitions unseen.
 */

import { type Finding, some, warning } from "../core/finding.ts";
import { groupedBy } from "../core/grouped-by.ts";
import { counted } from "../core/number-text.ts";

/** A warning that names the spellings; none where every name is one of its own. @param speakers  Of each recording. [N] */
export function speakerSpellingFindings(speakers: readonly string[] | undefined): Finding[] {
  const spellings = groupedBy(new Set(speakers), spellingKey);
  const several = [...spellings.values()].filter((names) => names.length > 1);
  if (several.length === 0) return [];
  const listed = some(several.map((names) => names.map((name) => `"${name}"`).join(" and ")));
  return [
    warning(
      "speaker-spelling",
      `${counted(several.length, "name")} of speakers in more than one spelling: ${listed}. They count as different people; if they are the same, one voice may be in two partitions.`,
    ),
  ];
}

/** The name without letter case, blanks, hyphens and such, and leading zeros of its numbers. */
function spellingKey(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_-]+/g, "")
    .replace(/(?<!\d)0+(?=\d)/g, "");
}
