/**
 * CSV: a header line with the names of the columns, then one row per recording.
 *
 * The separator is the one of comma, semicolon (openSMILE), tab and vertical bar that the header has most of. Cells may
 * be quoted, with quotes doubled inside (RFC 4180). Where another than the comma separates, numbers may be written with a
 * decimal comma, all of them. An empty cell or a word such as "NA" is an unknown class.
 */

import type { ByteSource } from "../core/byte-source.ts";
import { FormatError } from "../core/errors.ts";
import { type FeatureProfile, mentioned } from "../features/feature-profile.ts";
import { type ColumnOptions, columnsWithRoles, type DeclaredColumn, MAXIMUM_COLUMNS } from "./columns.ts";
import { type CsvRecord, eachCsvRecord, SEPARATORS } from "./csv-records.ts";
import { DECIMAL_COMMA, DecimalScanner } from "./decimal-scanner.ts";
import { type TableSurvey, textCapacity } from "./survey.ts";
import { PROFILE_COLUMN, profileNamed } from "./table-profile.ts";
import { type CellDialect, textCell } from "./text-cells.ts";
import { RowReader } from "./text-rows.ts";
import { isUnknownWord } from "./unknown-words.ts";

/** What a CSV file holds: its columns, and how many rows they may need. */
export async function surveyCsv(source: ByteSource, options?: ColumnOptions): Promise<TableSurvey> {
  let header: CsvHeader | undefined;
  let headerLine = 0;
  let firstRow: readonly string[] | undefined;
  let decimalMark: number | undefined;
  let profile: FeatureProfile | undefined;
  let rowLines = 0;
  let rowBytes = 0;
  await eachCsvRecord(source, ({ bytes, number, separator }) => {
    if (!header) {
      header = csvHeader(source.name, bytes, separator);
      headerLine = number;
      return;
    }
    profile = profileInRow(source.name, { bytes, number }, header, profile);
    firstRow ??= splitCells(bytes, header.dialect) ?? [];
    if (decimalMark === undefined && hasDecimalComma(bytes, header.dialect)) decimalMark = DECIMAL_COMMA;
    rowLines++;
    rowBytes += bytes.length + 1;
  });
  if (!header) throw new FormatError(`${source.name}: the file is empty; expected is a header line and rows`);
  const { names, dialect: separated } = header;
  const dialect: CellDialect = decimalMark === undefined ? separated : { ...separated, decimalMark };
  if (rowLines === 0) throw new FormatError(`${source.name}: no row follows the header`);
  const columns = columnsWithRoles(source.name, undeclaredColumns(names, firstRow ?? []), options);
  return {
    ...mentioned(profile),
    file: source.name,
    unit: "line",
    columns,
    capacity: textCapacity(rowLines, rowBytes, columns.length),
    async fill(builder, placement) {
      const rows = new RowReader({ file: source.name, columns, dialect, ...placement }, builder);
      await eachCsvRecord(source, (record) => {
        if (record.number > headerLine) rows.read(record);
      });
    },
  };
}

/** The profile that a row mentions. @param before  That of the rows before it. @throws FormatError if it is another one. */
function profileInRow(
  file: string,
  { bytes, number }: Pick<CsvRecord, "bytes" | "number">,
  { names, dialect }: CsvHeader,
  before: FeatureProfile | undefined,
): FeatureProfile | undefined {
  const column = names.indexOf(PROFILE_COLUMN);
  if (column < 0) return undefined;
  const where = `${file}: line ${number}, column ${column + 1} (${PROFILE_COLUMN})`;
  const profile = profileNamed(cellText(bytes, dialect, column), where);
  if (before !== undefined && profile !== before)
    throw new FormatError(
      `${where}: is ${profile}, the rows before are ${before}; a table has features of one profile`,
    );
  return profile;
}

/** The text of one cell; empty where the row has no such cell. */
function cellText(line: Uint8Array, dialect: CellDialect, column: number): string {
  let at = 0;
  for (let c = 0; at <= line.length; c++) {
    const cell = textCell(line, at, dialect);
    if (!cell) return "";
    if (c === column) return cell.text.trim();
    at = cell.end + 1;
  }
  return "";
}

