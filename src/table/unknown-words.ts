/**
 * Words for what is not known, as pandas, R, spreadsheets and databases write an empty cell.
 *
 * Letter case counts: "Nan" is a name. "None", "unknown" and "-" are not among them, as corpora have classes that are
 * called so.
 */

import { type Finding, note } from "../core/finding.ts";

const UNKNOWN_WORDS: ReadonlySet<string> = new Set([
  ..."? NA N/A n/a #N/A #NA <NA> NaN nan NAN NaT NULL null Null #NULL! (null)".split(" "),
  "",
]);

/** Whether a cell says nothing: empty, "?", "NA", "nan", "NULL" and the like. */
export function isUnknownWord(text: string): boolean {
  return UNKNOWN_WORDS.has(text.trim());
}

/** How often each word is there. */
export function countsOf(words: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** A note about words such as "NA" that were taken as unknown labels. @param counts  Of each word that is not empty. */
export function unknownLabelFindings(file: string, counts: ReadonlyMap<string, number>): Finding[] {
  if (counts.size === 0) return [];
  const listed = [...counts].map(([word, count]) => `"${word}" (${count})`).join(", ");
  return [note("unknown-labels", `${file}: rows whose label is ${listed} are taken as rows without label.`)];
}
