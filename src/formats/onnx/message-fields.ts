/**
 * Fields of ONNX's messages as texts and numbers.
 */

import { FormatError } from "../../core/errors.ts";
import { type Field, fieldsOf } from "./protobuf.ts";

/** The fields of a message inside a field. */
export function inner({ bytes, at }: Field, name: string): Iterable<Field> {
  return fieldsOf(bytes as Uint8Array, name, at);
}

/** Adds numbers to a list. A loop: a call takes fewer arguments than a file can hold numbers. */
export function append(list: number[], more: ArrayLike<number>): void {
  for (let i = 0; i < more.length; i++) list.push(more[i]);
}

/** A name out of a file in an error: in quotes, on one line, not too long. */
export function shown(word: string): string {
  return JSON.stringify(word.length > LONGEST_SHOWN ? `${word.slice(0, LONGEST_SHOWN)}…` : word);
}

const LONGEST_SHOWN = 60;

/** The text of a field. */
export function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** A varint as the signed number of 64 bits that it stands for. */
export function signed(value: bigint): number {
  return Number(BigInt.asIntN(64, value));
}

/** Packed float32 numbers. @throws FormatError if the bytes are no whole number of them. */
export function floats(bytes: Uint8Array, at: number, name: string): Float32Array {
  if (bytes.length % 4 !== 0)
    throw new FormatError(`${name}: ${bytes.length} bytes at byte ${at} are no float32 numbers`);
  return new Float32Array(bytes.slice().buffer);
}

/** Packed float64 numbers. @throws FormatError if the bytes are no whole number of them. */
export function doubles(bytes: Uint8Array, at: number, name: string): Float64Array {
  if (bytes.length % 8 !== 0)
    throw new FormatError(`${name}: ${bytes.length} bytes at byte ${at} are no float64 numbers`);
  return new Float64Array(bytes.slice().buffer);
}

/** StringStringEntryProto: key 1, value 2. */
export function entryOf(entry: Field, name: string): [string, string] {
  return [textIn(entry, 1, name), textIn(entry, 2, name)];
}

/** The text of one field of a message; empty where it has none. */
export function textIn(parent: Field, number: number, name: string): string {
  for (const field of inner(parent, name)) if (field.number === number && field.bytes) return text(field.bytes);
  return "";
}
