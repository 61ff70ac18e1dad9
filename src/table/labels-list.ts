/**
 * Lists of labels beside recordings or features: `labels.tsv` or `.csv` with one row per file.
 *
 *   file              label       speaker   split
 *   wav/03a01Fa.wav   happiness   03        train
 *
 * Separators and quotes are those of CSV tables. The columns go by the names of COLUMN_NAMES or by options, so that
 * audformat's tables (file, start, end, emotion) and Hugging Face's metadata.csv (file_name, label) are lists too. Of
 * columns without a role, the only one is the label whatever its name; of two columns, a header may then be missing.
 */

import type { ByteSource } from "../core/byte-source.ts";
import { FormatError, UserError } from "../core/errors.ts";
import { type Finding, some } from "../core/finding.ts";
import { classSpellings } from "./class-spellings.ts";
import { COLUMN_NAMES, columnKey, isIdentifierName, isLabelCopyName, isRowNumberName } from "./column-names.ts";
import { partitionFromWord } from "./columns.ts";
import { csvHeader, splitCells, withoutTrailingEmpty } from "./csv-reader.ts";
import { type CsvRecord, eachCsvRecord } from "./csv-records.ts";
import { foreignTable } from "./foreign-tables.ts";
import { isAudioFile } from "./recording-names.ts";
import { segmentName, withSegment } from "./segments.ts";
import type { CellDialect } from "./text-cells.ts";
import { countsOf, isUnknownWord, unknownLabelFindings } from "./unknown-words.ts";

/** One row of a list. What it does not say is undefined: an empty cell, "?" or a word such as "NA" says nothing. */
export interface LabelEntry {
  /** Name of the recording, with its segment (segments.ts) where the list has several rows about it. */
  readonly file: string;
  readonly label?: string;
  readonly speaker?: string;
  readonly partition?: string;
  /** Line in the list, for messages. */
  readonly line: number;
}

/** A list of labels beside the recordings. */
export interface LabelsList {
  /** Name of the list itself. */
  readonly name: string;
  readonly entries: readonly LabelEntry[];
  /** Names of its columns; none where it has no header. */
  readonly columns?: readonly string[];
  /** What was noticed while it was read. */
  readonly findings?: readonly Finding[];
}

/** Which column is what, by name; others are found by COLUMN_NAMES. */
export interface LabelColumnOptions {
  readonly file?: string;
  readonly label?: string;
  readonly speaker?: string;
  readonly partition?: string;
  /** Whether a column that is not there is no error, as it may be one of the feature table. */
  readonly mayLack?: boolean;
}

type ListRole = "file" | "label" | "speaker" | "partition" | "start" | "end";

/** A row, before it is known whether its recording has others. */
interface ListRow extends LabelEntry {
  readonly segment: string | undefined;
}

/**
 * The list's entries in its order, doubled ones included: what a doubled row means is for the caller to say.
 *
 * @throws FormatError for a row with another number of cells than the header, or without a file; UserError for an
 *   option that names no column.
 */
export async function readLabelsList(source: ByteSource, options: LabelColumnOptions = {}): Promise<LabelsList> {
  const rows: ListRow[] = [];
  const unknown = new Map<string, number>();
  let header: ListHeader | undefined;
  let layout: ListLayout | undefined;
  await eachCsvRecord(source, (record) => {
    if (!header) {
      header = listHeader(source.name, record, options);
      if (!header.isEntry) return;
    }
    if (!layout) assertNoHeadings(source.name, header, record);
    const cells = cellsOf(source.name, record, header);
    layout ??= listLayout(source.name, header, cells, options);
    rows.push(listRow(source.name, record.number, cells, layout, unknown));
  });
  if (rows.length === 0) throw new FormatError(`${source.name}: the list of labels has no rows`);
  const spellings = classSpellings(countsOf(rows.flatMap(({ label }) => label ?? [])));
  const segmented = new Set(rows.map(({ file }) => file)).size < rows.length;
  const entries = rows.map(({ segment, file, label, ...others }): LabelEntry => {
    const name = label === undefined ? undefined : (spellings.classOf.get(label) ?? label);
    return {
      file: segmented ? withSegment(file, segment) : file,
      ...(name !== undefined && { label: name }),
      ...others,
    };
  });
  const findings = [...unknownLabelFindings(source.name, unknown), ...spellings.findings];
  const columns = header?.isEntry ? [] : (header?.names ?? []);
  return { name: source.name, entries, columns, ...(findings.length > 0 && { findings }) };
}

interface ListHeader {
  readonly names: readonly string[];
  readonly dialect: CellDialect;
  /** Whether it is a row already. */
  readonly isEntry: boolean;
}

/** Bytes of a list that show what other kind of file it is. */
const SNIFFED_BYTES = 64;

function listHeader(list: string, { bytes, separator }: CsvRecord, options: LabelColumnOptions): ListHeader {
  const foreign = foreignTable(String.fromCharCode(...bytes.subarray(0, SNIFFED_BYTES)));
  if (foreign !== undefined) throw new FormatError(`${list}: is ${foreign}`);
  const { names: cells, dialect } = csvHeader(list, bytes, separator);
  const names = withoutTrailingEmpty(cells, 1);
  const isEntry = names.some(isAudioFile);
  if (!isEntry) return { names, dialect, isEntry };
  if (names.length === 2 && isAudioFile(names[0]) && !needsHeader(options))
    return { names: ["file", "label"], dialect, isEntry };
  throw new FormatError(`${list}: line 1 is a row already; expected is a header such as file, label, speaker, split`);
}

