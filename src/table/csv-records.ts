/**
 * The records of a CSV file: lines, or several lines where a quoted cell has line breaks in it.
 *
 * What spreadsheets add is left out: Excel's first line `sep=;`, and rows of nothing but separators.
 */

import type { ByteSource } from "../core/byte-source.ts";
import { FormatError } from "../core/errors.ts";
import { eachLine, type Line, LONGEST_LINE_BYTES, textOf } from "./lines.ts";
import { joinedBytes } from "./text-bytes.ts";
import { DOUBLE_QUOTE, isBlank } from "./text-cells.ts";

/** Separators that are recognized: comma, semicolon, tab, and the vertical bar of databases. */
export const SEPARATORS: readonly number[] = [0x2c, 0x3b, 0x09, 0x7c];

/** A quote that is not closed must not swallow the rest of a table. */
const MOST_LINES = 100;

const NEWLINE = Uint8Array.of(0x0a);

/** A record with the number of its first line, and the separator that a line `sep=` before the first has named. */
export interface CsvRecord extends Line {
  readonly separator: number | undefined;
}

/**
 * Calls `visit` for each record that is not empty, in order.
 *
 * @throws FormatError for a quote that is not closed within MOST_LINES lines, with the line that it begins on.
 */
export async function eachCsvRecord(source: ByteSource, visit: (record: CsvRecord) => void): Promise<void> {
  let separator: number | undefined;
  let begun: { readonly number: number; readonly bytes: Uint8Array } | undefined;
  await eachLine(source, ({ bytes, number, ended }) => {
    if (number === 1) {
      separator = namedSeparator(bytes);
      if (separator !== undefined) return true;
    }
    const record = begun ? joinedBytes(joinedBytes(begun.bytes, NEWLINE), bytes) : bytes;
    const first = begun?.number ?? number;
    if (isOpen(record)) {
      if (number - first >= MOST_LINES || record.length > LONGEST_LINE_BYTES) throw openQuote(source.name, first);
      begun = { number: first, bytes: record.slice() };
      return true;
    }
    begun = undefined;
    if (!isWithoutContent(record, 0)) visit({ bytes: record, number: first, ended, separator });
    return true;
  });
  if (begun) throw openQuote(source.name, (begun as { readonly number: number }).number);
}

function openQuote(file: string, line: number): FormatError {
  return new FormatError(
    `${file}: line ${line}: a quote is not closed; a cell in quotes may go on for ${MOST_LINES} lines at most`,
  );
}

/** The separator of a line such as `sep=;`, which may stand in quotes; undefined if it is no such line. */
function namedSeparator(bytes: Uint8Array): number | undefined {
  if (bytes.length > 8) return undefined;
  const separator = /^"?sep=([,;|\t])"?$/i.exec(textOf(bytes))?.[1];
  return separator?.charCodeAt(0);
}

/** Whether a quoted cell goes on at the end. A quote opens at the beginning of a cell, whatever the separator. */
function isOpen(bytes: Uint8Array): boolean {
  let inside = false;
  for (let at = bytes.indexOf(DOUBLE_QUOTE); at >= 0; at = bytes.indexOf(DOUBLE_QUOTE, at + 1)) {
    if (inside) inside = false;
    // A doubled quote inside closes and opens again.
    else inside = opensCell(bytes, at);
  }
  return inside;
}

function opensCell(bytes: Uint8Array, quote: number): boolean {
  let before = quote - 1;
  if (bytes[before] === DOUBLE_QUOTE) return true;
  while (before >= 0 && isBlank(bytes[before]) && !SEPARATORS.includes(bytes[before])) before--;
  return before < 0 || SEPARATORS.includes(bytes[before]);
}

/** Whether from `start` on there is nothing but separators, blanks and empty quotes. */
export function isWithoutContent(bytes: Uint8Array, start: number): boolean {
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte !== DOUBLE_QUOTE && !isBlank(byte) && !SEPARATORS.includes(byte)) return false;
  }
  return true;
}
