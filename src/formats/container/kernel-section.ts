/**
 * One kernel in a container: its kind, the places of its survivors, their values.
 *
 * | bytes        | content                                                                                   |
 * |--------------|-------------------------------------------------------------------------------------------|
 * | 1            | kind: 0 float32, 1 int8, 2 codebook, 3 codebook in float16, 4 and 5 float32 as float16    |
 * |              | or signs (float-section.ts)                                                               |
 * | 4            | int8: scale, float32                                                                      |
 * | 1 + 4 · n    | codebook: n − 1, then its n numbers; 2 bytes a number in kind 3                           |
 * | biases       | kind 5: magnitude of each row, as biases are (bias-section.ts)                            |
 * | positions    | of the s survivors, row-major [O × I] (coded-blocks.ts)                                   |
 * | values       | int8, codebook: of the survivors: the code modulo 256, or the index (coded-blocks.ts)     |
 * | 4 · s        | float32: the values of the survivors; 2 · s in kind 4, ⌈s / 8⌉ in kind 5                  |
 */

import type { CodedPositions } from "../../codec/positions.ts";
import {
  type CodedValues,
  decodePlaces,
  decodeSurvivors,
  encodeSparseCodes,
  type SurvivorChunk,
  scatterInto,
} from "../../codec/sparse-codes.ts";
import { FormatError } from "../../core/errors.ts";
import type { LayerShape } from "../../network/architecture.ts";
import type { Kernel } from "../../quantization/quantized-network.ts";
import { isFloat16, readFloat16, writeFloat16 } from "./bias-section.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { readPositions, readValues, writePositions, writeValues } from "./coded-blocks.ts";
import {
  cheapestFloatKind,
  FLOAT_KINDS,
  type FloatKind,
  readFloatSection,
  writeFloatSection,
} from "./float-section.ts";

const KINDS = ["float32", "int8", "codebook", "codebook", "float32", "float32"] as const;
/** The kind whose codebook is in float16. */
const FLOAT16_CODEBOOK = 3;
/** The kinds of float32 kernels, by how their survivors are written. */
const FLOAT_KIND_BYTES: Record<FloatKind, number> = { float32: 0, float16: 4, signs: 5 };

const NO_VALUES: CodedValues = { table: new Uint8Array(), symbols: new Uint8Array() };

export const CODEBOOK_KINDS = ["float32", "float16"] as const;

/** A kernel as it stands in the file, still coded. */
export interface KernelSection {
  readonly kind: Kernel["kind"];
  /** Of int8 kernels. */
  readonly scale: number;
  /** Of codebook kernels. */
  readonly codebook: Float32Array;
  readonly positions: CodedPositions;
  /** Of int8 and codebook kernels. */
  readonly values: CodedValues;
  /** Of float32 kernels: the survivors. */
  readonly survivors: Float32Array;
  /** What codes, indices or numbers of the survivors take, coded. */
  readonly valueBytes: number;
  /** Of the whole section. */
  readonly sizeBytes: number;
}

/**
 * @param inputs     Of the layer.
 * @param codebooks  Float32 is written as float16 where that changes nothing.
 */
export function writeKernel(
  writer: ByteWriter,
  kernel: Kernel,
  inputs: number,
  codebooks: (typeof CODEBOOK_KINDS)[number],
): void {
  if (kernel.kind === "float32") {
    const kind = cheapestFloatKind(kernel.weights, inputs);
    writer.uint8(FLOAT_KIND_BYTES[kind]);
    writeFloatSection(writer, kernel.weights, inputs, kind);
    return;
  }
  if (kernel.kind === "codebook") writeCodebook(writer, kernel.codebook, codebooks);
  else {
    writer.uint8(KINDS.indexOf(kernel.kind));
    writer.floats(Float32Array.of(kernel.scale));
  }
  const { positions, values } = encodeSparseCodes(kernel.kind === "int8" ? kernel.codes : kernel.indices);
  writePositions(writer, positions);
  writeValues(writer, values);
}

