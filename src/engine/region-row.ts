/**
 * Regions of a kernel's memory, one behind the other, each beginning on a cache line.
 */

/** A cache line. */
const ALIGNMENT_BYTES = 64;
const NUMBER_BYTES = 4;

/** Gives out addresses; nothing is ever given back. */
export class RegionRow {
  #end: number;

  /** @param base  Address of the first region, a multiple of 64. */
  constructor(base: number) {
    this.#end = base;
  }

  /** Address behind the last region, a multiple of 64. */
  get end(): number {
    return this.#end;
  }

  /** Address of this many bytes. */
  bytes(count: number): number {
    const address = this.#end;
    this.#end += Math.ceil(count / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    return address;
  }

  /** Address of this many numbers of 32 bits. */
  numbers(count: number): number {
    return this.bytes(count * NUMBER_BYTES);
  }
}
