/**
 * A kernel of small integers, most of them zero, as positions and values, both entropy-coded.
 *
 * Size     positions ≈ size · H₂(density), values ≈ survivors · H(values), and a table for each
 * Source   S. Han, H. Mao, W. Dally 2016, "Deep Compression", ICLR, for the separation; Huffman there, rANS here.
 */

import { symbolDecoder } from "./assembly/wasm-symbol-decoder.ts";
import { type CodedPositions, encodePositions, PositionDecoder } from "./positions.ts";
import { encodeSymbols } from "./rans.ts";
import { cheapestModel, decodeModel, encodeModel, SYMBOLS } from "./symbol-model.ts";

/** Small numbers, each coded by how frequent it is. */
export interface CodedValues {
  /** Table of the values' frequencies; empty where there are no values. */
  readonly table: Uint8Array;
  readonly symbols: Uint8Array;
}

/** A sparse integer array in two streams: where it is not zero, and what stands there. */
export interface SparseCodes {
  readonly positions: CodedPositions;
  readonly values: CodedValues;
}

/** Survivors that are decoded at a time: two buffers of this length are all that decoding needs beside the result. */
const CHUNK = 4096;
const NO_SYMBOLS = new Uint8Array();

/** Positions and values of the codes that are not zero. A negative code −c is the symbol 256 − c. */
export function encodeSparseCodes(codes: Int8Array | Uint8Array): SparseCodes {
  const survivors = new Uint8Array(codes.buffer, codes.byteOffset, codes.length).filter((code) => code !== 0);
  return { positions: encodePositions(codes), values: encodeValues(survivors) };
}

/**
 * The codes, zeros between them.
 *
 * @param codes  Receives the survivors at their places; must hold zeros. [size]
 * @throws FormatError if positions or values are not what an encoder makes.
 */
export function decodeSparseCodesInto(codes: Int8Array | Uint8Array, coded: SparseCodes, where: string): void {
  for (const chunk of decodeSurvivors(coded, where)) scatterInto(codes, chunk);
}

/** Puts some survivors at their places. A function of its own: V8 compiles the loop well only where it stands alone. */
export function scatterInto(codes: Int8Array | Uint8Array, { places, symbols, count }: SurvivorChunk): void {
  for (let i = 0; i < count; i++) codes[places[i]] = symbols[i];
}

/** Some survivors in a row; the buffers are used again for the next ones. */
export interface SurvivorChunk {
  /** How many there are in each buffer. */
  readonly count: number;
  readonly places: Uint32Array;
  readonly symbols: Uint8Array;
}

/** The survivors without the zeros between them, in the order of their places. @throws FormatError as `decodeSparseCodesInto`. */
export function* decodeSurvivors({ positions, values }: SparseCodes, where: string): Generator<SurvivorChunk> {
  const { survivors } = positions;
  const decoder =
    survivors === 0 ? null : symbolDecoder(values.symbols, survivors, decodeModel(values.table, where), where);
  const symbols = new Uint8Array(Math.min(CHUNK, survivors));
  for (const { count, places } of decodePlaces(positions, where)) {
    decoder?.decodeInto(symbols, count);
    yield { count, places, symbols };
  }
  decoder?.finish();
}

/** The places alone; there are no symbols. @throws FormatError as `decodeSparseCodesInto`. */
export function* decodePlaces(positions: CodedPositions, where: string): Generator<SurvivorChunk> {
  const places = new Uint32Array(Math.min(CHUNK, positions.survivors));
  const decoder = new PositionDecoder(positions, where);
  for (let done = 0; done < positions.survivors; done += CHUNK) {
    const count = Math.min(CHUNK, positions.survivors - done);
    decoder.decodeInto(places, count);
    yield { count, places, symbols: NO_SYMBOLS };
  }
  decoder.finish();
}

/** The values as they are coded, with a table of their own. */
export function encodeValues(values: Uint8Array): CodedValues {
  if (values.length === 0) return { table: values, symbols: values };
  const counts = new Float64Array(SYMBOLS);
  for (const symbol of values) counts[symbol]++;
  const model = cheapestModel(counts);
  return { table: encodeModel(model), symbols: encodeSymbols(values, model) };
}

/** The values, `count` of them. @throws FormatError if they are not what an encoder makes. */
export function decodeValues({ table, symbols }: CodedValues, count: number, where: string): Uint8Array {
  const values = new Uint8Array(count);
  if (count === 0) return values;
  const decoder = symbolDecoder(symbols, count, decodeModel(table, where), where);
  decoder.decodeInto(values, count);
  decoder.finish();
  return values;
}
