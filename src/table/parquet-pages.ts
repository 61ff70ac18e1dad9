/**
 * The pages of one Parquet column chunk, decoded into values.
 *
 * hyparquet reads the footers here, but not the pages: with one damaged byte in a header its page reader may run for
 * ever or fill the memory (seen with 1.31.5). Here every size is checked against the bytes that are there.
 *
 * Read are flat columns of FLOAT, DOUBLE, INT32, INT64 and BYTE_ARRAY, required or optional, in data pages of both
 * versions, PLAIN, by dictionary, or BYTE_STREAM_SPLIT, uncompressed, Snappy or gzip: what pyarrow, pandas and DuckDB
 * write unless told otherwise.
 *
 * Source  Apache Parquet format 2.x: parquet.thrift, Encodings.md.
 */

import { gunzipSync } from "fflate";
import { deserializeTCompactProtocol } from "hyparquet/src/thrift.js";
import { snappyInto } from "./snappy.ts";

export type ParquetValueType = "FLOAT" | "DOUBLE" | "INT32" | "INT64" | "BYTE_ARRAY";
export type ParquetCodec = "UNCOMPRESSED" | "SNAPPY" | "GZIP";

/** Where a column chunk lies, and what is in it. */
export interface ParquetChunk {
  readonly type: ParquetValueType;
  readonly codec: ParquetCodec;
  /** Optional values may be null. */
  readonly optional: boolean;
  readonly rowCount: number;
  /** The bytes of its pages, dictionary first. */
  readonly bytes: Uint8Array;
}

/** A value: null, a number, or the bytes of a text. */
export type ParquetValue = number | Uint8Array | null;

/** Codes of parquet.thrift. */
const PAGE = { data: 0, index: 1, dictionary: 2, dataV2: 3 } as const;
const ENCODING = { plain: 0, plainDictionary: 2, rleDictionary: 8, byteStreamSplit: 9 } as const;

/** Deflate can do 1032 : 1; a page header that claims more is damaged. */
export const GREATEST_EXPANSION = 1100;

const VALUE_BYTES = { FLOAT: 4, DOUBLE: 8, INT32: 4, INT64: 8, BYTE_ARRAY: 4 } as const;

/** All values of the chunk in order. [rowCount] @throws RangeError on damaged pages, or encodings that are not read. */
export function chunkValues(chunk: ParquetChunk): ParquetValue[] {
  const values: ParquetValue[] = [];
  let dictionary: ParquetValue[] = [];
  const view = new DataView(chunk.bytes.buffer, chunk.bytes.byteOffset, chunk.bytes.byteLength);
  const reader = { view, offset: 0 };
  while (values.length < chunk.rowCount) {
    const header = pageHeader(deserializeTCompactProtocol(reader));
    if (header.compressedBytes > view.byteLength - reader.offset)
      throw new RangeError("a page is longer than its column");
    const body = chunk.bytes.subarray(reader.offset, reader.offset + header.compressedBytes);
    reader.offset += header.compressedBytes;
    if (header.type === PAGE.dictionary) {
      if (header.valueCount > chunk.rowCount) throw new RangeError("a dictionary has more values than its column");
      const page = inflated(body, header.uncompressedBytes, chunk.codec);
      dictionary = plainValues(page, chunk.type, header.valueCount);
    } else if (header.type === PAGE.data || header.type === PAGE.dataV2) {
      if (header.valueCount > chunk.rowCount - values.length)
        throw new RangeError("a page has more values than its column");
      for (const value of dataPage(body, header, chunk, dictionary)) values.push(value);
    } else if (header.type !== PAGE.index) {
      throw new RangeError(`a page has the unknown type ${header.type}`);
    }
  }
  return values;
}

interface PageHeader {
  readonly type: number;
  readonly uncompressedBytes: number;
  readonly compressedBytes: number;
  readonly valueCount: number;
  readonly encoding: number;
  /** Bytes of the levels in a page of version 2, which are never compressed. */
  readonly definitionBytes: number;
  readonly repetitionBytes: number;
  readonly isCompressed: boolean;
}

