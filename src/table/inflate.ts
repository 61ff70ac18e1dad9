/**
 * Inflating (RFC 1951) of a stream that goes on after the compressed data, as a gzip file of several members does.
 *
 * The platform's DecompressionStream does not say where the data end: some versions go on with what follows, newer ones refuse it
 * ("trailing junk"). This one stops at the end, the same everywhere, and holds no more than its window and a piece.
 *
 * Source  P. Deutsch 1996, RFC 1951, section 3.2.
 */

import type { ByteFeed } from "./byte-feed.ts";
import {
  type BlockCodes,
  bitsFrom,
  type CodeTable,
  CutData,
  codeTable,
  DamagedData,
  DISTANCES,
  FIXED_CODES,
  LENGTHS,
} from "./inflate-codes.ts";

/** How far back a copy may reach. */
const WINDOW = 32768;
/** Bytes that are given out at a time, but for the last. */
const PIECE = 65536;
const LONGEST_COPY = 258;
/** Most bytes of a block's description: 14 bits, 19 lengths of 3 bits, 320 codes of 7 bits with 7 more. */
const LONGEST_DESCRIPTION = 1024;
/** Bytes that a symbol takes at most, with length and distance: 48 bits. */
const LONGEST_SYMBOL = 6;
const END_OF_BLOCK = 256;
/** In which order the lengths of the code lengths' codes come. */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Inflates one stream; what follows it stays in the feed. */
export class Inflater {
  readonly #feed: ByteFeed;
  /** Bits of the byte at `#feed.at` that have been read. */
  #bit = 0;
  /** The window, then what has not been given out. */
  readonly #out = new Uint8Array(WINDOW + PIECE + LONGEST_COPY);
  #filled = WINDOW;
  /** Bytes of the window that have been filled. */
  #reach = 0;

  constructor(feed: ByteFeed) {
    this.#feed = feed;
  }

  /**
   * The inflated bytes; afterwards the feed stands behind the compressed ones.
   *
   * @throws DamagedData if they are none, and stays where it was found: bits that look damaged behind the stream's end are cut.
   */
  async *pieces(): AsyncGenerator<Uint8Array> {
    for (let isLast = false; !isLast; ) {
      await this.#feed.ensure(LONGEST_DESCRIPTION);
      isLast = this.#bits(1) === 1;
      const kind = this.#bits(2);
      if (kind === 0) yield* this.#stored();
      else if (kind === 1) yield* this.#compressed(FIXED_CODES);
      else if (kind === 2) yield* this.#compressed(this.#readCodes());
      else throw new DamagedData("a block of unknown kind");
    }
    this.#alignToByte();
    yield this.#takeFilled();
  }

