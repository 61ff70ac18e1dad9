import { describe, expect, it } from "vitest";
import { chiSquareUpperTail, erfc } from "../../src/core/erfc.ts";
import { binomialHalf, binomialHalfLowerTail } from "../../src/evaluation/binomial.ts";
import { quantileR7 } from "../../src/evaluation/quantile.ts";
import { GOLDEN, relativeError } from "./golden.ts";

describe("erfc", () => {
  it("is 1 at 0 and mirrors around it", () => {
    expect(erfc(0)).toBe(1);
    for (const x of [0.3, 1.7, 2.5]) expect(erfc(x) + erfc(-x)).toBeCloseTo(2, 15);
  });

  it("has relative error < 2e-13 against the C library down to 1e-307", () => {
    for (const { x, value } of GOLDEN.erfc) expect(relativeError(erfc(x), value), `erfc(${x})`).toBeLessThan(2e-13);
  });

  it("falls without a jump where the series hands over to the continued fraction", () => {
    expect(relativeError(erfc(2 - 1e-12), erfc(2))).toBeLessThan(2e-11);
  });

  it("gives the chi-square quantiles of the textbooks: 3.841 for 5 %, 6.635 for 1 %", () => {
    expect(chiSquareUpperTail(3.841459)).toBeCloseTo(0.05, 7);
    expect(chiSquareUpperTail(6.634897)).toBeCloseTo(0.01, 7);
  });
});

describe("binomial of chance 1/2", () => {
  it("is a row of Pascal's triangle over 2ⁿ", () => {
    [1, 4, 6, 4, 1].forEach((ways, k) => {
      expect(relativeError(binomialHalf(k, 4), ways / 16)).toBeLessThan(1e-14);
    });
  });

  it("sums to 1 within 1e-12 and is symmetric", () => {
    for (const n of [1, 7, 15, 16, 31, 200, 3001]) {
      let sum = 0;
      for (let k = 0; k <= n; k++) sum += binomialHalf(k, n);
      expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
      expect(relativeError(binomialHalf(1, n), binomialHalf(n - 1, n))).toBeLessThan(1e-15);
    }
  });

  it("has point and lower tail within 1e-12 of exact fractions, to 5e-270", () => {
    for (const { k, n, point, tail } of GOLDEN.binomial) {
      expect(relativeError(binomialHalf(k, n), point), `P(X = ${k}), n = ${n}`).toBeLessThan(1e-12);
      expect(relativeError(binomialHalfLowerTail(k, n), tail), `P(X <= ${k}), n = ${n}`).toBeLessThan(1e-12);
    }
  });

  it("refuses what is no lower tail and no count", () => {
    expect(() => binomialHalfLowerTail(6, 10)).toThrow("k must be at most n/2, got k = 6, n = 10");
    expect(() => binomialHalf(1.5, 10)).toThrow("got k = 1.5, n = 10");
  });
});

describe("quantile", () => {
  it("takes the ends at p = 0 and 1, and lies halfway between two values at p = ½", () => {
    const ascending = Float64Array.of(1, 2, 10);
    expect([0, 0.5, 1].map((p) => quantileR7(ascending, p))).toEqual([1, 2, 10]);
    expect(quantileR7(Float64Array.of(1, 2), 0.5)).toBe(1.5);
  });

  it("equals numpy's R-7 quantile within 1e-14", () => {
    const ascending = Float64Array.from(GOLDEN.quantile.ascending);
    for (const { p, value } of GOLDEN.quantile.cases)
      expect(relativeError(quantileR7(ascending, p), value)).toBeLessThan(1e-14);
  });

  it("refuses a p outside 0 to 1 and an empty list", () => {
    expect(() => quantileR7(Float64Array.of(1), 1.2)).toThrow("p must be from 0 to 1, got 1.2");
    expect(() => quantileR7(Float64Array.of(), 0.5)).toThrow("there must be at least 1 value");
  });
});
