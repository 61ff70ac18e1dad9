/**
 * Biases of a layer in a container.
 *
 * | kind byte | content                                                  |
 * |-----------|----------------------------------------------------------|
 * | 0         | float32 [O]                                              |
 * | 1         | float16 [O]                                              |
 * | 2         | scale, float32; codes, int8 [O]: bias = scale · code     |
 */

import { float16Bits, float16Value } from "../../codec/float16.ts";
import { FormatError } from "../../core/errors.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

export const BIAS_KINDS = ["float32", "float16", "int8"] as const;

const LARGEST_CODE = 127;
/** All of these bits mark infinity and NaN. */
const FLOAT16_EXPONENT = 0x7c00;

/** @param kind  Float32 is written as float16 where that changes nothing. */
export function writeBias(writer: ByteWriter, bias: Float32Array, kind: (typeof BIAS_KINDS)[number]): void {
  const written = kind === "float32" && isFloat16(bias) ? "float16" : kind;
  writer.uint8(BIAS_KINDS.indexOf(written));
  if (written === "float32") writer.floats(bias);
  else if (written === "float16") writeFloat16(writer, bias);
  else writeInt8(writer, bias);
}

/** Biases as they stand in the file: bias = value, float16 number of the bits, or scale · code. */
export interface BiasSection {
  /** Of int8 codes. */
  readonly scale: number;
  /** Float32 numbers, bits of float16 numbers, or int8 codes. [O] */
  readonly values: Float32Array | Uint16Array | Int8Array;
}

/** The section, checked, its numbers still packed. @throws FormatError as `ByteReader` does. */
export function readBias(reader: ByteReader, outputs: number): BiasSection {
  const start = reader.position;
  const kind = BIAS_KINDS[reader.uint8()];
  switch (kind) {
    case "float32":
      return { scale: 1, values: reader.floats(outputs) };
    case "float16":
      return { scale: 1, values: readFloat16Bits(reader, outputs) };
    case "int8": {
      const scale = reader.scale();
      return { scale, values: new Int8Array(reader.bytes(outputs)) };
    }
    default:
      throw new FormatError(`${reader.name}: byte ${start} must be a kind of biases, 0 to ${BIAS_KINDS.length - 1}`);
  }
}

/** The biases as numbers. [O] */
export function decodeBias({ scale, values }: BiasSection): Float32Array {
  if (values instanceof Float32Array) return values;
  return Float32Array.from(values, values instanceof Int8Array ? (code) => scale * code : float16Value);
}

/** Whether float16 holds each of these numbers. */
export function isFloat16(values: Float32Array): boolean {
  return values.every((value) => Object.is(float16Value(float16Bits(value)), value));
}

/** The nearest float16 numbers. */
export function writeFloat16(writer: ByteWriter, values: Float32Array): void {
  for (const value of values) writer.uint16(float16Bits(value));
}

/** Float16 numbers as float32. @throws FormatError if one is not finite. */
export function readFloat16(reader: ByteReader, length: number): Float32Array {
  return Float32Array.from(readFloat16Bits(reader, length), float16Value);
}

function readFloat16Bits(reader: ByteReader, length: number): Uint16Array {
  const start = reader.position;
  const bytes = reader.bytes(2 * length);
  const numbers = Uint16Array.from({ length }, (_, i) => bytes[2 * i] | (bytes[2 * i + 1] << 8));
  const broken = numbers.findIndex((bits) => (bits & FLOAT16_EXPONENT) === FLOAT16_EXPONENT);
  if (broken >= 0)
    throw new FormatError(
      `${reader.name}: float16 number ${broken} of those at byte ${start} is not finite; all numbers of a network must be, make the file again`,
    );
  return numbers;
}

function writeInt8(writer: ByteWriter, bias: Float32Array): void {
  const largest = bias.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = Math.fround(largest / LARGEST_CODE);
  writer.floats(Float32Array.of(scale));
  writer.bytes(new Uint8Array(Int8Array.from(bias, (value) => (scale === 0 ? 0 : Math.round(value / scale))).buffer));
}