  async *#stored(): AsyncGenerator<Uint8Array> {
    const feed = this.#feed;
    this.#alignToByte();
    await feed.ensure(4);
    let left = this.#bits(16);
    if ((this.#bits(16) ^ left) !== 0xffff) throw new DamagedData("a length without its complement");
    while (left > 0) {
      await feed.ensure(1);
      if (feed.available === 0) throw new CutData();
      const count = Math.min(left, feed.available, WINDOW + PIECE - this.#filled);
      this.#out.set(feed.bytes.subarray(feed.at, feed.at + count), this.#filled);
      feed.at += count;
      this.#filled += count;
      left -= count;
      if (this.#filled === WINDOW + PIECE) yield this.#takeFilled();
    }
  }

  async *#compressed(codes: BlockCodes): AsyncGenerator<Uint8Array> {
    for (let isOpen = true; isOpen; ) {
      await this.#feed.ensure(2 * LONGEST_SYMBOL);
      isOpen = this.#symbols(codes);
      if (this.#feed.isBeyond(0)) throw new CutData();
      if (this.#filled >= WINDOW + PIECE) yield this.#takeFilled();
    }
  }

  /** Symbols as long as input and room last, one at least. @returns whether the block goes on. */
  #symbols({ literals, distances }: BlockCodes): boolean {
    const { bytes, at: start, available } = this.#feed;
    const out = this.#out;
    const [literalMask, distanceMask] = [literals.length - 1, distances.length - 1];
    const endBit = 8 * (start + Math.max(1, available - 2 * LONGEST_SYMBOL));
    let bit = 8 * start + this.#bit;
    let filled = this.#filled;
    let symbol = 0;
    while (bit < endBit && filled < WINDOW + PIECE) {
      const literal = literals[bitsFrom(bytes, bit) & literalMask];
      if (literal === 0) throw this.#damageAt(bit, "bits that are no code");
      bit += literal & 15;
      symbol = literal >>> 4;
      if (symbol < END_OF_BLOCK) {
        out[filled++] = symbol;
        continue;
      }
      if (symbol === END_OF_BLOCK) break;
      const length = symbol - END_OF_BLOCK - 1;
      const lengthBits = LENGTHS.extraBits[length];
      const end = filled + LENGTHS.base[length] + (bitsFrom(bytes, bit) & ((1 << lengthBits) - 1));
      bit += lengthBits;
      const step = distances[bitsFrom(bytes, bit) & distanceMask];
      bit += step & 15;
      const distanceBits = DISTANCES.extraBits[step >>> 4];
      const distance = DISTANCES.base[step >>> 4] + (bitsFrom(bytes, bit) & ((1 << distanceBits) - 1));
      bit += distanceBits;
      if (!(step > 0 && distance <= filled - WINDOW + this.#reach))
        throw this.#damageAt(bit, "a copy of what is not there");
      for (; filled < end; filled++) out[filled] = out[filled - distance];
    }
    this.#filled = filled;
    this.#moveTo(bit);
    return symbol !== END_OF_BLOCK;
  }

  /** The codes of a block that describes them. */
  #readCodes(): BlockCodes {
    const literalCount = 257 + this.#bits(5);
    const distanceCount = 1 + this.#bits(5);
    const lengthCount = 4 + this.#bits(4);
    const ofLengths = new Uint8Array(LENGTH_ORDER.length);
    for (const place of LENGTH_ORDER.slice(0, lengthCount)) ofLengths[place] = this.#bits(3);
    const lengths = this.#readLengths(codeTable(ofLengths), literalCount + distanceCount);
    return {
      literals: codeTable(lengths.subarray(0, literalCount)),
      distances: codeTable(lengths.subarray(literalCount)),
    };
  }

  #readLengths(code: CodeTable, count: number): Uint8Array {
    const lengths = new Uint8Array(count);
    for (let i = 0; i < count; ) {
      const entry = code[this.#peek() & (code.length - 1)];
      if (entry === 0) throw new DamagedData("bits that are no code");
      this.#bits(entry & 15);
      const symbol = entry >>> 4;
      const value = symbol < 16 ? symbol : symbol === 16 ? lengths[i - 1] : 0;
      const repeats = symbol < 16 ? 1 : symbol === 18 ? 11 + this.#bits(7) : 3 + this.#bits(symbol === 16 ? 2 : 3);
      if (value === undefined || i + repeats > count) throw new DamagedData("code lengths that go too far");
      lengths.fill(value, i, i + repeats);
      i += repeats;
    }
    return lengths;
  }

  #peek(): number {
    return bitsFrom(this.#feed.bytes, 8 * this.#feed.at + this.#bit);
  }

  /** The next bits as a number. @param width  0 to 16 */
  #bits(width: number): number {
    const value = this.#peek() & ((1 << width) - 1);
    this.#moveTo(8 * this.#feed.at + this.#bit + width);
    return value;
  }

  #moveTo(bit: number): void {
    this.#feed.at = bit >>> 3;
    this.#bit = bit & 7;
  }

  #damageAt(bit: number, found: string): DamagedData {
    this.#moveTo(bit);
    return new DamagedData(found);
  }

  #alignToByte(): void {
    this.#moveTo(8 * (this.#feed.at + (this.#bit > 0 ? 1 : 0)));
  }

  /** What was filled since the last time; then there is room again. */
  #takeFilled(): Uint8Array {
    const piece = this.#out.slice(WINDOW, this.#filled);
    this.#reach = Math.min(WINDOW, this.#reach + piece.length);
    this.#out.copyWithin(0, this.#filled - WINDOW, this.#filled);
    this.#filled = WINDOW;
    return piece;
  }
}
