/**
 * One kernel in a container: its kind, the places of its survivors, their values.
 *
 * | bytes        | content                                                                                   |
 * |--------------|-------------------------------------------------------------------------------------------|
 * | 1            | kind: 0 float32, 1 int8, 2 codebook                                                       |
 * | 4            | int8: scale, float32                                                                      |
 * | 1 + 4 · n    | codebook: n − 1, then its n numbers, float32                                              |
 * | count        | survivors                                                                                 |
 * | count        | gap symbols, escapes included                                                             |
 * | 1            | shift of the gaps                                                                         |
 * | count + that | table of the gap symbols; empty: geometric model                                          |
 * | count + that | gap symbols, rANS-coded, at an even byte                                                  |
 * | ⌈s·shift/8⌉  | low bits of the gaps                                                                      |
 * | count + that | int8, codebook: table of the values                                                       |
 * | count + that | int8, codebook: values, rANS-coded, at an even byte                                       |
 * | 4 · s        | float32: the values of the s survivors                                                    |
 */

import { type CodedPositions, encodePositions, PositionDecoder } from "../../codec/positions.ts";
import { type CodedValues, decodeSparseCodesInto, encodeSparseCodes } from "../../codec/sparse-codes.ts";
import { FormatError } from "../../core/errors.ts";
import type { LayerShape } from "../../network/architecture.ts";
import type { Kernel } from "../../quantization/quantized-network.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

const KINDS = ["float32", "int8", "codebook"] as const;

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

export function writeKernel(writer: ByteWriter, kernel: Kernel): void {
  writer.uint8(KINDS.indexOf(kernel.kind));
  if (kernel.kind === "float32") {
    writePositions(writer, encodePositions(kernel.weights));
    writer.floats(kernel.weights.filter((weight) => weight !== 0));
    return;
  }
  if (kernel.kind === "int8") writer.floats(Float32Array.of(kernel.scale));
  else writeCodebook(writer, kernel.codebook);
  const { positions, values } = encodeSparseCodes(kernel.kind === "int8" ? kernel.codes : kernel.indices);
  writePositions(writer, positions);
  writeBlock(writer, values.table);
  writeBlock(writer, values.symbols, "even");
}

/** The section of a kernel, nothing decoded yet; its bytes are views. */
export function readKernel(reader: ByteReader, { inputs, outputs }: LayerShape): KernelSection {
  const start = reader.position;
  const kind = KINDS[reader.uint8()];
  if (!kind) throw new FormatError(`${reader.name}: byte ${start} must be a kind of kernel, 0 to ${KINDS.length - 1}`);
  const [scale = 0] = kind === "int8" ? reader.floats(1) : [];
  const codebook = kind === "codebook" ? readCodebook(reader) : new Float32Array();
  const positions = readPositions(reader, inputs * outputs);
  const survivors = reader.floats(kind === "float32" ? positions.survivors : 0);
  const values =
    kind === "float32"
      ? { table: new Uint8Array(), symbols: new Uint8Array() }
      : { table: readBlock(reader), symbols: readBlock(reader, "even") };
  return { kind, scale, codebook, positions, values, survivors, sizeBytes: reader.position - start };
}

/** @param where  What to call the kernel in an error. */
export function decodeKernel(section: KernelSection, where: string): Kernel {
  const { kind, scale, codebook, positions } = section;
  switch (kind) {
    case "float32":
      return { kind, weights: decodeFloats(section, where) };
    case "int8": {
      const codes = new Int8Array(positions.size);
      decodeSparseCodesInto(codes, section, where);
      return { kind, codes, scale };
    }
    case "codebook": {
      const indices = new Uint8Array(positions.size);
      decodeSparseCodesInto(indices, section, where);
      if (indices.some((index) => index >= codebook.length))
        throw new FormatError(`${where}: a weight has no entry in the codebook of ${codebook.length}`);
      return { kind, indices, codebook };
    }
  }
}

function decodeFloats({ positions, survivors }: KernelSection, where: string): Float32Array {
  const weights = new Float32Array(positions.size);
  const decoder = new PositionDecoder(positions, where);
  const places = new Uint32Array(survivors.length);
  decoder.decodeInto(places, places.length);
  decoder.finish();
  places.forEach((place, i) => {
    weights[place] = survivors[i];
  });
  return weights;
}

function writeCodebook(writer: ByteWriter, codebook: Float32Array): void {
  if (codebook.length < 1 || codebook.length > 256 || codebook[0] !== 0)
    throw new RangeError(
      `encodeContainer: a codebook must have 1 to 256 numbers, the first of them 0, got ${codebook.length} from ${codebook[0]} on`,
    );
  writer.uint8(codebook.length - 1);
  writer.floats(codebook);
}

function readCodebook(reader: ByteReader): Float32Array {
  const codebook = reader.floats(reader.uint8() + 1);
  if (codebook[0] !== 0)
    throw new FormatError(`${reader.name}: the first number of a codebook must be 0, found ${codebook[0]}`);
  return codebook;
}

function writePositions(
  writer: ByteWriter,
  { survivors, symbolCount, shift, table, symbols, lowBits }: CodedPositions,
): void {
  writer.count(survivors);
  writer.count(symbolCount);
  writer.uint8(shift);
  writeBlock(writer, table);
  writeBlock(writer, symbols, "even");
  writer.bytes(lowBits);
}

function readPositions(reader: ByteReader, size: number): CodedPositions {
  const survivors = reader.count();
  const symbolCount = reader.count();
  const shift = reader.uint8();
  const table = readBlock(reader);
  const symbols = readBlock(reader, "even");
  return {
    size,
    survivors,
    shift,
    symbolCount,
    table,
    symbols,
    lowBits: reader.bytes(Math.ceil((survivors * shift) / 8)),
  };
}

function writeBlock(writer: ByteWriter, bytes: Uint8Array, alignment: "any" | "even" = "any"): void {
  writer.count(bytes.length);
  if (alignment === "even") writer.align();
  writer.bytes(bytes);
}

function readBlock(reader: ByteReader, alignment: "any" | "even" = "any"): Uint8Array {
  const length = reader.count();
  if (alignment === "even") reader.align();
  return reader.bytes(length);
}
