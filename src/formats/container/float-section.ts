/**
 * The survivors of a float32 kernel, in the fewest bytes that hold them exactly.
 *
 *   float32   4 bytes each
 *   float16   2 bytes each, where float16 has all of them
 *   signs     1 bit each and the magnitude of each row, where the survivors of a row have one magnitude
 *
 * Signs are lowest bit first, 1 for minus; magnitudes are written as biases are, 0 for a row without survivors.
 */

import { type CodedPositions, encodePositions } from "../../codec/positions.ts";
import { decodePlaces } from "../../codec/sparse-codes.ts";
import type { LayerShape } from "../../network/architecture.ts";
import { decodeBias, isFloat16, readBias, readFloat16, writeBias, writeFloat16 } from "./bias-section.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { readPositions, writePositions } from "./coded-blocks.ts";

export const FLOAT_KINDS = ["float32", "float16", "signs"] as const;

export type FloatKind = (typeof FLOAT_KINDS)[number];

/** Survivors as they stand in the file. */
export interface FloatSection {
  readonly positions: CodedPositions;
  /** [S] */
  readonly survivors: Float32Array;
  /** What the values take: numbers or signs, without the magnitudes of rows. */
  readonly valueBytes: number;
}

/** @param weights  Row-major. [O × I] @returns the kind that is written. */
export function cheapestFloatKind(weights: Float32Array, inputs: number): FloatKind {
  const survivors = weights.filter((weight) => weight !== 0);
  const bytesEach = isFloat16(survivors) ? 2 : 4;
  const magnitudes = rowMagnitudes(weights, inputs);
  if (magnitudes && magnitudes.length * 4 + survivors.length / 8 < bytesEach * survivors.length) return "signs";
  return bytesEach === 2 ? "float16" : "float32";
}

/** @param weights  Row-major. [O × I] */
export function writeFloatSection(writer: ByteWriter, weights: Float32Array, inputs: number, kind: FloatKind): void {
  const survivors = weights.filter((weight) => weight !== 0);
  if (kind === "signs") writeBias(writer, rowMagnitudes(weights, inputs) ?? new Float32Array(), "float32");
  writePositions(writer, encodePositions(weights));
  if (kind === "float32") writer.floats(survivors);
  else if (kind === "float16") writeFloat16(writer, survivors);
  else writer.bytes(signBits(survivors));
}

/** The section, nothing decoded yet. */
export function readFloatSection(reader: ByteReader, { inputs, outputs }: LayerShape, kind: FloatKind): FloatSection {
  if (kind === "signs") return readSigns(reader, { inputs, outputs });
  const positions = readPositions(reader, inputs * outputs);
  const count = positions.survivors;
  const survivors = kind === "float32" ? reader.floats(count) : readFloat16(reader, count);
  return { positions, survivors, valueBytes: (kind === "float32" ? 4 : 2) * count };
}

function readSigns(reader: ByteReader, { inputs, outputs }: LayerShape): FloatSection {
  const magnitudes = decodeBias(readBias(reader, outputs));
  const positions = readPositions(reader, inputs * outputs);
  const bits = reader.bytes(Math.ceil(positions.survivors / 8));
  const survivors = new Float32Array(positions.survivors);
  let s = 0;
  for (const { places, count } of decodePlaces(positions, reader.name))
    for (let i = 0; i < count; i++, s++) {
      const magnitude = magnitudes[Math.floor(places[i] / inputs)];
      survivors[s] = (bits[s >> 3] >> (s & 7)) & 1 ? -magnitude : magnitude;
    }
  return { positions, survivors, valueBytes: bits.length };
}

/** |w| of each row's survivors, 0 for none; undefined if a row has several. [O] */
function rowMagnitudes(weights: Float32Array, inputs: number): Float32Array | undefined {
  const magnitudes = new Float32Array(weights.length / inputs);
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    const row = Math.floor(i / inputs);
    const magnitude = Math.abs(weights[i]);
    if (magnitudes[row] !== 0 && magnitudes[row] !== magnitude) return undefined;
    magnitudes[row] = magnitude;
  }
  return magnitudes;
}

function signBits(survivors: Float32Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(survivors.length / 8));
  survivors.forEach((weight, s) => {
    if (weight < 0) bits[s >> 3] |= 1 << (s & 7);
  });
  return bits;
}
