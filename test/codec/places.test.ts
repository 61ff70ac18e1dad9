import { describe, expect, it } from "vitest";
import { wasmPlacesInto } from "../../src/codec/assembly/wasm-places.ts";
import { type Gaps, placesInto } from "../../src/codec/places.ts";
import { Random } from "../../src/core/random.ts";

/** Up to 4096 gaps, some of them escapes, that begin anywhere within the low bits. */
function randomGaps(random: Random): Gaps {
  const symbolCount = 1 + random.integer(4096);
  const shift = random.integer(17);
  const firstBit = random.integer(100);
  return {
    symbols: Uint8Array.from({ length: 4096 }, () => (random.uniform() < 0.1 ? 255 : random.integer(256))),
    symbolCount,
    shift,
    lowBits: Uint8Array.from({ length: Math.ceil((firstBit + shift * symbolCount) / 8) }, () => random.integer(256)),
    firstBit,
    start: random.uniform() < 0.5 ? random.integer(1000) : 2 ** 32 - random.integer(1000),
  };
}

describe.each([
  ["plain", placesInto],
  ["WASM", wasmPlacesInto],
])("places of gaps, %s", (_, into) => {
  it("are 3, 24 and 125 for gaps of 3, 20 and 100 with low bits of 3", () => {
    const places = new Uint32Array(3);
    const lowBits = Uint8Array.of(0b00100011, 0b1);
    const gaps = { symbols: Uint8Array.of(0, 2, 12), symbolCount: 3, shift: 3, lowBits, firstBit: 0, start: 0 };
    expect(into(places, gaps)).toEqual({ count: 3, end: 126 });
    expect([...places]).toEqual([3, 24, 125]);
  });

  it("skip 255 · 2^shift places at an escape", () => {
    const places = new Uint32Array(2);
    const gaps = { symbols: Uint8Array.of(255, 255, 1), symbolCount: 3, shift: 0, firstBit: 0, start: 7 };
    expect(into(places, { ...gaps, lowBits: new Uint8Array() })).toEqual({ count: 1, end: 519 });
    expect(places[0]).toBe(518);
  });
});

it("places of 300 random sequences of gaps are the same in WASM as plain, beyond 2³² too", () => {
  for (let seed = 0; seed < 300; seed++) {
    const gaps = randomGaps(new Random(seed));
    const expected = new Uint32Array(4096);
    const found = new Uint32Array(4096);
    expect(wasmPlacesInto(found, gaps), `seed ${seed}`).toEqual(placesInto(expected, gaps));
    expect(Buffer.compare(Buffer.from(found.buffer), Buffer.from(expected.buffer)), `seed ${seed}`).toBe(0);
  }
});
