/**
 * Rows of ARFF and CSV tables: from the bytes of a line into a row of float32, without a string for any number.
 *
 * Numbers are read as double and rounded to float32, as numpy and Keras do with the same file.
 */

import { FormatError } from "../core/errors.ts";
import { type Column, type ColumnRole, partitionFromWord } from "./columns.ts";
import { isWithoutContent } from "./csv-records.ts";
import { DECIMAL_COMMA, DECIMAL_POINT, DecimalScanner } from "./decimal-scanner.ts";
import type { Line } from "./lines.ts";
import { segmentName } from "./segments.ts";
import type { TableBuilder } from "./table-builder.ts";
import { type CellDialect, cellCount, type TextCell, textCell } from "./text-cells.ts";
import { isUnknownWord } from "./unknown-words.ts";

/** What the rows of one file look like. */
export interface RowLayout {
  readonly file: string;
  readonly columns: readonly Column[];
  readonly dialect: CellDialect;
  /** Place in the joined table of each feature of this file. [F] */
  readonly featureOrder: Int32Array;
  /** Partition of all rows, where the rows themselves do not say. */
  readonly partition?: string | undefined;
}

/** Parses the data lines of one file, one after the other, into a builder. */
export class RowReader {
  readonly #layout: RowLayout;
  readonly #builder: TableBuilder;
  readonly #scanner: DecimalScanner;
  readonly #isFeature: Uint8Array;
  /** Columns that a row must have: those after the last with a name are empty, and spreadsheets may leave them out. */
  readonly #neededColumns: number;
  readonly #classes: readonly (ReadonlySet<string> | undefined)[];

  constructor(layout: RowLayout, builder: TableBuilder) {
    this.#layout = layout;
    this.#builder = builder;
    this.#scanner = new DecimalScanner(layout.dialect.decimalMark);
    this.#neededColumns = layout.columns.findLastIndex(({ role }) => role !== "nameless") + 1;
    this.#isFeature = Uint8Array.from(layout.columns, ({ role }) => (role === "feature" ? 1 : 0));
    this.#classes = layout.columns.map(({ classes }) => classes && new Set(classes));
  }

  /** Adds the row that stands on a line. */
  read(line: Line): void {
    const { file, columns, dialect, featureOrder, partition } = this.#layout;
    const builder = this.#builder;
    if (builder.full) throw new FormatError(`${file}: line ${line.number}: the file has grown while it was being read`);
    const { values, offset } = builder;
    const words: Partial<Record<ColumnRole, string>> = {};
    let feature = 0;
    let at = -1;
    for (let column = 0; column < columns.length; column++) {
      if (at >= line.bytes.length) {
        if (column >= this.#neededColumns) break;
        throw this.#wrongWidth(line);
      }
      if (this.#isFeature[column] === 1)
        at = this.#number(line, at + 1, column, values, offset + featureOrder[feature++]);
      else at = this.#word(line, at + 1, column, words);
    }
    const isRestEmpty = dialect.escaping === "doubling" && isWithoutContent(line.bytes, at);
    if (at < line.bytes.length && !isRestEmpty) throw this.#wrongWidth(line);
    const id = words.id ?? `${file}:${builder.rowCount + 1}`;
    const { label, speaker, start, end } = words;
    const segment = segmentName(start, end);
    builder.endRow({ id, segment, label, speaker, partition: words.partition ?? partition }, line.number);
  }

  /** Puts the number that begins at `start` into values[place]. @returns the index where its cell ends. */
  #number(line: Line, start: number, column: number, values: Float32Array, place: number): number {
    const { bytes } = line;
    const { separator } = this.#layout.dialect;
    const value = Math.fround(this.#scanner.scan(bytes, start, bytes.length));
    const end = this.#scanner.end;
    if (Number.isFinite(value) && (end === bytes.length || bytes[end] === separator)) {
      values[place] = value;
      return end;
    }
    const cell = this.#cell(line, start, column);
    values[place] = this.#unusualNumber(line, cell, column);
    return cell.end;
  }

  /** The number in a cell that is more than a number: fine if that is blanks or quotes, otherwise an error that says why. */
  #unusualNumber(line: Line, { text }: TextCell, column: number): number {
    const bytes = new TextEncoder().encode(text.trim());
    const value = this.#scanner.scan(bytes, 0, bytes.length);
    const isNumber = !Number.isNaN(value) && this.#scanner.end === bytes.length;
    if (isNumber && Number.isFinite(Math.fround(value))) return Math.fround(value);
    const fault = isNumber ? `${text} is too large for float32` : numberFault(text, this.#layout.dialect);
    throw this.#refusal(line, column, fault);
  }

  /** Keeps the text that begins at `start` under the role of its column. @returns the index where its cell ends. */
  #word(line: Line, start: number, column: number, words: Partial<Record<ColumnRole, string>>): number {
    const cell = this.#cell(line, start, column);
    const { role, name } = this.#layout.columns[column];
    if (role === "ignored") return cell.end;
    if (role === "nameless") {
      if (cell.text.trim() !== "") throw this.#namelessColumn(line, cell, column);
      return cell.end;
    }
    if (this.#saysNothing(cell, column)) {
      if (role === "id")
        throw this.#refusal(line, column, "the recording has no name; where none has, number the rows (--number-rows)");
      if (role === "label") this.#builder.countUnknownLabel(cell.text.trim());
      return cell.end;
    }
    const classes = this.#classes[column];
    if (role === "label" && classes && !classes.has(cell.text)) {
      const declared = [...classes].map((value) => `"${value}"`).join(", ");
      throw this.#refusal(line, column, `"${cell.text}" is not a declared value of ${name}, which are ${declared}`);
    }
    words[role] = role === "partition" ? (partitionFromWord(cell.text) ?? cell.text) : cell.text;
    return cell.end;
  }

  /** Whether a cell is empty or holds a word for the unknown; "?" in quotes is a value, and in ARFF what is declared. */
  #saysNothing({ text, quoted }: TextCell, column: number): boolean {
    if (!isUnknownWord(text)) return false;
    if (text === "?") return !quoted;
    if (this.#layout.dialect.escaping === "doubling") return true;
    if (text === "") return !quoted;
    return this.#layout.columns[column].role !== "id" && this.#classes[column]?.has(text) !== true;
  }

  #namelessColumn(line: Line, { text }: TextCell, column: number): FormatError {
    return new FormatError(
      `${this.#layout.file}: column ${column + 1} has no name; every column with values needs one (line ${line.number} holds "${text.slice(0, 40)}")`,
    );
  }

