import { describe, expect, it } from "vitest";
import { entropyBits } from "../../src/codec/entropy.ts";
import {
  codedBits,
  decodeModel,
  encodeModel,
  geometricModel,
  modelOfCounts,
  SYMBOLS,
} from "../../src/codec/symbol-model.ts";
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

  it("comes back from its bytes, about one for each symbol that occurs", () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = new Random(seed);
      const all = Float64Array.from({ length: SYMBOLS }, () => Math.max(0, random.integer(100) - 90));
      all[random.integer(SYMBOLS)] = 1000;
      const model = modelOfCounts(all);
      expect(decodeModel(encodeModel(model), "table")).toEqual(model);
    }
    expect(encodeModel(modelOfCounts(counts([0, 1]))).length).toBe(2);
  });

  it("is geometric for gaps of random places: P(k) = (1 − d)^k · d", () => {
    const { frequencies } = geometricModel(0.75);
    for (let gap = 0; gap < 10; gap++) expect(Math.abs(frequencies[gap] - 1024 * 0.75 ** gap)).toBeLessThan(5);
    expect(frequencies[100]).toBe(0);
    expect(geometricModel(0).frequencies[0]).toBe(4096);
  });

  it("refuses bytes whose frequencies do not sum to 4096", () => {
    expect(() => decodeModel(Uint8Array.of(5, 6), "kernel of layer 1")).toThrow(
      "kernel of layer 1: frequencies of symbols sum to 11, expected 4096",
    );
    expect(() => decodeModel(Uint8Array.of(0, 255, 0x80, 0x20), "table")).toThrow("sum to");
    expect(() => decodeModel(new Uint8Array(), "table")).toThrow("sum to 0");
  });
});
