/**
 * The wire format of protocol buffers, as much of it as ONNX files use.
 *
 *   message   field*             field   key value,  key = varint(8 · number + wire type)
 *   type 0    varint: 7 bits a byte, lowest first, bit 7 set on all but the last byte
 *   type 1    8 bytes            type 5  4 bytes, both little-endian
 *   type 2    varint length, then so many bytes: a text, a message, packed numbers
 *
 * Source  "Encoding", protobuf.dev/programming-guides/encoding.
 */

const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;

/** Bits of a varint's byte that are not its mark of continuation. */
const VARINT_BASE = 0x80;

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

export function textField(field: number, value: string): Message {
  return bytesField(field, new TextEncoder().encode(value));
}

export function bytesField(field: number, value: Uint8Array): Message {
  return messageField(field, piece(value));
}

/** A message within a message. */
export function messageField(field: number, content: Message): Message {
  const head = piece(Uint8Array.of(...varint(8 * field + BYTES), ...varint(content.length)));
  return message(head, content);
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