  #cell(line: Line, start: number, column: number): TextCell {
    const cell = textCell(line.bytes, start, this.#layout.dialect);
    if (cell) return cell;
    throw this.#refusal(line, column, "a quote is not closed, or text follows it");
  }

  /** Why a cell cannot be read; but where the row has a wrong number of columns, that is the reason. */
  #refusal(line: Line, column: number, fault: string): FormatError {
    const { file, columns, dialect } = this.#layout;
    if (cellCount(line.bytes, dialect) !== columns.length) return this.#wrongWidth(line);
    return new FormatError(`${file}: line ${line.number}, column ${column + 1} (${columns[column].name}): ${fault}`);
  }

  #wrongWidth(line: Line): FormatError {
    const { file, columns, dialect } = this.#layout;
    const found = cellCount(line.bytes, dialect);
    const where = `${file}: line ${line.number} has ${found} ${found === 1 ? "column" : "columns"}, expected are ${columns.length}`;
    const cut = !line.ended && found < columns.length;
    const last = columns[Math.min(found, columns.length) - 1];
    const reason = cut ? "; the file ends here: it is truncated" : this.#shiftedHeader(found);
    return new FormatError(
      `${where} (the last one it has is column ${Math.min(found, columns.length)}, ${last.name})${reason}`,
    );
  }

  /** R's write.table names no column for the row names that it writes. */
  #shiftedHeader(found: number): string {
    if (found !== this.#layout.columns.length + 1 || this.#layout.dialect.escaping !== "doubling") return "";
    return "; if R wrote the names of the rows, write the table with col.names = NA or row.names = FALSE";
  }
}

/** What Praat writes where there is no value, such as the pitch of a whisper. */
const PRAAT_UNDEFINED = "--undefined--";

/** What is wrong with text in the place of a number. */
function numberFault(text: string, { decimalMark = DECIMAL_POINT, separator }: CellDialect): string {
  if (text === "") return "the cell is empty; a feature needs a number";
  if (/^[+-]?(nan|inf(inity)?)$/i.test(text)) return `the value is ${text}; features must be finite`;
  if (isUnknownWord(text) || text === PRAAT_UNDEFINED)
    return `the value is unknown (${text}); a feature needs a number: leave the row out, or the column (--drop-columns)`;
  const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  if (decimalMark === DECIMAL_COMMA && /^[+-]?[\d,]*\.\d/.test(text))
    return `"${shown}" has a decimal point, other numbers of the table have a decimal comma; write all of them one way`;
  if (separator === DECIMAL_COMMA && /^[+-]?\d*,\d+$/.test(text))
    return `"${shown}" is not a number; a decimal comma is read where semicolons, tabs or vertical bars separate the columns`;
  return `"${shown}" is not a number; if the column is no feature, say what it is (--label-column and its like) or drop it (--drop-columns)`;
}
