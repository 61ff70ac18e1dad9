/**
 * The wire format of protocol buffers, as much of it as ONNX files use.
 *
 *   message   field*             field   key value,  key = varint(8 · number + wire type)
 *   type 0    varint: 7 bits a byte, lowest first, bit 7 set on all but the last byte
 *   type 1    8 bytes            type 5  4 bytes, both little-endian
 *   type 2    varint length, then so many bytes: a text, a message, packed numbers
 *
 * Source  "Encoding", protobuf.dev/programming-guides/encoding. Groups (types 3 and 4) are refused: ONNX has none.
 */

import { FormatError } from "../../core/errors.ts";

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Bits of a varint's byte that are not its mark of continuation. */
const VARINT_BASE = 0x80;
/** Bytes of the longest varint, that of a 64-bit number. */
const LONGEST_VARINT = 10;

/** A message or a part of one, to be written chunk by chunk; numbers of tensors are views, not copies. */
export interface Message {
  readonly chunks: readonly Uint8Array[];
  readonly length: number;
}

/** The fields one after the other. */
export function message(...fields: readonly Message[]): Message {
  return {
    chunks: fields.flatMap(({ chunks }) => chunks),
    length: fields.reduce((sum, { length }) => sum + length, 0),
  };
}

/** A whole number from 0 to 2⁵³ − 1. */
export function numberField(field: number, value: number): Message {
  return piece(Uint8Array.of(...varint(8 * field + VARINT), ...varint(value)));
}

/** A float32 number. */
export function floatField(field: number, value: number): Message {
  const bytes = new Uint8Array(5 + 4);
  const key = varint(8 * field + FIXED32);
  bytes.set(key);
  new DataView(bytes.buffer).setFloat32(key.length, value, true);
  return piece(bytes.subarray(0, key.length + 4));
}

/** A field of UTF-8. */
export function textField(field: number, value: string): Message {
  return bytesField(field, new TextEncoder().encode(value));
}

/** A field of bytes. */
export function bytesField(field: number, value: Uint8Array): Message {
  return messageField(field, piece(value));
}

/** A message within a message. */
export function messageField(field: number, content: Message): Message {
  const head = piece(Uint8Array.of(...varint(8 * field + BYTES), ...varint(content.length)));
  return message(head, content);
}

/** One field as it was found. */
export interface Field {
  readonly number: number;
  /** Of a varint, 64 bits unsigned; undefined where the field holds bytes. */
  readonly value?: bigint;
  /** A view of the bytes of a text, a message, packed numbers, or of 4 or 8 bytes. */
  readonly bytes?: Uint8Array;
  /** Where it begins in the file, for errors. */
  readonly at: number;
}

/**
 * The fields of a message in their order.
 *
 * @param name  What to call the file in an error.
 * @param start Where the message begins in the file.
 * @throws FormatError where a field reaches beyond the message.
 */
export function* fieldsOf(bytes: Uint8Array, name: string, start = 0): Generator<Field> {
  let at = 0;
  const varintHere = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 7n * BigInt(LONGEST_VARINT); shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new FormatError(`${name}: ends within a number at byte ${start + at - 1}`);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < VARINT_BASE) return BigInt.asUintN(64, value);
    }
    throw new FormatError(`${name}: the number that ends at byte ${start + at} has more than ${LONGEST_VARINT} bytes`);
  };
  const bytesHere = (length: bigint): Uint8Array => {
    if (length > BigInt(bytes.length - at))
      throw new FormatError(`${name}: ${length} bytes expected at byte ${start + at}, ${bytes.length - at} are there`);
    at += Number(length);
    return bytes.subarray(at - Number(length), at);
  };
  while (at < bytes.length) {
    const fieldAt = start + at;
    const key = varintHere();
    const number = Number(key >> 3n);
    switch (Number(key & 7n)) {
      case VARINT:
        yield { number, value: varintHere(), at: fieldAt };
        break;
      case FIXED64:
        yield { number, bytes: bytesHere(8n), at: fieldAt };
        break;
      case BYTES: {
        const content = bytesHere(varintHere());
        yield { number, bytes: content, at: start + at - content.length };
        break;
      }
      case FIXED32:
        yield { number, bytes: bytesHere(4n), at: fieldAt };
        break;
      default:
        throw new FormatError(`${name}: byte ${fieldAt} begins no field of a protocol buffer`);
    }
  }
}

/** Whole numbers packed into a field's bytes. @param at  Where they begin in the file. */
export function packedNumbers(bytes: Uint8Array, name: string, at: number): bigint[] {
  const numbers: bigint[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    if (shift >= 7n * BigInt(LONGEST_VARINT)) throw new FormatError(`${name}: a number after byte ${at} is too long`);
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= VARINT_BASE) continue;
    numbers.push(BigInt.asUintN(64, value));
    value = 0n;
    shift = 0n;
  }
  if (shift > 0n) throw new FormatError(`${name}: the numbers after byte ${at} end within one of them`);
  return numbers;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= VARINT_BASE; rest = Math.floor(rest / VARINT_BASE)) bytes.push((rest % VARINT_BASE) | VARINT_BASE);
  return [...bytes, rest];
}

function piece(bytes: Uint8Array): Message {
  return { chunks: [bytes], length: bytes.length };
}
