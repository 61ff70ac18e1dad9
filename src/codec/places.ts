/**
 * Places of survivors from the gaps between them.
 *
 *   gap = symbol · 2^shift + low bits                place = end of the last one + gap
 *
 * Symbol 255 is an escape: 255 · 2^shift places without a survivor, no low bits.
 *
 * The plain version: the reference of `assembly/wasm-places.ts`, kept as its oracle.
 */

/** Gaps whose low bits are not entropy-coded. */
export interface Gaps {
  readonly symbols: Uint8Array;
  /** How many of the symbols count. */
  readonly symbolCount: number;
  /** Low bits of a gap, 0 to 16. */
  readonly shift: number;
  /** `shift` bits a survivor, lowest first. */
  readonly lowBits: Uint8Array;
  /** Where in the low bits those of the first gap begin. */
  readonly firstBit: number;
  /** The place that a first gap of 0 leads to. */
  readonly start: number;
}

export const ESCAPE = 255;

/** How many places there were, and the place that a next gap of 0 would lead to. */
export interface PlacesEnd {
  readonly count: number;
  readonly end: number;
}

/** @param places  Receives the places modulo 2³², rising, from its start on. [symbols] */
export function placesInto(places: Uint32Array, gaps: Gaps): PlacesEnd {
  const { symbols, symbolCount, shift, lowBits, firstBit, start } = gaps;
  let count = 0;
  let place = start;
  let bit = firstBit;
  for (let i = 0; i < symbolCount; i++) {
    place += symbols[i] * 2 ** shift;
    if (symbols[i] === ESCAPE) continue;
    for (let b = 0; b < shift; b++, bit++) place += ((lowBits[bit >>> 3] >>> (bit & 7)) & 1) * 2 ** b;
    places[count++] = place++;
  }
  return { count, end: place };
}