/** The section of a kernel, nothing decoded yet but signs; other bytes are views. */
export function readKernel(reader: ByteReader, shape: LayerShape): KernelSection {
  const start = reader.position;
  const kindByte = reader.uint8();
  const kind = KINDS[kindByte];
  if (!kind) throw new FormatError(`${reader.name}: byte ${start} must be a kind of kernel, 0 to ${KINDS.length - 1}`);
  if (kind === "float32") {
    const floatKind = FLOAT_KINDS.find((name) => FLOAT_KIND_BYTES[name] === kindByte) as FloatKind;
    const section = readFloatSection(reader, shape, floatKind);
    return {
      kind,
      scale: 0,
      codebook: new Float32Array(),
      values: NO_VALUES,
      ...section,
      sizeBytes: reader.position - start,
    };
  }
  const scale = kind === "int8" ? reader.scale() : 0;
  const codebook = kind === "codebook" ? readCodebook(reader, kindByte === FLOAT16_CODEBOOK) : new Float32Array();
  const positions = readPositions(reader, shape.inputs * shape.outputs);
  const values = readValues(reader);
  const { length: valueBytes } = values.symbols;
  const survivors = new Float32Array();
  return { kind, scale, codebook, positions, values, survivors, valueBytes, sizeBytes: reader.position - start };
}

/** @param where  What to call the kernel in an error. */
export function decodeKernel(section: KernelSection, where: string): Kernel {
  const { kind, scale, codebook, positions } = section;
  switch (kind) {
    case "float32": {
      const weights = new Float32Array(positions.size);
      let next = 0;
      for (const { places, count } of decodeKernelSurvivors(section, where))
        for (let i = 0; i < count; i++) weights[places[i]] = section.survivors[next++];
      return { kind, weights };
    }
    case "int8": {
      const codes = new Int8Array(positions.size);
      for (const chunk of decodeKernelSurvivors(section, where)) scatterInto(codes, chunk);
      return { kind, codes, scale };
    }
    case "codebook": {
      const indices = new Uint8Array(positions.size);
      for (const chunk of decodeKernelSurvivors(section, where)) scatterInto(indices, chunk);
      return { kind, indices, codebook };
    }
  }
}

/**
 * The survivors of a kernel without the zeros between them, some thousand at a time. Those of a float32 kernel have no
 * symbols: their values are the section's `survivors`, in the same order.
 *
 * @throws FormatError if positions or values are not what an encoder makes, or an index is not in the codebook.
 */
export function* decodeKernelSurvivors(section: KernelSection, where: string): Generator<SurvivorChunk> {
  const { kind, codebook, positions } = section;
  if (kind === "float32") return yield* decodePlaces(positions, where);
  for (const chunk of decodeSurvivors(section, where)) {
    if (kind === "codebook" && largestOf(chunk) >= codebook.length)
      throw new FormatError(`${where}: a weight has no entry in the codebook of ${codebook.length}`);
    yield chunk;
  }
}

function largestOf({ symbols, count }: SurvivorChunk): number {
  let largest = 0;
  for (let i = 0; i < count; i++) if (symbols[i] > largest) largest = symbols[i];
  return largest;
}

function writeCodebook(writer: ByteWriter, codebook: Float32Array, kind: (typeof CODEBOOK_KINDS)[number]): void {
  if (codebook.length < 1 || codebook.length > 256 || codebook[0] !== 0)
    throw new RangeError(
      `encodeContainer: a codebook must have 1 to 256 numbers, the first of them 0, got ${codebook.length} from ${codebook[0]} on`,
    );
  const isShort = kind === "float16" || isFloat16(codebook);
  writer.uint8(isShort ? FLOAT16_CODEBOOK : KINDS.indexOf("codebook"));
  writer.uint8(codebook.length - 1);
  if (isShort) writeFloat16(writer, codebook);
  else writer.floats(codebook);
}

function readCodebook(reader: ByteReader, isFloat16Codebook: boolean): Float32Array {
  const length = reader.uint8() + 1;
  const codebook = isFloat16Codebook ? readFloat16(reader, length) : reader.floats(length);
  if (codebook[0] !== 0)
    throw new FormatError(`${reader.name}: the first number of a codebook must be 0, found ${codebook[0]}`);
  return codebook;
}
