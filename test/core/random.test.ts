import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";

const draws = (random: Random, count: number) => Array.from({ length: count }, () => random.uint32());

describe("Random", () => {
  it("gives the numbers of xoshiro128++ for the state 1, 2, 3, 4", () => {
    // Worked by hand from the definition: rotl(s0 + s3, 7) + s0 = rotl(5, 7) + 1 = 641.
    expect(new Random(0, [1, 2, 3, 4]).uint32()).toBe(641);
  });

  it("has uniform numbers with mean 1/2 and variance 1/12, within 4 standard errors", () => {
    const random = new Random(7);
    const values = Array.from({ length: 100_000 }, () => random.uniform());
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / 1e5));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 180 / 1e5));
  });

  it("has normal numbers with mean 0 and variance 1, within 4 standard errors", () => {
    const random = new Random(8);
    const values = Array.from({ length: 100_000 }, () => random.normal());
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const square = values.reduce((sum, x) => sum + x * x, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(1e5));
    expect(Math.abs(square - 1)).toBeLessThan(4 * Math.sqrt(2 / 1e5));
  });

  it("fills arrays with the numbers that it would have given one by one, and goes on behind them", () => {
    const [atOnce, oneByOne] = [new Random(10), new Random(10)];
    const filled = [new Uint32Array(7), new Uint32Array(0), new Uint32Array(1000)];
    for (const array of filled) atOnce.fillUint32(array);
    expect(filled.flatMap((array) => [...array])).toEqual(draws(oneByOne, 1007));
    expect(draws(atOnce, 3)).toEqual(draws(oneByOne, 3));
  });

  it("goes on from its state", () => {
    const random = new Random(9);
    draws(random, 5);
    const copy = new Random(9, random.state());
    expect(draws(copy, 5)).toEqual(draws(random, 5));
  });

  it("forks streams that depend on seed and label alone", () => {
    const drawn = new Random(4);
    draws(drawn, 10);
    expect(draws(drawn.fork("a"), 3)).toEqual(draws(new Random(4).fork("a"), 3));
    expect(draws(new Random(4).fork("a"), 3)).not.toEqual(draws(new Random(4).fork("b"), 3));
    expect(draws(new Random(4).fork("a"), 3)).not.toEqual(draws(new Random(5).fork("a"), 3));
  });

  it("begins anew from its seed, with the same forks", () => {
    const stream = new Random(4).fork("model A");
    const anew = new Random(stream.seed);
    expect(draws(anew.fork("squeeze"), 3)).toEqual(draws(stream.fork("squeeze"), 3));
    expect(draws(anew, 3)).toEqual(draws(stream, 3));
  });

  it("shuffles every order of three about equally often", () => {
    const random = new Random(11);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = random.shuffle([1, 2, 3]).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });

  it("draws integers below a bound without bias", () => {
    const random = new Random(12);
    const counts = [0, 0, 0];
    for (let i = 0; i < 30_000; i++) counts[random.integer(3)]++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(330);
  });
});
