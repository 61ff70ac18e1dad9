/**
 * Words of 64 bits, as two halves of 32, and the fields in them.
 */

export const WORD_BITS = 64;

/** Sets some bits of a word that holds zeros there. @param words  Low halves first. */
export function putField(words: Uint32Array, word: number, bit: number, width: number, field: number): void {
  if (bit >= 32) words[2 * word + 1] |= field << (bit - 32);
  else {
    words[2 * word] |= field << bit;
    if (bit + width > 32) words[2 * word + 1] |= field >>> (32 - bit);
  }
}
