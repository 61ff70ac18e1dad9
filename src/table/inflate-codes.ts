/**
 * The codes of deflate: Huffman codes from their lengths, as tables that are looked up with the next bits, and what lengths and
 * distances stand for.
 *
 * Source  P. Deutsch 1996, RFC 1951, sections 3.2.2, 3.2.5, 3.2.6.
 */

/** What is wrong with compressed data: who knows the file says of which. */
export class DamagedData extends Error {}

/** Compressed data end before they should. */
export class CutData extends DamagedData {}

/** By the next bits, the first of them lowest: symbol · 16 + bits of its code, 0 where no code begins so. [2^longest] */
export type CodeTable = Uint16Array;

/** The codes of one block. */
export interface BlockCodes {
  /** Bytes, the end of the block, lengths of copies. */
  readonly literals: CodeTable;
  readonly distances: CodeTable;
}

/** Symbols that stand for a range: base + as many bits as it takes. */
export interface Ranges {
  readonly base: Uint16Array;
  readonly extraBits: Uint8Array;
}

const LONGEST_CODE = 15;

/** The canonical code of these lengths in bits, 0 for a symbol without code. @throws DamagedData if there is none. */
export function codeTable(lengths: Uint8Array): CodeTable {
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  const counts = new Uint16Array(LONGEST_CODE + 1);
  for (const length of lengths) if (length > 0) counts[length]++;
  const next = new Uint16Array(LONGEST_CODE + 2);
  for (let length = 1; length <= longest; length++) {
    next[length + 1] = (next[length] + counts[length]) << 1;
    if (next[length] + counts[length] > 2 ** length) throw new DamagedData("more codes than there can be");
  }
  const table = new Uint16Array(2 ** longest);
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    const code = next[length];
    next[length] = code + 1;
    for (let at = reversed(code, length); at < table.length; at += 2 ** length) table[at] = symbol * 16 + length;
  });
  return table;
}

/** The next 25 bits or more from a bit on, the first of them lowest; the array must go on for four bytes. */
export function bitsFrom(bytes: Uint8Array, bit: number): number {
  const at = bit >>> 3;
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> (bit & 7);
}

/** Of the symbols from 257 on. */
export const LENGTHS: Ranges = {
  ...ranges([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0], 3),
};
// The last one would go on to 259: 258 has a symbol of its own, and the one before ends at 257.
LENGTHS.base[28] = 258;

export const DISTANCES: Ranges = ranges(
  Array.from({ length: 30 }, (_, symbol) => Math.max(0, (symbol >> 1) - 1)),
  1,
);

/** The codes that need no description (RFC 1951, section 3.2.6): lengths of 8, 9, 7 and 8 bits for literals. */
export const FIXED_CODES: BlockCodes = {
  literals: codeTable(new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280)),
  distances: codeTable(new Uint8Array(32).fill(5)),
};

function ranges(extraBits: readonly number[], first: number): Ranges {
  let base = first;
  const bases = extraBits.map((bits) => {
    const start = base;
    base += 2 ** bits;
    return start;
  });
  return { base: Uint16Array.from(bases), extraBits: Uint8Array.from(extraBits) };
}

function reversed(code: number, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value |= ((code >>> i) & 1) << (length - 1 - i);
  return value;
}
