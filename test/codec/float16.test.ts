import { expect, it } from "vitest";
import { float16Bits, float16Value } from "../../src/codec/float16.ts";
import { Random } from "../../src/core/random.ts";

it("has the standard's bits: 1, −2, 65504, the smallest normal and subnormal numbers, both zeros", () => {
  const cases: [number, number][] = [
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [0, 0x0000],
    [-0, 0x8000],
    [1 / 3, 0x3555],
  ];
  for (const [value, bits] of cases) expect(float16Bits(value)).toBe(bits);
});

it("gives back every one of the 63,488 finite numbers", () => {
  const finite = Array.from({ length: 0x10000 }, (_, bits) => bits).filter((bits) => (bits & 0x7c00) !== 0x7c00);
  expect(finite.length).toBe(63_488);
  expect(finite.filter((bits) => float16Bits(float16Value(bits)) !== bits)).toEqual([]);
});

it("rounds to the nearest, ties to even: relative error at most 2⁻¹¹ from 2⁻¹⁴ on", () => {
  expect(float16Value(float16Bits(1 + 2 ** -11))).toBe(1);
  expect(float16Value(float16Bits(1 + 3 * 2 ** -11))).toBe(1 + 2 ** -9);
  const random = new Random(1);
  const values = Array.from({ length: 20_000 }, () => random.normal() * 2 ** (random.integer(26) - 12));
  const error = (value: number) => Math.abs(float16Value(float16Bits(value)) - value);
  expect(values.filter((value) => error(value) > Math.max(Math.abs(value) * 2 ** -11, 2 ** -25))).toEqual([]);
});

it("keeps to the largest number beyond it", () => {
  expect(float16Value(float16Bits(1e9))).toBe(65504);
  expect(float16Value(float16Bits(-65520))).toBe(-65504);
});
