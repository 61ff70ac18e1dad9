/**
 * The logarithm and the exponentials of the device profile against double precision: over all exponents, at the ends.
 */

import { describe, expect, it } from "vitest";
import { wasmInstances } from "../../../src/core/wasm-instance.ts";
import { WASM_BASE64 } from "../../../src/features/device/assembly/kernels.generated.ts";

interface Elementary {
  readonly lnOf: (x: number) => number;
  readonly expOf: (x: number) => number;
  readonly exp2Of: (x: number) => number;
  readonly roundedLn: (x: number) => number;
  readonly roundedExp: (x: number) => number;
}

const { lnOf, expOf, exp2Of, roundedLn, roundedExp } = wasmInstances<Elementary>(WASM_BASE64)();

const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);

function floatOf(pattern: number): number {
  bits[0] = pattern;
  return float[0];
}

/** Spacing of the floats at a number. */
function unitAt(x: number): number {
  float[0] = Math.abs(x);
  const exponent = Math.max(bits[0] >> 23, 1);
  return 2 ** (exponent - 127 - 23);
}

function worst(kernel: (x: number) => number, exact: (x: number) => number, xs: Iterable<number>): number {
  let most = 0;
  for (const x of xs) most = Math.max(most, Math.abs(kernel(x) - exact(x)) / unitAt(exact(x)));
  return most;
}

/** Share of the arguments whose result is not the nearest float. */
function missed(kernel: (x: number) => number, exact: (x: number) => number, xs: Iterable<number>): number {
  let wrong = 0;
  let all = 0;
  for (const x of xs) {
    if (kernel(x) !== Math.fround(exact(x))) wrong++;
    all++;
  }
  return wrong / all;
}

const LEAST_NORMAL = 0x00800000;
const INFINITY = 0x7f800000;

function* positives(step: number): Generator<number> {
  for (let pattern = LEAST_NORMAL; pattern < INFINITY; pattern += step) yield floatOf(pattern);
}

function* between(low: number, high: number, count: number): Generator<number> {
  for (let n = 0; n <= count; n++) yield Math.fround(low + ((high - low) * n) / count);
}

describe("elementary functions of the device profile", () => {
  it("lnOf is within 0.96 units in the last place over all exponents, and near 1", () => {
    expect(worst(lnOf, Math.log, positives(9973))).toBeLessThan(0.96);
    expect(worst(lnOf, Math.log, between(0.7, 1.42, 200_000))).toBeLessThan(0.96);
  });

  it("expOf is within 0.99 units in the last place over all exponents", () => {
    expect(worst(expOf, Math.exp, between(-87.33, 88.72, 400_000))).toBeLessThan(0.99);
  });

  it("exp2Of is within 0.98 units in the last place over all exponents", () => {
    expect(worst(exp2Of, (x) => 2 ** x, between(-126, 127.99, 400_000))).toBeLessThan(0.98);
  });

  it("roundedLn and roundedExp are within 0.55 units, and miss the nearest float in 2 of 1000 cases of bands", () => {
    expect(worst(roundedLn, Math.log, positives(9973))).toBeLessThan(0.515);
    expect(worst(roundedLn, Math.log, between(0.7, 1.42, 200_000))).toBeLessThan(0.55);
    expect(worst(roundedExp, Math.exp, between(-87.33, 88.72, 400_000))).toBeLessThan(0.53);
    expect(missed(roundedLn, Math.log, between(1e-9, 30, 100_000))).toBeLessThan(0.002);
    expect(missed(roundedExp, Math.exp, between(-6, 5, 100_000))).toBeLessThan(0.0025);
  });

  it("is exact where the answer is a power of two or 1", () => {
    expect(lnOf(1)).toBe(0);
    expect(expOf(0)).toBe(1);
    expect([roundedLn(1), roundedExp(0)]).toEqual([0, 1]);
    for (const n of [-126, -1, 0, 1, 10, 127]) expect(exp2Of(n)).toBe(2 ** n);
  });

  it("is 0 below the normal floats and infinite above them", () => {
    expect([expOf(-87.4), roundedExp(-87.4)]).toEqual([0, 0]);
    expect(expOf(-1e30)).toBe(0);
    expect([expOf(88.73), roundedExp(88.73)]).toEqual([Infinity, Infinity]);
    expect(expOf(88.72283)).toBeGreaterThan(3.4e38);
    expect(exp2Of(-126.01)).toBe(0);
    expect(exp2Of(128)).toBe(Infinity);
  });
});
