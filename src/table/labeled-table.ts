/**
 * A feature table brought together with a list of labels.
 */

import { UserError } from "../core/errors.ts";
import { isSameClass } from "./class-spellings.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "./feature-table.ts";
import type { LabelEntry, LabelsList } from "./labels-list.ts";
import { RecordingIndex } from "./recording-names.ts";

/**
 * The table with the labels, speakers and partitions that a list says, the numbers shared.
 *
 * Rows are found by the name of the recording, with or without folder and extension. The list may hold more recordings
 * than the table. What it says about speakers and partitions replaces what the table said; so do its labels where the
 * table has each class under another name, such as a number. A label that contradicts the table's is an error.
 */
export function withLabelsList(table: FeatureTable, list: LabelsList): FeatureTable {
  const entries = entriesOfRows(table, list);
  const own = Array.from(table.labels, (label) => (label === UNKNOWN_LABEL ? undefined : table.classes[label]));
  const renamed = renamedClasses(own, entries);
  const words = own.map((word, row) => {
    const listed = entries[row].label;
    if (word === undefined || renamed) return listed;
    if (listed !== undefined && !isSameClass(word, listed)) {
      throw new UserError(
        `${list.name}: line ${entries[row].line}: "${table.ids[row]}" is ${listed} here, but ${word} in the feature table; correct one of them`,
      );
    }
    return word;
  });
  const known = renamed ? [] : table.classes;
  const others = new Set(words.filter((word) => word !== undefined && !known.includes(word)));
  const classes = [...known, ...([...others] as string[]).sort()];
  const speakers = wholeColumn(list, entries, "speaker") ?? table.speakers;
  const partitions = wholeColumn(list, entries, "partition") ?? table.partitions;
  const findings = [...(table.findings ?? []), ...(list.findings ?? [])];
  return {
    ...table,
    classes,
    labels: Int32Array.from(words, (word) => (word === undefined ? UNKNOWN_LABEL : classes.indexOf(word))),
    ...(speakers && { speakers }),
    ...(partitions && { partitions }),
    ...(findings.length > 0 && { findings }),
  };
}

/** The table as one without classes, the numbers shared: for those who take all labels from a list. */
export function withoutLabels(table: FeatureTable): FeatureTable {
  return { ...table, classes: [], labels: new Int32Array(table.labels.length).fill(UNKNOWN_LABEL) };
}

/** Whether a list has a row about any of the recordings. */
export function isAbout({ entries }: LabelsList, { ids }: FeatureTable): boolean {
  const index = new RecordingIndex(entries.map(({ file }) => file));
  return ids.some((id) => index.find(id).length > 0);
}

/** Whether the list has other words for all of the table's classes, one for one: names for numbers. */
function renamedClasses(own: readonly (string | undefined)[], entries: readonly LabelEntry[]): boolean {
  const [listedFor, ownFor] = [new Map<string, string>(), new Map<string, string>()];
  for (const [row, word] of own.entries()) {
    const listed = entries[row].label;
    if (word === undefined) continue;
    if (listed === undefined || word === listed || !/^-?\d+(\.0*)?$/.test(word)) return false;
    if ((listedFor.get(word) ?? listed) !== listed || (ownFor.get(listed) ?? word) !== word) return false;
    listedFor.set(word, listed);
    ownFor.set(listed, word);
  }
  return listedFor.size > 1;
}

/** The one entry of each row of the table. [N] */
function entriesOfRows(table: FeatureTable, list: LabelsList): LabelEntry[] {
  const index = new RecordingIndex(list.entries.map(({ file }) => file));
  return table.ids.map((id) => {
    const found = index.find(id).map((place) => list.entries[place]);
    if (found.length === 1) return found[0];
    if (found.length === 0) {
      throw new UserError(
        `${list.name}: no row is about the recording "${id}" of the feature table; the list's first file is "${list.entries[0].file}"`,
      );
    }
    const [first, second] = found;
    throw new UserError(
      `${list.name}: lines ${first.line} and ${second.line} are both about the recording "${id}"; every recording may appear in the list only once`,
    );
  });
}

/** What the list says about all rows; undefined if it says nothing about any. */
function wholeColumn(
  list: LabelsList,
  entries: readonly LabelEntry[],
  role: "speaker" | "partition",
): string[] | undefined {
  const missing = entries.find((entry) => entry[role] === undefined);
  if (!missing) return entries.map((entry) => entry[role] as string);
  if (entries.every((entry) => entry[role] === undefined)) return undefined;
  throw new UserError(`${list.name}: line ${missing.line} has no ${role}, other lines have one; all need it, or none`);
}
