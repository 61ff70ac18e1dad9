/**
 * One kernel in a container: its kind, the places of its survivors, their values.
 *
 * | bytes        | content                                                                                   |
 * |--------------|-------------------------------------------------------------------------------------------|
 * | 1            | kind: 0 float32, 1 int8, 2 codebook, 3 codebook in float16                                |
 * | 4            | int8: scale, float32                                                                      |
 * | 1 + 4 · n    | codebook: n − 1, then its n numbers; 2 bytes a number in kind 3                           |
 * | positions    | of the s survivors, row-major [O × I] (coded-blocks.ts)                                   |
 * | values       | int8, codebook: of the survivors: the code modulo 256, or the index (coded-blocks.ts)     |
 * | 4 · s        | float32: the values of the survivors                                                      |
 */

import { type CodedPositions, encodePositions } from "../../codec/positions.ts";
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

const KINDS = ["float32", "int8", "codebook", "codebook"] as const;
/** The kind whose codebook is in float16. */
const FLOAT16_CODEBOOK = 3;

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
  /** Of the whole section. */
  readonly sizeBytes: number;
}

/** @param codebooks  Float32 is written as float16 where that changes nothing. */
export function writeKernel(writer: ByteWriter, kernel: Kernel, codebooks: (typeof CODEBOOK_KINDS)[number]): void {
  if (kernel.kind === "codebook") writeCodebook(writer, kernel.codebook, codebooks);
  else writer.uint8(KINDS.indexOf(kernel.kind));
  if (kernel.kind === "float32") {
    writePositions(writer, encodePositions(kernel.weights));
    writer.floats(kernel.weights.filter((weight) => weight !== 0));
    return;
  }
  if (kernel.kind === "int8") writer.floats(Float32Array.of(kernel.scale));
  const { positions, values } = encodeSparseCodes(kernel.kind === "int8" ? kernel.codes : kernel.indices);
  writePositions(writer, positions);
  writeValues(writer, values);
}

/** The section of a kernel, nothing decoded yet; its bytes are views. */
export function readKernel(reader: ByteReader, { inputs, outputs }: LayerShape): KernelSection {
  const start = reader.position;
  const kindByte = reader.uint8();
  const kind = KINDS[kindByte];
  if (!kind) throw new FormatError(`${reader.name}: byte ${start} must be a kind of kernel, 0 to ${KINDS.length - 1}`);
  const [scale = 0] = kind === "int8" ? reader.floats(1) : [];
  const codebook = kind === "codebook" ? readCodebook(reader, kindByte === FLOAT16_CODEBOOK) : new Float32Array();
  const positions = readPositions(reader, inputs * outputs);
  const survivors = reader.floats(kind === "float32" ? positions.survivors : 0);
  const values = kind === "float32" ? { table: new Uint8Array(), symbols: new Uint8Array() } : readValues(reader);
  return { kind, scale, codebook, positions, values, survivors, sizeBytes: reader.position - start };
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
  for (let i = 0; i < count; i++) if (symbols[i] > largest) largest = symbols[i] as number;
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
