/**
 * Rows of a kernel with few of them, cut into pieces, so that all lanes of a word have work and end together. The sums of the
 * pieces are added.
 */

/** From this many rows on, filling up the last word costs next to nothing, and rows stay whole. */
export const FEW_ROWS = 64;

/** First piece of each row, and how many pieces there are; the pieces of a row lie one after the other. [O + 1] */
export type FirstPieces = Uint32Array;

/** Pieces in proportion to the rows' survivors, at least one of each row that has any. @param total  How many to aim at. */
export function proportionalPieces(survivors: Uint32Array, total: number): FirstPieces {
  const sum = survivors.reduce((all, count) => all + count, 0);
  const pieces = survivors.map((count) => (count === 0 ? 0 : Math.max(1, Math.floor((total * count) / sum))));
  const longest = () =>
    survivors.reduce((best, count, row) => (count * pieces[best] > survivors[best] * pieces[row] ? row : best), 0);
  for (let left = total - pieces.reduce((all, count) => all + count, 0); left > 0 && sum > 0; left--)
    pieces[longest()] += 1;
  return firstPieces(pieces);
}

/** Every row in one piece. */
export function wholeRows(rows: number): FirstPieces {
  return firstPieces(new Uint32Array(rows).fill(1));
}

/** The same number of pieces of each row that has survivors. */
export function equalPieces(survivors: Uint32Array, pieces: number): FirstPieces {
  return firstPieces(survivors.map((count) => (count > 0 ? pieces : 0)));
}

/** Which row each place belongs to. @param placeOf  Place of each piece. */
export function rowOfPlaces(first: FirstPieces, placeOf: Uint32Array): Uint32Array {
  const rowOf = new Uint32Array(placeOf.length);
  for (let row = 0; row < first.length - 1; row++)
    for (let piece = first[row]; piece < first[row + 1]; piece++) rowOf[placeOf[piece]] = row;
  return rowOf;
}

/** Where one of `pieces` equal parts of `length` things begins. */
export function partStart(piece: number, pieces: number, length: number): number {
  return Math.floor((piece * length) / pieces);
}

function firstPieces(pieces: Uint32Array): FirstPieces {
  const first = new Uint32Array(pieces.length + 1);
  pieces.forEach((count, row) => {
    first[row + 1] = first[row] + count;
  });
  return first;
}
