/**
 * Dense rows: a kernel with so few zeros that keeping them takes less room than saying where the others are.
 *
 * A word of 64 bits holds the codes of its lanes in one column, the next word those of the next column: 16 lanes of codes of 4
 * bits, 20 of 3, 32 of 2.
 */

import { type CodedKernel, codeBitsOf, visitRows } from "./kernel-rows.ts";
import { fewestFillingPieces, pieceStart, putField } from "./words.ts";

export interface DensePlan {
  readonly form: "dense";
  readonly lanes: number;
  readonly codeBits: number;
  /** As in a `RowPlan`; pieces stay in their order. */
  readonly pieces: number;
  readonly placeOf: Uint32Array;
  /** Of a piece. */
  readonly columns: number;
  /** Key at which each lane begins. [slices · lanes] */
  readonly starts: Uint32Array;
  readonly wordCount: number;
}

const LANES: Readonly<Record<number, number>> = { 2: 32, 3: 20, 4: 16 };

/** How the rows of a kernel are to lie, zeros included; null if its codes are of another width. */
export function planDense(kernel: CodedKernel): DensePlan | null {
  const { inputs, outputs } = kernel;
  const codeBits = codeBitsOf(kernel);
  const lanes = LANES[codeBits];
  if (!lanes) return null;
  const pieces = fewestFillingPieces(outputs, lanes);
  const slices = Math.ceil((outputs * pieces) / lanes);
  const columns = Math.ceil(inputs / pieces);
  const starts = Uint32Array.from({ length: slices * lanes }, (_, place) =>
    place < outputs * pieces ? pieceStart(place % pieces, pieces, inputs) * 2 ** codeBits : 0,
  );
  const placeOf = Uint32Array.from({ length: outputs * pieces }, (_, place) => place);
  return { form: "dense", lanes, codeBits, pieces, placeOf, columns, starts, wordCount: slices * columns };
}

/** Packs the rows. @param words  Receives the words, low half first; must hold zeros. [2 · wordCount] */
export function packDenseInto(words: Uint32Array, kernel: CodedKernel, plan: DensePlan): void {
  const { lanes, codeBits, pieces, columns } = plan;
  visitRows(kernel, (row, keys) => {
    let piece = 0;
    for (const key of keys) {
      const column = key >>> codeBits;
      while (column >= pieceStart(piece + 1, pieces, kernel.inputs)) piece++;
      const place = row * pieces + piece;
      const word = Math.floor(place / lanes) * columns + column - pieceStart(piece, pieces, kernel.inputs);
      putField(words, word, (place % lanes) * codeBits, codeBits, key & (2 ** codeBits - 1));
    }
  });
}