type ThriftStruct = Readonly<Record<string, unknown>>;

function pageHeader(fields: ThriftStruct): PageHeader {
  const type = count(fields, 1);
  const own = { [PAGE.data]: 5, [PAGE.dictionary]: 7, [PAGE.dataV2]: 8 }[type];
  const details = own === undefined ? {} : struct(fields, own);
  const isV2 = type === PAGE.dataV2;
  return {
    type,
    uncompressedBytes: count(fields, 2),
    compressedBytes: count(fields, 3),
    valueCount: own === undefined ? 0 : count(details, 1),
    encoding: own === undefined ? ENCODING.plain : count(details, isV2 ? 4 : 2),
    definitionBytes: isV2 ? count(details, 5) : 0,
    repetitionBytes: isV2 ? count(details, 6) : 0,
    isCompressed: !(isV2 && details[fieldName(7)] === false),
  };
}

/** What hyparquet calls a field of a thrift struct. */
function fieldName(field: number): string {
  return `field_${field}`;
}

/** A field that must be a whole number from 0 up. */
function count(fields: ThriftStruct, field: number): number {
  const value = fields[fieldName(field)];
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw new RangeError(`field ${field} of a page header is missing or negative`);
}

function struct(fields: ThriftStruct, field: number): ThriftStruct {
  const value = fields[fieldName(field)];
  if (typeof value === "object" && value !== null) return value as ThriftStruct;
  throw new RangeError(`field ${field} of a page header is missing`);
}

function inflated(body: Uint8Array, length: number, codec: ParquetCodec): Uint8Array {
  if (codec === "UNCOMPRESSED") {
    if (body.length !== length) throw new RangeError("an uncompressed page has two lengths");
    return body;
  }
  if (length > GREATEST_EXPANSION * (body.length + 1)) throw new RangeError("a page cannot grow so much");
  const page = new Uint8Array(length);
  if (codec === "SNAPPY") {
    snappyInto(page, body);
    return page;
  }
  const unzipped = gunzipSync(body, { out: page });
  if (unzipped.length !== length) throw new RangeError("a page has another length than its header says");
  return unzipped;
}

/** The values of a data page, nulls included. */
function dataPage(
  body: Uint8Array,
  header: PageHeader,
  chunk: ParquetChunk,
  dictionary: readonly ParquetValue[],
): ParquetValue[] {
  const { valueCount } = header;
  const levelBytes = header.definitionBytes + header.repetitionBytes;
  if (levelBytes > body.length) throw new RangeError("the levels are longer than their page");
  let page = body.subarray(levelBytes);
  let levels = body.subarray(header.repetitionBytes, levelBytes);
  if (header.isCompressed) page = inflated(page, header.uncompressedBytes - levelBytes, chunk.codec);
  if (!chunk.optional) return encodedValues(page, header.encoding, chunk.type, valueCount, dictionary);
  if (header.type === PAGE.data) {
    // Version 1 keeps the levels inside the compressed page, after their length.
    const end = 4 + new DataView(page.buffer, page.byteOffset, page.byteLength).getUint32(0, true);
    if (end > page.length) throw new RangeError("the levels are longer than their page");
    levels = page.subarray(4, end);
    page = page.subarray(end);
  }
  const defined = runLengthValues(levels, 1, valueCount);
  const present = defined.reduce((sum, level) => sum + level, 0);
  const values = encodedValues(page, header.encoding, chunk.type, present, dictionary);
  let next = 0;
  return Array.from(defined, (level) => (level === 1 ? values[next++] : null));
}

function encodedValues(
  page: Uint8Array,
  encoding: number,
  type: ParquetValueType,
  valueCount: number,
  dictionary: readonly ParquetValue[],
): ParquetValue[] {
  if (encoding === ENCODING.plain) return plainValues(page, type, valueCount);
  if (encoding === ENCODING.byteStreamSplit && type !== "BYTE_ARRAY") {
    return plainValues(unsplitBytes(page, VALUE_BYTES[type], valueCount), type, valueCount);
  }
  if (encoding !== ENCODING.plainDictionary && encoding !== ENCODING.rleDictionary) {
    throw new RangeError(`values have encoding ${encoding}; supported are plain, by dictionary and byte stream split`);
  }
  if (valueCount === 0) return [];
  const bitWidth = page[0];
  if (!(bitWidth <= 32)) throw new RangeError(`dictionary indices of ${bitWidth} bits`);
  return Array.from(runLengthValues(page.subarray(1), bitWidth, valueCount), (index) => {
    if (index >= dictionary.length) throw new RangeError(`index ${index} into a dictionary of ${dictionary.length}`);
    return dictionary[index];
  });
}

