/**
 * A kernel of small integers, most of them zero, as positions and values, both entropy-coded.
 *
 * Size     positions ≈ size · H₂(density), values ≈ survivors · H(values), and a table for each
 * Source   S. Han, H. Mao, W. Dally 2016, "Deep Compression", ICLR, for the separation; Huffman there, rANS here.
 */

import { WasmSymbolDecoder } from "./assembly/wasm-symbol-decoder.ts";
import { type CodedPositions, encodePositions, PositionDecoder } from "./positions.ts";
import { encodeSymbols } from "./rans.ts";
import { decodeModel, encodeModel, modelOfCounts, SYMBOLS } from "./symbol-model.ts";

export interface CodedValues {
  /** Table of the values' frequencies. */
  readonly table: Uint8Array;
  readonly symbols: Uint8Array;
}

export interface SparseCodes {
  readonly positions: CodedPositions;
  readonly values: CodedValues;
}

/** Survivors that are decoded at a time: two buffers of this length are all that decoding needs beside the result. */
const CHUNK = 4096;

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
export function decodeSparseCodesInto(
  codes: Int8Array | Uint8Array,
  { positions, values }: SparseCodes,
  where: string,
): void {
  const { survivors } = positions;
  const places = new Uint32Array(CHUNK);
  const symbols = new Uint8Array(CHUNK);
  const positionDecoder = new PositionDecoder(positions, where);
  const valueDecoder =
    survivors === 0 ? null : new WasmSymbolDecoder(values.symbols, decodeModel(values.table, where), where);
  for (let done = 0; done < survivors; done += CHUNK) {
    const count = Math.min(CHUNK, survivors - done);
    positionDecoder.decodeInto(places, count);
    valueDecoder?.decodeInto(symbols, count);
    for (let i = 0; i < count; i++) codes[places[i]] = symbols[i];
  }
  positionDecoder.finish();
  valueDecoder?.finish();
}

function encodeValues(survivors: Uint8Array): CodedValues {
  if (survivors.length === 0) return { table: survivors, symbols: survivors };
  const counts = new Float64Array(SYMBOLS);
  for (const symbol of survivors) counts[symbol] = counts[symbol] + 1;
  const model = modelOfCounts(counts);
  return { table: encodeModel(model), symbols: encodeSymbols(survivors, model) };
}
