/**
 * A feature table that is being filled, row by row, from one file or several.
 *
 * All memory for numbers is taken once, before the first row: the peak is the table itself plus one line of text.
 */

import { UserError } from "../core/errors.ts";
import { classSpellings } from "./class-spellings.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "./feature-table.ts";
import { withSegment } from "./segments.ts";
import { countsOf, unknownLabelFindings } from "./unknown-words.ts";

/** Names, classes and places of a table need memory of their own: some hundred bytes a row. */
const MAXIMUM_ROWS = 2 ** 22;

/** What rows are counted in: lines of a text file, rows of others. */
export type PositionUnit = "line" | "row";

/** The words of a row; undefined is what the file does not say. */
export interface RowWords {
  readonly id: string;
  /** Which part of the recording it is, where the table says. */
  readonly segment: string | undefined;
  readonly label: string | undefined;
  readonly speaker: string | undefined;
  readonly partition: string | undefined;
}

/** Takes rows, gives the table. */
export class TableBuilder {
  readonly features: readonly string[];
  /** [capacity × F]; the row that `rowCount` points at is the one to fill next. */
  readonly values: Float32Array<ArrayBuffer>;
  readonly #files: { readonly name: string; readonly unit: PositionUnit }[] = [];
  readonly #fileOfRow: number[] = [];
  readonly #positions: number[] = [];
  readonly #ids: string[] = [];
  readonly #segments: (string | undefined)[] = [];
  readonly #labels: (string | undefined)[] = [];
  readonly #speakers: (string | undefined)[] = [];
  readonly #partitions: (string | undefined)[] = [];
  /** How often each word for an unknown label is there. */
  readonly #unknownLabels = new Map<string, number>();
  /** One string object for every different word: a table has few labels and many rows. */
  readonly #words = new Map<string, string>();

  /** @param capacity  Rows at most. */
  constructor(features: readonly string[], capacity: number) {
    this.features = features;
    this.values = allocated(capacity, features.length);
  }

  get rowCount(): number {
    return this.#ids.length;
  }

  /** Offset into `values` of the row to fill next. */
  get offset(): number {
    return this.rowCount * this.features.length;
  }

  /** Begins the rows of another file. */
  beginFile(name: string, unit: PositionUnit): void {
    this.#files.push({ name, unit });
  }

  /** Whether one row more fits; a file that has grown since it was counted would overflow. */
  get full(): boolean {
    return this.offset + this.features.length > this.values.length;
  }

  /** Adds the row whose numbers were put into `values` at `offset`. @param position  Line or row number in its file. */
  endRow(words: RowWords, position: number): void {
    this.#fileOfRow.push(this.#files.length - 1);
    this.#positions.push(position);
    this.#ids.push(words.id);
    this.#segments.push(this.#shared(words.segment));
    this.#labels.push(this.#shared(words.label));
    this.#speakers.push(this.#shared(words.speaker));
    this.#partitions.push(this.#shared(words.partition));
  }

  /** Counts a label such as "NA" that is taken as unknown; an empty cell needs no word. */
  countUnknownLabel(word: string): void {
    if (word !== "" && word !== "?") this.#unknownLabels.set(word, (this.#unknownLabels.get(word) ?? 0) + 1);
  }

  #shared(word: string | undefined): string | undefined {
    if (word === undefined) return undefined;
    const known = this.#words.get(word);
    if (known !== undefined) return known;
    this.#words.set(word, word);
    return word;
  }

  /** The finished table. @param declaredClasses  Classes in the order of the files' declarations; others follow, sorted. */
  finish(declaredClasses: readonly string[]): FeatureTable {
    const ids = this.#distinctIds();
    const declared = new Set(declaredClasses);
    const words = this.#labels.filter((label) => label !== undefined);
    const { classOf, findings: spelled } = classSpellings(countsOf(words), declared);
    const undeclared = new Set(words.map((label) => classOf.get(label) ?? label).filter((name) => !declared.has(name)));
    const classes = [...declared, ...[...undeclared].sort()];
    const codes = new Map(classes.map((name, code) => [name, code]));
    for (const [spelling, name] of classOf) codes.set(spelling, codes.get(name) as number);
    const speakers = this.#wholeColumn(this.#speakers, "speaker");
    const partitions = this.#wholeColumn(this.#partitions, "partition");
    const findings = [...unknownLabelFindings("feature table", this.#unknownLabels), ...spelled];
    return {
      features: this.features,
      values: this.values.subarray(0, this.offset),
      ids,
      classes,
      labels: Int32Array.from(this.#labels, (label) =>
        label === undefined ? UNKNOWN_LABEL : (codes.get(label) as number),
      ),
      ...(speakers && { speakers }),
      ...(partitions && { partitions }),
      ...(findings.length > 0 && { findings }),
    };
  }

  /** The names of the rows; where a recording stands in several, those of its segments. */
  #distinctIds(): readonly string[] {
    if (this.#firstRepeated(this.#ids) === undefined) return this.#ids;
    this.#checkUnnamed();
    const ids = this.#ids.map((id, row) => withSegment(id, this.#segments[row]));
    const repeated = this.#firstRepeated(ids);
    if (repeated === undefined) return ids;
    const { row, first } = repeated;
    throw new UserError(
      `${this.#place(row)}: the recording "${ids[row]}" is already in ${this.#place(first)}; every recording may appear in the table only once. If these are no names of recordings, number the rows (--number-rows)`,
    );
  }

  #firstRepeated(ids: readonly string[]): { readonly row: number; readonly first: number } | undefined {
    const rows = new Map<string, number>();
    for (const [row, id] of ids.entries()) {
      const first = rows.get(id);
      if (first !== undefined) return { row, first };
      rows.set(id, row);
    }
    return undefined;
  }

  /** @throws UserError for rows that openSMILE has called "unknown" because it was not told a name. */
  #checkUnnamed(): void {
    const unnamed = this.#ids.flatMap((id, row) => (id === "unknown" ? [row] : []));
    if (unnamed.length < 2) return;
    const many = unnamed.length === this.rowCount ? "every row is" : `${unnamed.length} rows are`;
    throw new UserError(
      `${this.#place(unnamed[1])}: ${many} called "unknown", as openSMILE writes without -instname; number the rows (--number-rows), or extract them again with their names`,
    );
  }

  /** The column if every row has a word, undefined if none has; some and not others is an error. */
  #wholeColumn(words: readonly (string | undefined)[], what: string): readonly string[] | undefined {
    const missing = words.indexOf(undefined);
    if (missing < 0) return words as string[];
    const present = words.findIndex((word) => word !== undefined);
    if (present < 0) return undefined;
    throw new UserError(
      `${this.#place(missing)}: "${this.#ids[missing]}" has no ${what}, but the row at ${this.#place(present)} has one; all rows need a ${what}, or none`,
    );
  }

  #place(row: number): string {
    const { name, unit } = this.#files[this.#fileOfRow[row]];
    return `${name}: ${unit} ${this.#positions[row]}`;
  }
}

function allocated(rows: number, columns: number): Float32Array<ArrayBuffer> {
  if (rows > MAXIMUM_ROWS) {
    throw new UserError(`feature table: ${rows} rows; at most ${MAXIMUM_ROWS} are supported`);
  }
  try {
    return new Float32Array(rows * columns);
  } catch (cause) {
    const gibibytes = ((rows * columns * 4) / 2 ** 30).toFixed(1);
    throw new UserError(
      `feature table: ${rows} rows of ${columns} features need ${gibibytes} GiB, which cannot be had here; read fewer rows or drop columns`,
      { cause },
    );
  }
}
