/**
 * Words of 64 bits as halves of 32, and rows that are cut into pieces so that all lanes of a word have work.
 */

/** From this many rows on, filling up the last word costs next to nothing. */
const FEW_ROWS = 64;
const MOST_PIECES = 8;

/** Sets some bits of a word that holds zeros there. */
export function putField(words: Uint32Array, word: number, bit: number, width: number, field: number): void {
  if (bit >= 32) words[2 * word + 1] |= field << (bit - 32);
  else {
    words[2 * word] |= field << bit;
    if (bit + width > 32) words[2 * word + 1] |= field >>> (32 - bit);
  }
}

/** Into how many pieces each of some rows is cut: 1 for many rows, and where more would not fill the lanes better by 1 % each. */
export function fewestFillingPieces(rows: number, lanes: number): number {
  if (rows >= FEW_ROWS) return 1;
  const costOf = (pieces: number) => (Math.ceil((rows * pieces) / lanes) * lanes) / (rows * pieces) + pieces / 100;
  let best = 1;
  for (let pieces = 2; pieces <= MOST_PIECES; pieces++) if (costOf(pieces) < costOf(best)) best = pieces;
  return best;
}

/** First column of a piece. */
export function pieceStart(piece: number, pieces: number, inputs: number): number {
  return Math.floor((piece * inputs) / pieces);
}
