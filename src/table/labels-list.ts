/**
 * Lists of labels beside recordings or features: `labels.tsv` or `.csv` with one row per file.
 *
 *   file              label       speaker   split
 *   wav/03a01Fa.wav   happiness   03        train
 *
 * Separators and quotes are those of CSV tables. The columns go by the names of COLUMN_NAMES or by options; of two
 * columns, the second is the label whatever its name, and a header may then be missing.
 */

import type { ByteSource } from "../core/byte-source.ts";
import { FormatError, UserError } from "../core/errors.ts";
import { COLUMN_NAMES, partitionFromWord } from "./columns.ts";
import { csvHeader, splitCells } from "./csv-reader.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "./feature-table.ts";
import { eachLine } from "./lines.ts";
import { isAudioFile, RecordingIndex } from "./recording-names.ts";
import type { CellDialect } from "./text-cells.ts";

/** One row of a list. What it does not say is undefined; an empty cell or "?" says nothing. */
export interface LabelEntry {
  readonly file: string;
  readonly label?: string;
  readonly speaker?: string;
  readonly partition?: string;
  /** Line in the list, for messages. */
  readonly line: number;
}

export interface LabelsList {
  /** Name of the list itself. */
  readonly name: string;
  readonly entries: readonly LabelEntry[];
}

/** Which column is what, by name; others are found by COLUMN_NAMES. */
export interface LabelColumnOptions {
  readonly file?: string;
  readonly label?: string;
  readonly speaker?: string;
  readonly partition?: string;
}

type ListRole = "file" | "label" | "speaker" | "partition";

/**
 * The list's entries in its order, doubled ones included: what a doubled row means is for the caller to say.
 *
 * @throws FormatError for a row with another number of cells than the header, or without a file; UserError for an
 *   option that names no column.
 */
export async function readLabelsList(source: ByteSource, options: LabelColumnOptions = {}): Promise<LabelsList> {
  const entries: LabelEntry[] = [];
  let layout: ListLayout | undefined;
  await eachLine(source, ({ bytes, number }) => {
    if (bytes.every((byte) => byte <= SPACE)) return true;
    if (!layout) {
      layout = listLayout(source.name, bytes, options);
      if (!layout.firstLineIsEntry) return true;
    }
    entries.push(labelEntry(source.name, number, bytes, layout));
    return true;
  });
  if (entries.length === 0) throw new FormatError(`${source.name}: the list of labels has no rows`);
  return { name: source.name, entries };
}

const SPACE = 0x20;

interface ListLayout {
  readonly columnCount: number;
  readonly places: ReadonlyMap<ListRole, number>;
  readonly dialect: CellDialect;
  readonly firstLineIsEntry: boolean;
}

function listLayout(list: string, firstLine: Uint8Array, options: LabelColumnOptions): ListLayout {
  const { names, dialect } = csvHeader(list, firstLine);
  const columnCount = names.length;
  if (isAudioFile(names[0])) {
    if (columnCount === 2) {
      const places = new Map<ListRole, number>([
        ["file", 0],
        ["label", 1],
      ]);
      return { columnCount, places, dialect, firstLineIsEntry: true };
    }
    throw new FormatError(`${list}: line 1 is a row already; expected is a header such as file, label, speaker, split`);
  }
  const places = new Map<ListRole, number>();
  for (const role of ["file", "label", "speaker", "partition"] as const) {
    const place = listColumn(list, names, role, options[role]);
    if (place >= 0) places.set(role, place);
  }
  if (!places.has("file")) places.set("file", 0);
  if (!places.has("label") && columnCount === 2) places.set("label", 1 - (places.get("file") as number));
  return { columnCount, places, dialect, firstLineIsEntry: false };
}

/** Place of the column for a role, or -1. */
function listColumn(list: string, names: readonly string[], role: ListRole, chosen: string | undefined): number {
  if (chosen !== undefined) {
    const place = names.indexOf(chosen);
    if (place >= 0) return place;
    throw new UserError(
      `${list}: there is no column "${chosen}", which was given as ${role}; the columns are ${names.join(", ")}`,
    );
  }
  const lowerNames = names.map((name) => name.toLowerCase());
  const known: readonly string[] = role === "file" ? [...COLUMN_NAMES.id, "path"] : COLUMN_NAMES[role];
  const place = known.map((name) => lowerNames.indexOf(name)).find((found) => found >= 0);
  if (place !== undefined) return place;
  // URTIC calls it "Cold (upper respiratory tract infection)".
  return role === "label" ? lowerNames.findIndex((name) => /^cold\b/.test(name)) : -1;
}

function labelEntry(list: string, line: number, bytes: Uint8Array, layout: ListLayout): LabelEntry {
  const cells = splitCells(bytes, layout.dialect);
  if (!cells) throw new FormatError(`${list}: line ${line}: a quote is not closed`);
  if (cells.length !== layout.columnCount) {
    throw new FormatError(
      `${list}: line ${line} has ${cells.length === 1 ? "1 column" : `${cells.length} columns`}, expected are ${layout.columnCount}`,
    );
  }
  const word = (role: ListRole) => {
    const cell = cells[layout.places.get(role) ?? -1] ?? "";
    return cell === "?" || cell === "" ? undefined : cell;
  };
  const [file, label, speaker, split] = [word("file"), word("label"), word("speaker"), word("partition")];
  if (file === undefined) throw new FormatError(`${list}: line ${line} names no file`);
  const partition = split === undefined ? undefined : (partitionFromWord(split) ?? split);
  return { file, line, ...(label && { label }), ...(speaker && { speaker }), ...(partition && { partition }) };
}

/**
 * The table with the labels, speakers and partitions that a list says, the numbers shared.
 *
 * Rows are found by the name of the recording, with or without folder and extension. The list may hold more recordings
 * than the table. What it says about speakers and partitions replaces what the table said; a label that contradicts the
 * table's is an error.
 */
export function withLabelsList(table: FeatureTable, list: LabelsList): FeatureTable {
  const entries = entriesOfRows(table, list);
  const words = table.ids.map((id, row) => {
    const own = table.labels[row] === UNKNOWN_LABEL ? undefined : table.classes[table.labels[row]];
    const listed = entries[row].label;
    if (own !== undefined && listed !== undefined && own !== listed) {
      throw new UserError(
        `${list.name}: line ${entries[row].line}: "${id}" is ${listed} here, but ${own} in the feature table; correct one of them`,
      );
    }
    return own ?? listed;
  });
  const others = new Set(words.filter((word) => word !== undefined && !table.classes.includes(word)));
  const classes = [...table.classes, ...([...others] as string[]).sort()];
  const speakers = wholeColumn(list, entries, "speaker") ?? table.speakers;
  const partitions = wholeColumn(list, entries, "partition") ?? table.partitions;
  return {
    ...table,
    classes,
    labels: Int32Array.from(words, (word) => (word === undefined ? UNKNOWN_LABEL : classes.indexOf(word))),
    ...(speakers && { speakers }),
    ...(partitions && { partitions }),
  };
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
      `${list.name}: lines ${first.line} and ${second.line} are both about the recording "${id}"; every recording may stand in the list once`,
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
