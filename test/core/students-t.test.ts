import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { normalQuantile } from "../../src/core/normal-quantile.ts";
import { studentsTQuantile, studentsTUpperTail } from "../../src/core/students-t.ts";

/** From scipy; test/golden/python/bounds.py says how. */
const GOLDEN = JSON.parse(readFileSync("test/golden/python/bounds.json", "utf8")) as {
  normal: { p: number; z: number }[];
  t: { p: number; freedom: number; t: number }[];
  tTail: { t: number; freedom: number; tail: number }[];
};

function relativeError(found: number, expected: number): number {
  return Math.abs(found / expected - 1);
}

describe("normalQuantile", () => {
  it("is 0 at ½, 1.645 at 95 % and 1.96 at 97.5 %, and mirrors around ½", () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0.95)).toBeCloseTo(1.6448536269514722, 13);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 13);
    expect(normalQuantile(0.2)).toBe(-normalQuantile(0.8));
  });

  it("equals scipy's within 1e-12", () => {
    for (const { p, z } of GOLDEN.normal) expect(relativeError(normalQuantile(p), z), `p = ${p}`).toBeLessThan(1e-12);
  });

  it("refuses 0, 1 and what is no chance", () => {
    for (const p of [0, 1, 1.5, Number.NaN]) expect(() => normalQuantile(p)).toThrow("above 0 and below 1");
  });
});

describe("Student's t", () => {
  it("with 1 degree of freedom is Cauchy's: the quantile of p is tan(π (p − ½))", () => {
    for (const p of [0.6, 0.75, 0.95, 0.999])
      expect(relativeError(studentsTQuantile(p, 1), Math.tan(Math.PI * (p - 0.5)))).toBeLessThan(1e-12);
  });

  it("with 2 degrees of freedom has the quantile (2p − 1) / √(2p(1 − p))", () => {
    for (const p of [0.6, 0.75, 0.95, 0.999])
      expect(relativeError(studentsTQuantile(p, 2), (2 * p - 1) / Math.sqrt(2 * p * (1 - p)))).toBeLessThan(1e-12);
  });

  it("has the quantiles of the textbooks: 2.571 at 5, 2.042 at 30 degrees of freedom and 97.5 %", () => {
    expect(studentsTQuantile(0.975, 5)).toBeCloseTo(2.5706, 4);
    expect(studentsTQuantile(0.975, 30)).toBeCloseTo(2.0423, 4);
  });

  it("equals scipy's quantiles and tails within 1e-11, whole degrees of freedom or not", () => {
    for (const { p, freedom, t } of GOLDEN.t)
      expect(relativeError(studentsTQuantile(p, freedom), t), `p = ${p}, ν = ${freedom}`).toBeLessThan(1e-11);
    for (const { t, freedom, tail } of GOLDEN.tTail)
      expect(relativeError(studentsTUpperTail(t, freedom), tail), `t = ${t}, ν = ${freedom}`).toBeLessThan(1e-11);
  });

  it("falls towards the normal quantile as degrees of freedom grow, and mirrors around ½", () => {
    const quantiles = [0.5, 1, 3, 10, 100, 1e4, 1e8, 1e12].map((freedom) => studentsTQuantile(0.95, freedom));
    for (let i = 1; i < quantiles.length; i++) expect(quantiles[i]).toBeLessThan(quantiles[i - 1]);
    expect(quantiles.at(-1)).toBe(normalQuantile(0.95));
    expect(studentsTQuantile(0.3, 4)).toBeCloseTo(-studentsTQuantile(0.7, 4), 12);
    expect(studentsTQuantile(0.5, 4)).toBe(0);
  });

  it("is without bound where next to nothing is known", () => {
    expect(studentsTQuantile(0.95, 0.001)).toBe(Infinity);
    expect(() => studentsTQuantile(0.95, 0)).toThrow("degrees of freedom must be above 0, got 0");
  });
});
