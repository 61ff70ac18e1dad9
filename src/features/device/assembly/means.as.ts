/**
 * Means of a contour: arithmetic, root of quadratic, of the positive values, geometric over arithmetic, share of non-zeros.
 *
 * Source  specification, section 17.8.
 */

import { endsBlock, runEnd } from "./blocks.as";
import { exp2Of, INVERSE_LN2, lnOf } from "./elementary.as";
import {
  at,
  bitsOf,
  ConstFloats,
  ConstInts,
  Floats,
  floatOf,
  Ints,
  intAt,
  put,
  putInt,
} from "./memory.as";

/** The two parts of a sum: over full blocks, and over the one that has begun. */
const SUM_TOTAL: i32 = 0;
const SUM_BLOCK: i32 = 1;

/**
 * The sum with what rounding took from it (Knuth's two-sum): deltas add up to almost nothing, and what is left decides the
 * sign of a mean that others are divided by.
 *
 * @param sum  Rounded, and the rest. [2]
 */
export function meanAdd(sum: Floats, begin: i32, x: ConstFloats, count: i32): void {
  let rounded = begin == 0 ? <f32>0.0 : at(sum, 0);
  let rest = begin == 0 ? <f32>0.0 : at(sum, 1);
  for (let i = 0; i < count; i++) {
    const value = at(x, i);
    const next = rounded + value;
    const added = next - rounded;
    rest += rounded - (next - added) + (value - added);
    rounded = next;
  }
  put(sum, 0, rounded);
  put(sum, 1, rest);
}

/** Arithmetic mean. */
export function meanOf(sum: ConstFloats, count: i32): f32 {
  return sumOf(sum) / <f32>count;
}

/** Both parts of a sum together. */
function sumOf(sum: ConstFloats): f32 {
  return at(sum, SUM_TOTAL) + at(sum, SUM_BLOCK);
}

/** @param sum  Of squares. [2] */
export function squaresAdd(sum: Floats, begin: i32, x: ConstFloats, count: i32): void {
  let total = begin == 0 ? <f32>0.0 : at(sum, SUM_TOTAL);
  let block = begin == 0 ? <f32>0.0 : at(sum, SUM_BLOCK);
  let i = 0;
  while (i < count) {
    const end = runEnd(begin + i, begin + count) - begin;
    for (; i < end; i++) block += at(x, i) * at(x, i);
    if (endsBlock(begin + end - 1)) {
      total += block;
      block = 0.0;
    }
  }
  put(sum, SUM_TOTAL, total);
  put(sum, SUM_BLOCK, block);
}

/** Root of the mean square. */
export function rootMeanSquareOf(sum: ConstFloats, count: i32): f32 {
  return sqrt<f32>(sumOf(sum) / <f32>count);
}

/** @param sum  Of positive values. [2] @param values  How many they are. [1] */
export function positivesAdd(sum: Floats, values: Ints, begin: i32, x: ConstFloats, count: i32): void {
  let total = begin == 0 ? <f32>0.0 : at(sum, SUM_TOTAL);
  let block = begin == 0 ? <f32>0.0 : at(sum, SUM_BLOCK);
  let positives = begin == 0 ? 0 : intAt(values, 0);
  let i = 0;
  while (i < count) {
    const end = runEnd(begin + i, begin + count) - begin;
    for (; i < end; i++) {
      const value = at(x, i);
      if (value > <f32>0.0) {
        block += value;
        positives++;
      }
    }
    if (endsBlock(begin + end - 1)) {
      total += block;
      block = 0.0;
    }
  }
  put(sum, SUM_TOTAL, total);
  put(sum, SUM_BLOCK, block);
  putInt(values, 0, positives);
}

/** Mean of the positive values; 0 if there are none. */
export function positiveMeanOf(sum: ConstFloats, values: ConstInts): f32 {
  return intAt(values, 0) == 0 ? <f32>0.0 : sumOf(sum) / <f32>intAt(values, 0);
}

const FLATNESS_EXPONENT: i32 = 0;
const FLATNESS_VALUES: i32 = 1;

