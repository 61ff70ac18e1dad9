/**
 * Small whole numbers as bits, the lowest of each byte first: tables that must be as short as what they describe.
 *
 * Exponential Golomb code of order k:   q = ⌊value / 2^k⌋ + 1, ⌊log2 q⌋ times the bit 1, the bit 0, the bits of q without its
 *                                       highest, k low bits of the value; groups of bits with their lowest first
 * Source  J. Teuhola 1978, "A compression method for clustered bit-vectors", Information Processing Letters 7(6).
 */

import { FormatError } from "../core/errors.ts";

/** Longest run of ones that a number below 2¹⁶ can begin with. */
const LONGEST_PREFIX = 16;

/** Writes numbers as bits. */
export class BitWriter {
  readonly #bytes: number[] = [];
  #count = 0;

  /** @param width  0 to 30 */
  bits(value: number, width: number): void {
    for (let i = 0; i < width; i++, this.#count++) {
      if (this.#count % 8 === 0) this.#bytes.push(0);
      const last = this.#bytes.length - 1;
      this.#bytes[last] |= ((value >>> i) & 1) << (this.#count % 8);
    }
  }

  golomb(value: number, order: number): void {
    const quotient = (value >>> order) + 1;
    const width = 31 - Math.clz32(quotient);
    this.bits(2 ** width - 1, width + 1);
    this.bits(quotient, width);
    this.bits(value, order);
  }

  /** The bits so far, filled up with zeros to whole bytes. */
  joined(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

/** How many bits `BitWriter.golomb` writes. */
export function golombBits(value: number, order: number): number {
  return 2 * (31 - Math.clz32((value >>> order) + 1)) + 1 + order;
}

/** Reads what a `BitWriter` wrote. */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #where: string;
  #position = 0;

  /** @param where  What to call the bytes in an error. */
  constructor(bytes: Uint8Array, where: string) {
    this.#bytes = bytes;
    this.#where = where;
  }

  bits(width: number): number {
    let value = 0;
    for (let i = 0; i < width; i++, this.#position++) {
      const byte = this.#bytes[this.#position >>> 3];
      if (byte === undefined) throw new FormatError(`${this.#where}: a table ends within a number; get a new copy`);
      value |= ((byte >>> (this.#position & 7)) & 1) << i;
    }
    return value;
  }

  golomb(order: number): number {
    let width = 0;
    while (this.bits(1) === 1)
      if (++width > LONGEST_PREFIX) throw new FormatError(`${this.#where}: a table holds a number beyond 65535`);
    const quotient = 2 ** width + this.bits(width);
    return (quotient - 1) * 2 ** order + this.bits(order);
  }

  /** Whether nothing is left but the zeros that fill up the last byte. */
  isAtEnd(): boolean {
    const left = 8 * this.#bytes.length - this.#position;
    return left < 8 && this.bits(left) === 0;
  }
}
