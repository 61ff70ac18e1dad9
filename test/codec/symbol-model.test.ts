import { describe, expect, it } from "vitest";
import { entropyBits } from "../../src/codec/entropy.ts";
import {
  cheapestModel,
  codedBits,
  decodeModel,
  encodeModel,
  geometricModel,
  modelOfCounts,
  SYMBOLS,
  type SymbolModel,
} from "../../src/codec/symbol-model.ts";
import { FormatError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";

const counts = (...some: [symbol: number, count: number][]) => {
  const all = new Float64Array(SYMBOLS);
  for (const [symbol, count] of some) all[symbol] = count;
  return all;
};

describe("symbol model", () => {
  it("gives shares of 4096: 1/2, 1/4, 1/4; all of it to a symbol that is alone", () => {
    const { frequencies } = modelOfCounts(counts([3, 20], [7, 10], [255, 10]));
    expect([frequencies[3], frequencies[7], frequencies[255]]).toEqual([2048, 1024, 1024]);
    expect(modelOfCounts(counts([9, 1])).frequencies[9]).toBe(4096);
  });

  it("keeps a frequency for every symbol that occurs, sums to 4096 and costs at most 1 % over the entropy", () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = new Random(seed);
      const all = new Float64Array(SYMBOLS);
      const scale = 1 + random.integer(60);
      for (let i = 0; i < 20_000; i++) {
        const symbol = Math.min(255, Math.floor(Math.abs(random.normal()) * scale));
        all[symbol] = all[symbol] + 1;
      }
      const model = modelOfCounts(all);
      expect(model.frequencies.reduce((sum, frequency) => sum + frequency, 0)).toBe(4096);
      expect(model.frequencies.every((frequency, symbol) => frequency > 0 === all[symbol] > 0)).toBe(true);
      expect(codedBits(model, all)).toBeLessThan(20_000 * entropyBits(all) * 1.01 + 1);
    }
  });

  it("comes back from its bytes, whatever its precision", () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = new Random(seed);
      const all = Float64Array.from({ length: SYMBOLS }, () => Math.max(0, random.integer(100) - 90));
      all[random.integer(SYMBOLS)] = 1000;
      const model = modelOfCounts(all, 8 + random.integer(5));
      expect(decodeModel(encodeModel(model), "table")).toEqual(model);
    }
  });

  it("takes two bytes for one symbol, and 12 for 15 that are about equally frequent", () => {
    expect(encodeModel(modelOfCounts(counts([0, 1]))).length).toBe(2);
    const uneven = Float64Array.from({ length: SYMBOLS }, (_, symbol) => (symbol > 0 && symbol < 16 ? 15 + symbol : 0));
    expect(encodeModel(cheapestModel(uneven)).length).toBeLessThanOrEqual(12);
  });

  it("is coarse where few symbols are coded: 300 values of 100 kinds cost at most 90 bytes over their entropy", () => {
    const random = new Random(5);
    const all = new Float64Array(SYMBOLS);
    for (let i = 0; i < 300; i++) {
      const symbol = Math.round(25 * random.normal()) & 255;
      all[symbol] = all[symbol] + 1;
    }
    const overhead = (model: SymbolModel) => encodeModel(model).length + codedBits(model, all) / 8;
    expect(overhead(cheapestModel(all)) - (300 * entropyBits(all)) / 8).toBeLessThan(90);
    expect(overhead(cheapestModel(all))).toBeLessThan(overhead(modelOfCounts(all)));
  });

  it("is geometric for gaps of random places: P(k) = (1 − d)^k · d", () => {
    const { frequencies } = geometricModel(0.75);
    for (let gap = 0; gap < 10; gap++) expect(Math.abs(frequencies[gap] - 1024 * 0.75 ** gap)).toBeLessThan(5);
    expect(frequencies[100]).toBe(0);
    expect(geometricModel(0).frequencies[0]).toBe(4096);
  });

  it("refuses bytes whose frequencies do not sum to the whole, or that end too soon or too late", () => {
    const whole = encodeModel(modelOfCounts(counts([3, 20], [7, 10], [255, 10])));
    expect(() => decodeModel(Uint8Array.of(...whole, 0), "kernel of layer 1")).toThrow(
      "kernel of layer 1: frequencies of symbols do not sum to 2^2",
    );
    expect(() => decodeModel(whole.subarray(0, 2), "table")).toThrow("table: a table ends within a number");
    expect(() => decodeModel(Uint8Array.of(0x0f, 0), "table")).toThrow(FormatError);
    expect(() => decodeModel(Uint8Array.of(0x0c, 255, 255, 255), "table")).toThrow("a number beyond 65535");
    expect(() => decodeModel(new Uint8Array(), "table")).toThrow("ends within a number");
  });
});