/** Bytes of one significance stand together: the first byte of all values, then the second, ... */
function unsplitBytes(page: Uint8Array, valueBytes: number, valueCount: number): Uint8Array {
  if (page.length < valueBytes * valueCount) throw new RangeError("a page is shorter than its values");
  const plain = new Uint8Array(valueBytes * valueCount);
  for (let i = 0; i < plain.length; i++) plain[i] = page[(i % valueBytes) * valueCount + Math.floor(i / valueBytes)];
  return plain;
}

function plainValues(page: Uint8Array, type: ParquetValueType, valueCount: number): ParquetValue[] {
  if (page.length < VALUE_BYTES[type] * valueCount) throw new RangeError("a page is shorter than its values");
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const values: ParquetValue[] = [];
  if (type === "FLOAT") for (let i = 0; i < valueCount; i++) values.push(view.getFloat32(4 * i, true));
  if (type === "DOUBLE") for (let i = 0; i < valueCount; i++) values.push(view.getFloat64(8 * i, true));
  if (type === "INT32") for (let i = 0; i < valueCount; i++) values.push(view.getInt32(4 * i, true));
  if (type === "INT64") for (let i = 0; i < valueCount; i++) values.push(Number(view.getBigInt64(8 * i, true)));
  if (type !== "BYTE_ARRAY") return values;
  for (let at = 0; values.length < valueCount; ) {
    const start = at + 4;
    at = start + view.getUint32(at, true);
    if (at > page.length) throw new RangeError("a text is longer than its page");
    values.push(page.subarray(start, at));
  }
  return values;
}

/** Whole numbers of some bits in Parquet's mixture of runs and packed groups of eight. */
function runLengthValues(bytes: Uint8Array, bitWidth: number, valueCount: number): Uint32Array {
  // One byte can stand for a long run, but never without a byte: the page's count was checked against the rows.
  const values = new Uint32Array(valueCount);
  const runBytes = Math.ceil(bitWidth / 8);
  let at = 0;
  for (let filled = 0; filled < valueCount; ) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= bytes.length || shift > 28) throw new RangeError("runs end before their values");
      header += (bytes[at] & 0x7f) * 2 ** shift;
      if (bytes[at++] < 0x80) break;
    }
    const size = Math.floor(header / 2);
    if (size === 0) throw new RangeError("a run of no values");
    if (header % 2 === 1) {
      const packed = Math.min(8 * size, valueCount - filled);
      unpackInto(values.subarray(filled, filled + packed), bytes.subarray(at), bitWidth);
      filled += packed;
      at += size * bitWidth;
    } else {
      if (at + runBytes > bytes.length) throw new RangeError("runs end before their values");
      let value = 0;
      for (let i = runBytes - 1; i >= 0; i--) value = value * 256 + bytes[at + i];
      const end = Math.min(filled + size, valueCount);
      values.fill(value, filled, end);
      filled = end;
      at += runBytes;
    }
  }
  return values;
}

/** Values of `bitWidth` bits, least significant bit first. */
function unpackInto(values: Uint32Array, bytes: Uint8Array, bitWidth: number): void {
  if (Math.ceil((values.length * bitWidth) / 8) > bytes.length) throw new RangeError("packed values end too early");
  for (let i = 0; i < values.length; i++) {
    let value = 0;
    for (let bit = 0; bit < bitWidth; bit++) {
      const place = i * bitWidth + bit;
      value += ((bytes[place >> 3] >> (place & 7)) & 1) * 2 ** bit;
    }
    values[i] = value;
  }
}
