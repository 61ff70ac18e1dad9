/**
 * The safetensors container: named arrays in one file, which Python, Rust and C++ read as it is.
 *
 *   bytes 0-7    length N of the header, little-endian
 *   bytes 8-     header, N bytes of JSON: { "__metadata__": { name: text }, tensor: { dtype, shape, data_offsets } }
 *   bytes 8+N-   the tensors, little-endian and without gaps; data_offsets count from here
 *
 * Two promises come on top of the public format. The data begin at a multiple of 64 bytes and the widest numbers come
 * first, so every tensor can be read in place. And every changed byte is found: the metadata open with a CRC-32 of the
 * header (its own digits taken as zeros) and hold one for each tensor. See docs/formats/model-file.md.
 *
 * Typed arrays are little-endian on every machine that runs JavaScript today; nothing is swapped here.
 *
 * Source  https://github.com/huggingface/safetensors, README, "Format".
 */

import { crc32, crc32Hex } from "../core/crc32.ts";
import { FormatError } from "../core/errors.ts";
import { isRecord, parseJsonRecord } from "./json.ts";

/** A tensor of a safetensors file, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export type TensorData = Float32Array | Int32Array | Int8Array | Uint8Array;

/** What stands in a safetensors file. */
export interface TensorFile {
  /** In the order of the file. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const ELEMENTS = { F32: Float32Array, I32: Int32Array, I8: Int8Array, U8: Uint8Array } as const;
type ElementType = keyof typeof ELEMENTS;

const LENGTH_BYTES = 8;
const ALIGNMENT = 64;
/** Longest header that the public reader takes. */
const LARGEST_HEADER = 100_000_000;
const HEADER_PREFIX = '{"__metadata__":{"crc32_header":"';
const ZERO_DIGITS = "00000000";

/**
 * The file as chunks to be written one after the other: the header, then views of the caller's arrays, nothing copied.
 *
 * @param metadata  Texts of the caller; `crc32_header` and `crc32_tensors` are added.
 */
export function encodeSafetensors({ tensors, metadata }: TensorFile): Uint8Array[] {
  const ordered = [...tensors].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  const entries: Record<string, unknown> = {};
  const checksums: Record<string, string> = {};
  const chunks: Uint8Array[] = [];
  let end = 0;
  for (const [name, { shape, data }] of ordered) {
    if (elementCount(shape) !== data.length)
      throw new RangeError(`encodeSafetensors: ${name} has shape [${shape.join()}] but ${data.length} elements`);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const begin = end;
    end += bytes.length;
    entries[name] = { dtype: elementType(data), shape, data_offsets: [begin, end] };
    checksums[name] = crc32Hex(bytes);
    chunks.push(bytes);
  }
  const opening = { crc32_header: ZERO_DIGITS, ...metadata, crc32_tensors: JSON.stringify(checksums) };
  return [encodeHeader({ __metadata__: opening, ...entries }), ...chunks];
}

/**
 * The tensors of a file as views of its bytes (copied only where the bytes do not lie on a multiple of the element).
 *
 * @param name  What to call the file in an error.
 * @throws FormatError if the file is cut, has a changed byte, or was written without checksums.
 */
export function decodeSafetensors(bytes: Uint8Array, name: string): TensorFile {
  const header = checkedHeader(bytes, name);
  const { __metadata__: metadata, ...entries } = parseJsonRecord(header, `${name}: header at byte ${LENGTH_BYTES}`);
  if (!isTextRecord(metadata)) throw new FormatError(`${name}: metadata of the header must be texts`);
  const { crc32_header: _, crc32_tensors: checksumList = "", ...texts } = metadata;
  const checksums = parseJsonRecord(checksumList, `${name}: metadata crc32_tensors`);

  const start = LENGTH_BYTES + header.length;
  const tensors = new Map<string, Tensor>();
  let end = 0;
  for (const [tensor, entry] of Object.entries(entries)) {
    const where = `${name}: tensor "${tensor}"`;
    const { type, shape, begin, length } = checkedEntry(entry, end, bytes.length - start, where);
    end = begin + length;
    const data = bytes.subarray(start + begin, start + end);
    assertChecksum(crc32Hex(data), checksums[tensor], `${where}, bytes ${start + begin} to ${start + end - 1}`);
    tensors.set(tensor, { shape, data: viewAs(type, data) });
  }
  if (start + end !== bytes.length)
    throw new FormatError(`${name}: ${bytes.length} bytes found, the header accounts for ${start + end}`);
  return { tensors, metadata: texts };
}

/** Whether the bytes begin as a file of `encodeSafetensors`. */
export function looksLikeSafetensors(bytes: Uint8Array): boolean {
  const prefix = bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + HEADER_PREFIX.length);
  return new TextDecoder("latin1").decode(prefix) === HEADER_PREFIX;
}