/**
 * That the first line is not one of headings over several columns each, as merged cells of a spreadsheet become.
 *
 * @throws FormatError where it has inner cells without a name and the second line only names.
 */
function assertNoHeadings(list: string, { names, dialect, isEntry }: ListHeader, { bytes }: CsvRecord): void {
  if (isEntry || !names.slice(1, -1).includes("")) return;
  const cells = (splitCells(bytes, dialect) ?? []).map((cell) => cell.trim());
  const named = cells.filter((cell) => cell !== "");
  const isNames =
    new Set(named).size === named.length && !named.some((cell) => isAudioFile(cell) || /^[-+.,\d]/.test(cell));
  if (!isNames || named.length <= names.filter((name) => name !== "").length) return;
  throw new FormatError(
    `${list}: line 1 names fewer columns than line 2, which seems to have the names (${some(named)}); delete the lines above it`,
  );
}

function needsHeader({ mayLack, ...columns }: LabelColumnOptions): boolean {
  return mayLack !== true && Object.keys(columns).length > 0;
}

interface ListLayout {
  readonly places: ReadonlyMap<ListRole, number>;
}

function listLayout(
  list: string,
  { names }: ListHeader,
  firstRow: readonly string[],
  options: LabelColumnOptions,
): ListLayout {
  const places = new Map<ListRole, number>();
  for (const role of ["file", "label", "speaker", "partition"] as const) {
    const chosen = options[role];
    if (chosen === undefined) continue;
    const place = names.indexOf(chosen);
    if (place < 0 && options.mayLack) continue;
    if (names.lastIndexOf(chosen) > place)
      throw new UserError(
        `${list}: columns ${place + 1} and ${names.lastIndexOf(chosen) + 1} are both called "${chosen}", which was given as ${role}; rename one`,
      );
    if (place < 0) {
      throw new UserError(
        `${list}: there is no column "${chosen}", which was given as ${role}; the columns are ${names.join(", ")}`,
      );
    }
    places.set(role, place);
  }
  const keys = names.map(columnKey);
  if (!places.has("file")) places.set("file", fileColumn(names, keys, firstRow, [...places.values()]));
  for (const role of ["label", "speaker", "partition", "start", "end"] as const) {
    if (places.has(role)) continue;
    const free = (place: number) => place >= 0 && ![...places.values()].includes(place);
    const place = COLUMN_NAMES[role].map((name) => keys.indexOf(name)).find(free);
    if (place !== undefined) places.set(role, place);
  }
  if (!places.has("label")) {
    const place = unnamedLabelColumn(names, [...places.values()]);
    if (place >= 0) places.set("label", place);
  }
  return { places };
}

/** Place of the column with the recordings: by its name and content, by either alone, or the first. */
function fileColumn(
  names: readonly string[],
  keys: readonly string[],
  firstRow: readonly string[],
  taken: readonly number[],
): number {
  const free = [...names.keys()].filter((place) => !taken.includes(place));
  const named = COLUMN_NAMES.id.map((name) => keys.indexOf(name)).filter((place) => free.includes(place));
  const withAudio = free.filter((place) => isAudioFile(firstRow[place] ?? ""));
  return (
    named.find((place) => withAudio.includes(place)) ??
    withAudio[0] ??
    named[0] ??
    free.find((place) => names[place] !== "" && !isRowNumberName(names[place])) ??
    0
  );
}

/** Place of a label that is not called so: URTIC's, a class as a number, or the only column left. */
function unnamedLabelColumn(names: readonly string[], taken: readonly number[]): number {
  const free = [...names.keys()].filter((place) => !taken.includes(place) && names[place] !== "");
  // URTIC calls it "Cold (upper respiratory tract infection)".
  const cold = free.find((place) => /^cold\b/i.test(names[place]));
  const copy = free.find((place) => isLabelCopyName(names[place], names));
  const left = free.filter((place) => !isRowNumberName(names[place]) && !isIdentifierName(names[place]));
  return cold ?? copy ?? (left.length === 1 ? left[0] : -1);
}

function cellsOf(list: string, { bytes, number }: CsvRecord, { names, dialect }: ListHeader): readonly string[] {
  const all = splitCells(bytes, dialect);
  if (!all) throw new FormatError(`${list}: line ${number}: a quote is not closed`);
  const cells = withoutTrailingEmpty(all, names.length);
  if (cells.length === names.length) return cells;
  throw new FormatError(
    `${list}: line ${number} has ${cells.length === 1 ? "1 column" : `${cells.length} columns`}, expected are ${names.length}`,
  );
}

function listRow(
  list: string,
  line: number,
  cells: readonly string[],
  { places }: ListLayout,
  unknown: Map<string, number>,
): ListRow {
  const word = (role: ListRole) => {
    const cell = cells[places.get(role) ?? -1] ?? "";
    // Blanks in labels are for class-spellings.ts, which says what it makes of them.
    return isUnknownWord(cell) ? undefined : role === "label" ? cell : cell.trim();
  };
  const [file, label, speaker, split] = [word("file"), word("label"), word("speaker"), word("partition")];
  if (file === undefined) throw new FormatError(`${list}: line ${line} names no file`);
  const written = (cells[places.get("label") ?? -1] ?? "").trim();
  if (label === undefined && written !== "" && written !== "?") unknown.set(written, (unknown.get(written) ?? 0) + 1);
  const partition = split === undefined ? undefined : (partitionFromWord(split) ?? split);
  return {
    file,
    segment: segmentName(word("start"), word("end")),
    line,
    ...(label && { label }),
    ...(speaker && { speaker }),
    ...(partition && { partition }),
  };
}
