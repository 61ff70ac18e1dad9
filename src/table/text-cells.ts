/**
 * Text cells of ARFF and CSV rows: quoted or not, with each format's own way to write a quote inside quotes.
 */

import { textOf } from "./lines.ts";

const SPACE = 0x20;
const TAB = 0x09;
const BACKSLASH = 0x5c;
export const SINGLE_QUOTE = 0x27;
export const DOUBLE_QUOTE = 0x22;

/** How a format writes a row. */
export interface CellDialect {
  readonly separator: number;
  /** Inside quotes, ARFF escapes with a backslash (\' \n), CSV by doubling the quote (RFC 4180). */
  readonly escaping: "backslash" | "doubling";
  /** What decimals are written with; a point where it is not said. */
  readonly decimalMark?: number;
}

/** One cell as text. */
export interface TextCell {
  /** Without quotes and escapes, or trimmed where it is not quoted. */
  readonly text: string;
  readonly quoted: boolean;
  /** Index of the separator that ends the cell, or of the end of the line. */
  readonly end: number;
}

/** A space or a tab. */
export function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

/** Index of the first byte at or after `start` that is neither space nor a tab that separates nothing. */
export function skipBlanks(line: Uint8Array, start: number, separator: number): number {
  let at = start;
  while (at < line.length && isBlank(line[at]) && line[at] !== separator) at++;
  return at;
}

/** The cell that begins at `start`; undefined if a quote is not closed, or is followed by more than blanks. */
export function textCell(line: Uint8Array, start: number, { separator, escaping }: CellDialect): TextCell | undefined {
  const first = skipBlanks(line, start, separator);
  const quote = line[first];
  if (quote !== SINGLE_QUOTE && quote !== DOUBLE_QUOTE) {
    const next = line.indexOf(separator, first);
    const end = next < 0 ? line.length : next;
    return { text: textOf(line.subarray(first, end)).trim(), quoted: false, end };
  }
  const close = closingQuote(line, first, escaping);
  if (close < 0) return undefined;
  const end = skipBlanks(line, close + 1, separator);
  if (end < line.length && line[end] !== separator) return undefined;
  return { text: unescaped(textOf(line.subarray(first + 1, close)), quote, escaping), quoted: true, end };
}

/** Index of the quote that closes the one at `open`, or -1. */
export function closingQuote(line: Uint8Array, open: number, escaping: CellDialect["escaping"]): number {
  const quote = line[open];
  for (let at = open + 1; at < line.length; at++) {
    if (escaping === "backslash" && line[at] === BACKSLASH) at++;
    else if (line[at] !== quote) continue;
    else if (escaping === "doubling" && line[at + 1] === quote) at++;
    else return at;
  }
  return -1;
}

const ESCAPED_CHARACTERS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** The text between quotes with its escapes resolved. */
export function unescaped(text: string, quote: number, escaping: CellDialect["escaping"]): string {
  if (escaping === "backslash") {
    return text.replace(/\\(.)/gs, (_, character: string) => ESCAPED_CHARACTERS[character] ?? character);
  }
  const mark = String.fromCharCode(quote);
  return text.replaceAll(mark + mark, mark);
}

/** Number of cells of a row, quotes respected: for messages. */
export function cellCount(line: Uint8Array, dialect: CellDialect): number {
  let count = 1;
  for (let at = 0; at <= line.length; count++) {
    const end = textCell(line, at, dialect)?.end ?? line.indexOf(dialect.separator, at);
    if (end < 0 || end >= line.length) break;
    at = end + 1;
  }
  return count;
}