/** All but the sign. */
const SIZE_BITS: i32 = 0x7fffffff;
const LEAST_NORMAL_BITS: i32 = 0x00800000;
const MANTISSA_BITS: i32 = 0x007fffff;
const ONE_BITS: i32 = 0x3f800000;
const EXPONENT_OF_ONE: i32 = 127;
/** 2^24 makes every subnormal number a normal one. */
const LIFT: f32 = 16777216.0;
const LIFT_EXPONENT: i32 = 24;

/**
 * The product of all non-zero sizes is kept as an integer exponent and a product of mantissas, which is at most 2^33 by the
 * end of a block: one multiplication a value instead of a logarithm, and no sum of logarithms that rounds.
 *
 * @param sizes    Sum of |x|, of full blocks and of the last one; the fit of lines keeps the same (regression.as.ts). [2]
 * @param mantissa Product of mantissas. [1]
 * @param counts   Exponent of the product, non-zero values. [2]
 */
export function flatnessAdd(sizes: Floats, mantissa: Floats, counts: Ints, begin: i32, x: ConstFloats, count: i32): void {
  let total = begin == 0 ? <f32>0.0 : at(sizes, SUM_TOTAL);
  let block = begin == 0 ? <f32>0.0 : at(sizes, SUM_BLOCK);
  let product = begin == 0 ? <f32>1.0 : at(mantissa, 0);
  let exponent = begin == 0 ? 0 : intAt(counts, FLATNESS_EXPONENT);
  let nonZeros = begin == 0 ? 0 : intAt(counts, FLATNESS_VALUES);
  let i = 0;
  while (i < count) {
    const end = runEnd(begin + i, begin + count) - begin;
    for (; i < end; i++) {
      let bits = bitsOf(at(x, i)) & SIZE_BITS;
      if (bits == 0) continue;
      block += floatOf(bits);
      nonZeros++;
      if (bits < LEAST_NORMAL_BITS) {
        bits = bitsOf(floatOf(bits) * LIFT);
        exponent -= LIFT_EXPONENT;
      }
      exponent += (bits >> 23) - EXPONENT_OF_ONE;
      product *= floatOf((bits & MANTISSA_BITS) | ONE_BITS);
    }
    if (endsBlock(begin + end - 1)) {
      total += block;
      block = 0.0;
      exponent += (bitsOf(product) >> 23) - EXPONENT_OF_ONE;
      product = floatOf((bitsOf(product) & MANTISSA_BITS) | ONE_BITS);
    }
  }
  put(sizes, SUM_TOTAL, total);
  put(sizes, SUM_BLOCK, block);
  put(mantissa, 0, product);
  putInt(counts, FLATNESS_EXPONENT, exponent);
  putInt(counts, FLATNESS_VALUES, nonZeros);
}

/** Geometric mean of the non-zero sizes over the mean of all sizes; 1 if all values are 0. */
export function flatnessOf(sizes: ConstFloats, mantissa: ConstFloats, counts: ConstInts, count: i32): f32 {
  const nonZeros = <f32>intAt(counts, FLATNESS_VALUES);
  if (nonZeros == <f32>0.0) return 1.0;
  const logarithm = <f32>intAt(counts, FLATNESS_EXPONENT) / nonZeros + (lnOf(at(mantissa, 0)) * INVERSE_LN2) / nonZeros;
  return exp2Of(logarithm) / (sumOf(sizes) / <f32>count);
}

/** @param values  How many are not 0. [1] */
export function nonZerosAdd(values: Ints, begin: i32, x: ConstFloats, count: i32): void {
  let nonZeros = begin == 0 ? 0 : intAt(values, 0);
  for (let i = 0; i < count; i++) {
    if (at(x, i) != <f32>0.0) nonZeros++;
  }
  putInt(values, 0, nonZeros);
}

/** Share of the values that are not 0. */
export function nonZeroShareOf(values: ConstInts, count: i32): f32 {
  return <f32>intAt(values, 0) / <f32>count;
}
