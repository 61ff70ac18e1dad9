import { describe, expect, it } from "vitest";
import { symbolDecoder } from "../../src/codec/assembly/wasm-symbol-decoder.ts";
import { entropyBits } from "../../src/codec/entropy.ts";
import { encodeSymbols, SymbolDecoder } from "../../src/codec/rans.ts";
import { modelOfCounts, SYMBOLS } from "../../src/codec/symbol-model.ts";
import { FormatError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";

function countsOf(symbols: Uint8Array): Float64Array {
  const counts = new Float64Array(SYMBOLS);
  for (const symbol of symbols) counts[symbol] = counts[symbol] + 1;
  return counts;
}

function randomSymbols(random: Random, length: number): Uint8Array {
  const width = random.integer(40);
  return Uint8Array.from({ length }, () => (128 + Math.round(random.normal() * width)) & 255);
}

describe.each([
  ["plain", (...of: ConstructorParameters<typeof SymbolDecoder>) => new SymbolDecoder(...of)],
  ["WASM from 4096 symbols on", symbolDecoder],
])("rANS, %s", (_, decoderOf) => {
  it("takes 16 bytes for any number of one symbol, 4 below 4096: probability 1 is no information", () => {
    const symbols = new Uint8Array(100_000).fill(42);
    expect(encodeSymbols(symbols, modelOfCounts(countsOf(symbols))).length).toBe(16);
    expect(encodeSymbols(symbols.subarray(0, 4095), modelOfCounts(countsOf(symbols))).length).toBe(4);
  });

  it("takes 1 bit for each of two symbols that are equally frequent", () => {
    const random = new Random(1);
    const symbols = random.shuffle(Uint8Array.from({ length: 80_000 }, (_, i) => i % 2));
    expect(encodeSymbols(symbols, modelOfCounts(countsOf(symbols))).length).toBeLessThan(10_000 + 20);
  });

  it("gives back 1 to 12,000 random symbols, however they are cut into calls", () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = new Random(seed);
      const symbols = randomSymbols(random, 1 + random.integer(seed % 2 === 0 ? 12_000 : 300));
      const model = modelOfCounts(countsOf(symbols));
      const decoder = decoderOf(encodeSymbols(symbols, model), symbols.length, model, "test");
      const found = new Uint8Array(symbols.length);
      for (let done = 0; done < symbols.length; ) {
        const count = Math.min(4 * (1 + random.integer(200)), symbols.length - done);
        decoder.decodeInto(found.subarray(done), count);
        done += count;
      }
      decoder.finish();
      expect(Buffer.compare(found, symbols)).toBe(0);
    }
  });

  it("stays within 0.5 % and 20 bytes of the entropy for normal symbols", () => {
    const random = new Random(2);
    const symbols = Uint8Array.from(
      { length: 200_000 },
      () => 128 + Math.max(-127, Math.min(127, Math.round(25 * random.normal()))),
    );
    const counts = countsOf(symbols);
    const floorBytes = (symbols.length * entropyBits(counts)) / 8;
    expect(encodeSymbols(symbols, modelOfCounts(counts)).length).toBeLessThan(1.005 * floorBytes + 20);
  });

  it.each([1000, 5000])(
    "notices that not all of %i symbols were read, and bytes that are missing or too many",
    (count) => {
      const symbols = randomSymbols(new Random(3), count);
      const model = modelOfCounts(countsOf(symbols));
      const coded = encodeSymbols(symbols, model);
      const read = (bytes: Uint8Array, readCount: number) => {
        const decoder = decoderOf(bytes, count, model, "values");
        decoder.decodeInto(new Uint8Array(readCount), readCount);
        decoder.finish();
      };
      expect(() => read(coded, count - 4)).toThrow("values: coded symbols do not end where they should");
      expect(() => read(coded.subarray(0, coded.length - 2), count)).toThrow(FormatError);
      expect(() => read(new Uint8Array([...coded, 0, 0]), count)).toThrow(FormatError);
      const least = count < 4096 ? 4 : 16;
      expect(() => read(coded.subarray(0, least - 1), count)).toThrow(
        `values: ${least - 1} bytes of coded symbols, expected an even number from ${least} on`,
      );
    },
  );
});
