/**
 * A feature table that is being filled, row by row, from one file or several.
 *
 * All memory for numbers is taken once, before the first row: the peak is the table itself plus one line of text.
 */

import { UserError } from "../core/errors.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "./feature-table.ts";

/** Names, classes and places of a table need memory of their own: some hundred bytes a row. */
const MAXIMUM_ROWS = 2 ** 22;

/** What rows are counted in: lines of a text file, rows of others. */
export type PositionUnit = "line" | "row";

/** The words of a row; undefined is what the file does not say. */
export interface RowWords {
  readonly id: string;
  readonly label: string | undefined;
  readonly speaker: string | undefined;
  readonly partition: string | undefined;
}

export class TableBuilder {
  readonly features: readonly string[];
  /** [capacity × F]; the row that `rowCount` points at is the one to fill next. */
  readonly values: Float32Array<ArrayBuffer>;
  readonly #files: { readonly name: string; readonly unit: PositionUnit }[] = [];
  readonly #fileOfRow: number[] = [];
  readonly #positions: number[] = [];
  readonly #ids: string[] = [];
  readonly #labels: (string | undefined)[] = [];
  readonly #speakers: (string | undefined)[] = [];
  readonly #partitions: (string | undefined)[] = [];
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
    this.#labels.push(this.#shared(words.label));
    this.#speakers.push(this.#shared(words.speaker));
    this.#partitions.push(this.#shared(words.partition));
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
    this.#checkIds();
    const declared = new Set(declaredClasses);
    const undeclared = new Set(this.#labels.filter((label) => label !== undefined && !declared.has(label)));
    const classes = [...declared, ...([...undeclared] as string[]).sort()];
    const codes = new Map(classes.map((name, code) => [name, code]));
    const speakers = this.#wholeColumn(this.#speakers, "speaker");
    const partitions = this.#wholeColumn(this.#partitions, "partition");
    return {
      features: this.features,
      values: this.values.subarray(0, this.offset),
      ids: this.#ids,
      classes,
      labels: Int32Array.from(this.#labels, (label) =>
        label === undefined ? UNKNOWN_LABEL : (codes.get(label) as number),
      ),
      ...(speakers && { speakers }),
      ...(partitions && { partitions }),
    };
  }

  #checkIds(): void {
    const rows = new Map<string, number>();
    this.#ids.forEach((id, row) => {
      const first = rows.get(id);
      if (first !== undefined) {
        throw new UserError(
          `${this.#place(row)}: the recording "${id}" is already in ${this.#place(first)}; every recording may stand in the table once`,
        );
      }
      rows.set(id, row);
    });
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
