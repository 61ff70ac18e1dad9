/**
 * CSV: a header line with the names of the columns, then one row per recording.
 *
 * The separator is the one of comma, semicolon (openSMILE) and tab that the header has most of. Cells may be quoted,
 * with quotes doubled inside (RFC 4180); a quoted cell must end on its line. An empty cell or "?" is an unknown class.
 */

import type { ByteSource } from "../core/byte-source.ts";
import { FormatError } from "../core/errors.ts";
import { type ColumnOptions, columnsWithRoles, MAXIMUM_COLUMNS } from "./columns.ts";
import { DecimalScanner } from "./decimal-scanner.ts";
import { eachLine } from "./lines.ts";
import { type TableSurvey, textCapacity } from "./survey.ts";
import { type CellDialect, skipBlanks, textCell } from "./text-cells.ts";
import { RowReader } from "./text-rows.ts";

/** Separators that are recognized: comma, semicolon, tab. */
const SEPARATORS = [0x2c, 0x3b, 0x09] as const;
const NO_SEPARATOR = -1;

/** What a CSV file holds: its columns, and how many rows they may need. */
export async function surveyCsv(source: ByteSource, options?: ColumnOptions): Promise<TableSurvey> {
  let header: CsvHeader | undefined;
  let headerLine = 0;
  let rowLines = 0;
  let rowBytes = 0;
  await eachLine(source, (line) => {
    if (isEmpty(line.bytes)) return true;
    if (header) {
      rowLines++;
      rowBytes += line.bytes.length + 1;
    } else {
      header = csvHeader(source.name, line.bytes);
      headerLine = line.number;
    }
    return true;
  });
  if (!header) throw new FormatError(`${source.name}: the file is empty; expected is a header line and rows`);
  const { names, dialect } = header as CsvHeader;
  const declared = names.map((name) => ({ name, kind: "undeclared" as const }));
  const columns = columnsWithRoles(source.name, declared, options);
  if (rowLines === 0) throw new FormatError(`${source.name}: no row follows the header`);
  return {
    file: source.name,
    unit: "line",
    columns,
    capacity: textCapacity(rowLines, rowBytes, columns.length),
    async fill(builder, placement) {
      const rows = new RowReader({ file: source.name, columns, dialect, ...placement }, builder);
      await eachLine(source, (line) => {
        if (line.number > headerLine && !isEmpty(line.bytes)) rows.read(line);
        return true;
      });
    },
  };
}

function isEmpty(bytes: Uint8Array): boolean {
  return skipBlanks(bytes, 0, NO_SEPARATOR) === bytes.length;
}

/** Names and dialect, as the first line of a CSV file gives them. */
export interface CsvHeader {
  readonly names: readonly string[];
  readonly dialect: CellDialect;
}

/** The names in a header line, split at the separator that gives the most of them. */
export function csvHeader(file: string, line: Uint8Array): CsvHeader {
  const candidates = SEPARATORS.map((separator) => {
    const dialect: CellDialect = { separator, escaping: "doubling" };
    return { names: splitCells(line, dialect) ?? [], dialect };
  });
  const header = candidates.reduce((best, other) => (other.names.length > best.names.length ? other : best));
  if (header.names.length < 2) {
    throw new FormatError(
      `${file}: the first line has one column; expected is a header separated by commas, semicolons or tabs`,
    );
  }
  if (header.names.length > MAXIMUM_COLUMNS) {
    throw new FormatError(`${file}: ${header.names.length} columns; at most ${MAXIMUM_COLUMNS} are supported`);
  }
  const value = header.names.find(isMeasurement);
  if (value === undefined) return header;
  throw new FormatError(`${file}: the first line holds the number ${value}; expected is a header with names`);
}

/** Whether a text is a number that is no index: columns may be called 0, 1, 2, ..., but 3.25 is a value. */
function isMeasurement(text: string): boolean {
  if (!/[.eE]/.test(text)) return false;
  const bytes = new TextEncoder().encode(text);
  const scanner = new DecimalScanner();
  return !Number.isNaN(scanner.scan(bytes, 0, bytes.length)) && scanner.end === bytes.length;
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