/** The columns by their names, and by the first row whether they hold words. */
function undeclaredColumns(names: readonly string[], firstRow: readonly string[]): DeclaredColumn[] {
  return names.map((name, index) => {
    const cell = firstRow[index] ?? "";
    return {
      name,
      kind: "undeclared",
      startsWithWord: !isUnknownWord(cell) && !isNumber(cell.trim().replace(",", ".")),
    };
  });
}

const ZERO = 0x30;

/** Whether a row has a number with a decimal comma in it. */
function hasDecimalComma(line: Uint8Array, dialect: CellDialect): boolean {
  if (dialect.separator === DECIMAL_COMMA) return false;
  for (let at = line.indexOf(DECIMAL_COMMA); at >= 0; at = line.indexOf(DECIMAL_COMMA, at + 1)) {
    const next = (line[at + 1] ?? 0) - ZERO;
    if (next < 0 || next > 9) continue;
    return (splitCells(line, dialect) ?? []).some((cell) => /^[+-]?\d*,\d+(e[+-]?\d+)?$/i.test(cell.trim()));
  }
  return false;
}

/** Names and dialect, as the first line of a CSV file gives them. */
export interface CsvHeader {
  readonly names: readonly string[];
  readonly dialect: CellDialect;
}

/**
 * The names in a header line, split at the separator that gives the most of them.
 *
 * @param separator  The one that is known, where it is.
 */
export function csvHeader(file: string, line: Uint8Array, separator?: number): CsvHeader {
  const candidates = (separator === undefined ? SEPARATORS : [separator]).map((separator) => {
    const dialect: CellDialect = { separator, escaping: "doubling" };
    return {
      names: (splitCells(line, dialect) ?? []).map((name) => name.trim().replace(/\s*[\r\n]+\s*/g, " ")),
      dialect,
    };
  });
  const header = candidates.reduce((best, other) => (other.names.length > best.names.length ? other : best));
  if (header.names.length < 2) {
    throw new FormatError(
      `${file}: the first line has one column (${beginningOf(line)}); expected is a header separated by commas, semicolons, tabs or vertical bars`,
    );
  }
  if (header.names.length > MAXIMUM_COLUMNS) {
    throw new FormatError(`${file}: ${header.names.length} columns; at most ${MAXIMUM_COLUMNS} are supported`);
  }
  const value = header.names.find((name) => /[.,eE]/.test(name) && isNumber(name.replace(",", ".")));
  if (value === undefined) return header;
  throw new FormatError(`${file}: the first line holds the number ${value}; expected is a header with names`);
}

/** Whether a text is a number, and nothing else. */
function isNumber(text: string): boolean {
  const bytes = new TextEncoder().encode(text);
  const scanner = new DecimalScanner();
  return !Number.isNaN(scanner.scan(bytes, 0, bytes.length)) && scanner.end === bytes.length;
}

/** The cells of a row without the empty ones that spreadsheets put behind the last column. */
export function withoutTrailingEmpty(cells: readonly string[], columnCount: number): readonly string[] {
  let end = cells.length;
  while (end > columnCount && cells[end - 1] === "") end--;
  return cells.slice(0, end);
}

/** All cells of a line as text; undefined if a quote is not closed. */
export function splitCells(line: Uint8Array, dialect: CellDialect): string[] | undefined {
  const texts: string[] = [];
  for (let at = 0; at <= line.length; ) {
    const cell = textCell(line, at, dialect);
    if (!cell) return undefined;
    texts.push(cell.text);
    at = cell.end + 1;
  }
  return texts;
}

/** Characters of a line that a message shows. */
const SHOWN_CHARACTERS = 40;

function beginningOf(line: Uint8Array): string {
  const text = new TextDecoder().decode(line.subarray(0, 4 * SHOWN_CHARACTERS)).trim();
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text;
}
