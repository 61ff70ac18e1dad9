import { describe, expect, it } from "vitest";
import { binaryEntropyBits, entropyBits } from "../../src/codec/entropy.ts";
import { encodePositions, PositionDecoder } from "../../src/codec/positions.ts";
import { encodeSymbols } from "../../src/codec/rans.ts";
import { decodeSparseCodesInto, encodeSparseCodes } from "../../src/codec/sparse-codes.ts";
import { decodeModel, encodeModel, modelOfCounts } from "../../src/codec/symbol-model.ts";
import { Random } from "../../src/core/random.ts";

/** Codes of which about this share is not zero, normal-tailed as magnitude pruning leaves them. */
function sparseCodes(length: number, density: number, seed: number): Int8Array {
  const random = new Random(seed);
  return Int8Array.from({ length }, () => {
    if (random.uniform() >= density) return 0;
    const magnitude = Math.min(127, 40 + Math.round(25 * Math.abs(random.normal())));
    return random.uniform() < 0.5 ? -magnitude : magnitude;
  });
}

/** Whether the codes come back bit for bit. */
function comesBack(codes: Int8Array): boolean {
  const found = new Int8Array(codes.length);
  decodeSparseCodesInto(found, encodeSparseCodes(codes), "test");
  return Buffer.compare(Buffer.from(found.buffer), Buffer.from(codes.buffer)) === 0;
}

describe("positions", () => {
  it("are gaps with their low bits cut off: 3, 20 and 100 free places at a mean of 41 have a shift of 3", () => {
    const codes = new Int8Array(126);
    for (const place of [3, 24, 125]) codes[place] = 1;
    const coded = encodePositions(codes);
    expect(coded).toMatchObject({ size: 126, survivors: 3, shift: 3, symbolCount: 3 });
    // 3 = 0 · 8 + 3, 20 = 2 · 8 + 4, 100 = 12 · 8 + 4: low bits 011, 100, 100 from the lowest bit on.
    expect([...coded.lowBits]).toEqual([0b00100011, 0b1]);
    const positions = new Uint32Array(3);
    const decoder = new PositionDecoder(coded, "test");
    decoder.decodeInto(positions, 3);
    decoder.finish();
    expect([...positions]).toEqual([3, 24, 125]);
  });

  it("have a table of their own where it pays with the symbols, and none where survivors lie at random", () => {
    const regular = encodePositions(Int8Array.from({ length: 1000 }, (_, place) => Number(place % 10 === 9)));
    // Every gap is 9, which costs next to nothing; by density alone each of the 100 gaps would cost log2(1 / 0.0387) bits.
    expect(regular.table.length).toBeGreaterThan(0);
    expect(regular.table.length + regular.symbols.length).toBeLessThan((100 * 4.69) / 8 / 2);
    for (let seed = 0; seed < 20; seed++)
      expect(encodePositions(sparseCodes(2000, 0.1, seed)).table, `seed ${seed}`).toHaveLength(0);
  });

  it("bridge long stretches with escapes", () => {
    const codes = new Int8Array(1_000_000);
    codes.fill(5, 0, 1000);
    codes[999_999] = 7;
    const coded = encodePositions(codes);
    expect(coded.symbolCount).toBeGreaterThan(1001);
    expect(comesBack(codes)).toBe(true);
  });

  it("refuse counts that cannot be, and gaps that lead out of the kernel", () => {
    const coded = encodePositions(Int8Array.from({ length: 1000 }, (_, place) => Number(place % 10 === 9)));
    const decode = (changes: object) => {
      const decoder = new PositionDecoder({ ...coded, ...changes }, "kernel");
      decoder.decodeInto(new Uint32Array(coded.survivors), coded.survivors);
      decoder.finish();
    };
    expect(() => decode({ survivors: 1001 })).toThrow("kernel: 1001 survivors in");
    expect(() => decode({ size: 500 })).toThrow("kernel: a survivor lies at");
    expect(() => decode({ shift: 17 })).toThrow("do not fit into 1000 places");
    expect(() => decode({ symbolCount: coded.symbolCount - 1 })).toThrow("do not fit into 1000 places");
    expect(() => decode({ survivors: coded.survivors - 1, symbolCount: coded.symbolCount - 1 })).toThrow(
      "fewer gaps than survivors",
    );
  });
});

describe("positions that end with an escape", () => {
  it("are refused: no encoder writes them", () => {
    const symbols = Uint8Array.of(3, 255);
    const table = encodeModel(
      modelOfCounts(Float64Array.from({ length: 256 }, (_, s) => Number(s === 3 || s === 255))),
    );
    const coded = {
      size: 1000,
      survivors: 1,
      shift: 0,
      symbolCount: 2,
      table,
      symbols: encodeSymbols(symbols, decodeModel(table, "test")),
      lowBits: new Uint8Array(),
    };
    const decoder = new PositionDecoder(coded, "kernel");
    expect(() => decoder.decodeInto(new Uint32Array(1), 1)).toThrow("kernel: more gaps than survivors");
  });
});

describe("sparse codes", () => {
  it("come back bit for bit at every density and remainder", () => {
    for (const density of [0, 0.0005, 0.01, 0.1, 0.5, 0.97, 1])
      for (const length of [1, 2, 3, 4, 5, 63, 4095, 4096, 4097, 50_000]) {
        expect(comesBack(sparseCodes(length, density, length)), `${length} places of density ${density}`).toBe(true);
      }
  });

  it("come back for −128, a single survivor at either end, and clusters", () => {
    for (const codes of [Int8Array.of(-128, 0, 127), Int8Array.of(0, 0, 0, 1), Int8Array.of(-1, 0, 0)])
      expect(comesBack(codes)).toBe(true);
    const clustered = sparseCodes(100_000, 0.3, 3).map((code, i) => (i % 10_000 < 500 ? code : 0));
    expect(comesBack(clustered)).toBe(true);
  });

  it.each([0.5, 0.101227, 0.02, 0.005])(
    "of density %f take at most 0.7 % more than positions' and values' entropy",
    (density) => {
      const codes = sparseCodes(500_000, density, 4);
      const { positions, values } = encodeSparseCodes(codes);
      const counts = new Float64Array(256);
      for (const code of codes) if (code !== 0) counts[code & 255] = counts[code & 255] + 1;
      const floorBytes =
        (codes.length * binaryEntropyBits(positions.survivors / codes.length) +
          positions.survivors * entropyBits(counts)) /
        8;
      expect(positions.symbols.length + positions.lowBits.length + values.symbols.length).toBeLessThan(
        1.007 * floorBytes,
      );
    },
  );
});
