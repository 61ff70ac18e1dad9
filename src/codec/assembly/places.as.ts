/**
 * Places of survivors from the gaps between them, as in places.ts.
 */

const ESCAPE: u32 = 255;

/**
 * @param places  Receives the places modulo 2³². [symbols] uint32
 * @param bit     Where in the low bits those of the first gap begin; 3 bytes beyond their end must be readable.
 * @param end     Place that a first gap of 0 leads to; receives that of the next gap. [1] uint64
 * @returns how many places there were.
 */
export function places_of_gaps(
  places: usize, symbols: usize, symbolCount: i32, shift: u32, lowBits: usize, bit: u32, end: usize,
): i32 {
  const mask: u32 = (1 << shift) - 1;
  let place = load<u64>(end);
  let out = places;
  for (let i: usize = 0; i < <usize>symbolCount; i++) {
    const symbol = <u32>load<u8>(symbols + i);
    place += <u64>(symbol << shift);
    if (symbol == ESCAPE) continue;
    // Up to 7 bits before, 16 of this gap: within four bytes.
    place += (load<u32>(lowBits + (bit >> 3)) >> (bit & 7)) & mask;
    bit += shift;
    store<u32>(out, <u32>place);
    place++;
    out += 4;
  }
  store<u64>(end, place);
  return <i32>((out - places) >> 2);
}
