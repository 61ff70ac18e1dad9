/**
 * Entropy-coded parts of a container: blocks of bytes with their length, places of survivors, values.
 *
 * | block     | count n, n bytes                                                                              |
 * |-----------|-----------------------------------------------------------------------------------------------|
 * | values    | block: table of the values; block: values, rANS-coded                                         |
 * | positions | count: survivors; count: gap symbols, escapes included; 1 byte: shift of the gaps;            |
 * |           | block: table of the gap symbols, empty for the geometric model; block: gap symbols, rANS-coded; |
 * |           | ⌈survivors · shift / 8⌉ bytes: low bits of the gaps                                           |
 */

import type { CodedPositions } from "../../codec/positions.ts";
import type { CodedValues } from "../../codec/sparse-codes.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

/** Writes positions as `readPositions` reads them. */
export function writePositions(
  writer: ByteWriter,
  { survivors, symbolCount, shift, table, symbols, lowBits }: CodedPositions,
): void {
  writer.count(survivors);
  writer.count(symbolCount);
  writer.uint8(shift);
  writeBlock(writer, table);
  writeBlock(writer, symbols);
  writer.bytes(lowBits);
}

/** Positions among `size` places, nothing decoded yet; their bytes are views. */
export function readPositions(reader: ByteReader, size: number): CodedPositions {
  const survivors = reader.count();
  const symbolCount = reader.count();
  const shift = reader.uint8();
  const table = readBlock(reader);
  const symbols = readBlock(reader);
  const lowBits = reader.bytes(Math.ceil((survivors * shift) / 8));
  return { size, survivors, shift, symbolCount, table, symbols, lowBits };
}

/** Writes values as `readValues` reads them. */
export function writeValues(writer: ByteWriter, { table, symbols }: CodedValues): void {
  writeBlock(writer, table);
  writeBlock(writer, symbols);
}

/** Values, nothing decoded yet; their bytes are views. */
export function readValues(reader: ByteReader): CodedValues {
  return { table: readBlock(reader), symbols: readBlock(reader) };
}

function writeBlock(writer: ByteWriter, bytes: Uint8Array): void {
  writer.count(bytes.length);
  writer.bytes(bytes);
}

function readBlock(reader: ByteReader): Uint8Array {
  return reader.bytes(reader.count());
}
