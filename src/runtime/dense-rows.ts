/**
 * Dense rows: a kernel with so few zeros that keeping them takes less room than saying where the others are.
 *
 * A word of 64 bits holds the codes of its lanes in one column, the next word those of the next column: 16 lanes of codes of 4
 * bits, 20 of 3, 32 of 2.
 */

import { type CodedKernel, codeBitsOf, countSurvivors, visitRows } from "./kernel-rows.ts";
import type { KernelPlan } from "./packed-rows.ts";
import { equalPieces, FEW_ROWS, type FirstPieces, partStart } from "./pieces.ts";
import { putField } from "./words.ts";

/** Pieces stay in their order; a row has as many as any other, or none. */
export interface DensePlan extends KernelPlan {
  readonly form: "dense";
  readonly firstPieces: FirstPieces;
  readonly pieces: number;
  /** Of a piece. */
  readonly columns: number;
}

const MOST_PIECES = 32;
const LANES: Readonly<Record<number, number>> = { 2: 32, 3: 20, 4: 16 };

/** How the rows of a kernel are to lie, zeros included; null if its codes are of another width. */
export function planDense(kernel: CodedKernel): DensePlan | null {
  const { inputs, outputs } = kernel;
  const codeBits = codeBitsOf(kernel);
  const lanes = LANES[codeBits];
  if (!lanes || kernel.section.kind !== "codebook") return null;
  const survivors = outputs < FEW_ROWS ? countSurvivors(kernel) : new Uint32Array(outputs).fill(1);
  const rows = survivors.filter((count) => count > 0).length;
  const pieces = fewestFillingPieces(rows, lanes);
  const firstPieces = equalPieces(survivors, pieces);
  const slices = Math.ceil((rows * pieces) / lanes);
  const columns = Math.ceil(inputs / pieces);
  const starts = new Uint32Array(slices * lanes);
  const placeOf = Uint32Array.from({ length: rows * pieces }, (_, place) => {
    starts[place] = partStart(place % pieces, pieces, inputs) * 2 ** codeBits;
    return place;
  });
  return { form: "dense", lanes, codeBits, firstPieces, pieces, placeOf, columns, starts, wordCount: slices * columns };
}

/** Into how many pieces each of some rows is cut: 1 for many rows, and where more would not fill the lanes better by 1 % each. */
function fewestFillingPieces(rows: number, lanes: number): number {
  if (rows === 0 || rows >= FEW_ROWS) return 1;
  const costOf = (pieces: number) => (Math.ceil((rows * pieces) / lanes) * lanes) / (rows * pieces) + pieces / 100;
  let best = 1;
  for (let pieces = 2; pieces <= MOST_PIECES; pieces++) if (costOf(pieces) < costOf(best)) best = pieces;
  return best;
}

/** Packs the rows. @param words  Receives the words, low half first; must hold zeros. [2 · wordCount] */
export function packDenseInto(words: Uint32Array, kernel: CodedKernel, plan: DensePlan): void {
  const { lanes, codeBits, firstPieces, pieces, columns } = plan;
  visitRows(kernel, (row, keys) => {
    let piece = 0;
    for (const key of keys) {
      const column = key >>> codeBits;
      while (column >= partStart(piece + 1, pieces, kernel.inputs)) piece++;
      const place = firstPieces[row] + piece;
      const word = Math.floor(place / lanes) * columns + column - partStart(piece, pieces, kernel.inputs);
      putField(words, word, (place % lanes) * codeBits, codeBits, key & (2 ** codeBits - 1));
    }
  });
}
