/**
 * A stream of bytes as lines, without one string per line: rows of thousands of numbers are parsed from the bytes.
 */

import type { ByteSource } from "../core/byte-source.ts";
import { FormatError } from "../core/errors.ts";
import { joinedBytes, textBytes } from "./text-bytes.ts";

/** A table of a million columns fits; a file without line ends does not fill the memory. */
export const LONGEST_LINE_BYTES = 2 ** 24;

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** One line without its end. The bytes are only valid until the next line. */
export interface Line {
  readonly bytes: Uint8Array;
  /** Counted from 1. */
  readonly number: number;
  /** False for a last line without a line end, as a cut file has it (and some whole ones). */
  readonly ended: boolean;
}

/**
 * Calls `visit` for each line of a (possibly gzipped) source in order, until it gives false.
 *
 * LF and CRLF end a line, and CR where a file has no other; a byte order mark before the first is left out.
 */
export async function eachLine(source: ByteSource, visit: (line: Line) => boolean): Promise<void> {
  let number = 0;
  let carried: Uint8Array = new Uint8Array(0);
  for await (const chunk of textBytes(source)) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const piece = chunk.subarray(start, end);
      const bytes = carried.length === 0 ? piece : joinedBytes(carried, piece);
      if (carried.length > 0) carried = carried.subarray(0, 0);
      start = end + 1;
      number++;
      if (!visit({ bytes: trimmedEnds(bytes, number), number, ended: true })) return;
    }
    if (start < chunk.length) carried = joinedBytes(carried, chunk.subarray(start));
    if (carried.length > LONGEST_LINE_BYTES) throw lineTooLong(source.name, number + 1);
  }
  if (carried.length === 0) return;
  number++;
  visit({ bytes: trimmedEnds(carried, number), number, ended: false });
}

/** The line without carriage return, and the first one without byte order mark. */
function trimmedEnds(bytes: Uint8Array, number: number): Uint8Array {
  const end = bytes.length > 0 && bytes[bytes.length - 1] === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
  if (number > 1) return bytes.subarray(0, end);
  return bytes.subarray(bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0, end);
}

function lineTooLong(name: string, number: number): FormatError {
  return new FormatError(
    `${name}: line ${number} is longer than ${LONGEST_LINE_BYTES / 2 ** 20} MiB; is this a feature table?`,
  );
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });
const latin1 = new TextDecoder("windows-1252");

/** The text of some bytes: UTF-8, or Windows-1252 where they are not UTF-8, as older corpora have it. */
export function textOf(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return latin1.decode(bytes);
  }
}