function encodeHeader(fields: Record<string, unknown>): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(fields));
  const length = Math.ceil((LENGTH_BYTES + json.length) / ALIGNMENT) * ALIGNMENT;
  const header = new Uint8Array(length).fill(" ".charCodeAt(0));
  new DataView(header.buffer).setBigUint64(0, BigInt(length - LENGTH_BYTES), true);
  header.set(json, LENGTH_BYTES);
  const digits = crc32Hex(header.subarray(LENGTH_BYTES));
  header.set(new TextEncoder().encode(digits), LENGTH_BYTES + HEADER_PREFIX.length);
  return header;
}

/** The bytes of the header, after its length and its checksum have been found right. */
function checkedHeader(bytes: Uint8Array, name: string): Uint8Array {
  if (!looksLikeSafetensors(bytes))
    throw new FormatError(`${name}: does not begin as a coldpress model file (safetensors with checksums)`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const limit = Math.min(bytes.length - LENGTH_BYTES, LARGEST_HEADER);
  const digitsAt = HEADER_PREFIX.length;
  if (length > limit || length < digitsAt + ZERO_DIGITS.length)
    throw new FormatError(`${name}: byte 0 declares a header of ${length} bytes, the file has room for ${limit}`);
  const header = bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
  const digitsEnd = digitsAt + ZERO_DIGITS.length;
  const zeros = new TextEncoder().encode(ZERO_DIGITS);
  const crc = crc32(header.subarray(digitsEnd), crc32(zeros, crc32(header.subarray(0, digitsAt))));
  const expected = new TextDecoder("latin1").decode(header.subarray(digitsAt, digitsEnd));
  const place = `${name}: header, bytes ${LENGTH_BYTES} to ${LENGTH_BYTES + length - 1}`;
  assertChecksum(crc.toString(16).padStart(8, "0"), expected, place);
  return header;
}

function assertChecksum(found: string, expected: unknown, where: string): void {
  if (found !== expected)
    throw new FormatError(
      `${where}: checksum is ${found}, expected ${String(expected)}; the file is damaged, get a new copy`,
    );
}

/** Where a tensor lies, checked against the tensor before it and the bytes that are there. */
function checkedEntry(entry: unknown, begin: number, room: number, where: string) {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  if (typeof dtype !== "string" || !Object.hasOwn(ELEMENTS, dtype))
    throw new FormatError(`${where}: dtype is ${JSON.stringify(dtype)}; supported are ${Object.keys(ELEMENTS).join()}`);
  if (!isCountList(shape) || !isCountList(offsets) || offsets.length !== 2)
    throw new FormatError(`${where}: shape and data_offsets must be lists of whole numbers`);
  const type = dtype as ElementType;
  const length = elementCount(shape) * ELEMENTS[type].BYTES_PER_ELEMENT;
  if (offsets[0] !== begin || offsets[1] !== begin + length || begin + length > room)
    throw new FormatError(
      `${where}: data_offsets are [${offsets.join()}], expected [${begin},${begin + length}] for ${dtype} [${shape.join()}] within ${room} bytes`,
    );
  return { type, shape, begin, length };
}

function viewAs(type: ElementType, bytes: Uint8Array): TensorData {
  const Elements = ELEMENTS[type];
  const { buffer, byteOffset } = bytes.byteOffset % Elements.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
  return new Elements(buffer as ArrayBuffer, byteOffset, bytes.length / Elements.BYTES_PER_ELEMENT);
}

function elementType(data: TensorData): ElementType {
  const types = Object.keys(ELEMENTS) as ElementType[];
  return types.find((type) => data instanceof ELEMENTS[type]) as ElementType;
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === "string");
}

function isCountList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}
