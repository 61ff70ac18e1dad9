/**
 * What happens to numbers between the sums: normalisation, biases, sigmoid, softmax. Arrays are filled up to a multiple of four.
 *
 *   e^x = 2^n · e^r     n = round(x / ln 2),   r = x − n · ln 2
 *
 * In float64, by the series of e^r to r¹³ (relative error 3e-16), for the softmax and behind int8 kernels: they then round
 * once to float32, as the reference does. In float32, six times as fast, behind the others: relative error < 4e-7.
 * Neither is fused in the relaxed build: a row has the same bits in both.
 */

import { E0, E1, E2, E3, E4, LN2_HIGH, LN2_LOW, LOG2_E, SIGMOID_LIMIT } from "../../engine/assembly/vector.as";

/** y = x · scale + offset, rounded after each. */
export function f32_normalize_4(y: usize, x: usize, scale: usize, offset: usize, count: i32): void {
  for (let at: usize = 0, end = <usize>count << 2; at < end; at += 16)
    v128.store(y + at, f32x4.add(f32x4.mul(v128.load(x + at), v128.load(scale + at)), v128.load(offset + at)));
}

/** y = x · 2^exponent. @param exponents  int8 */
export function f32_scale_4(y: usize, x: usize, exponents: usize, count: i32): void {
  for (let at: usize = 0, end = <usize>count; at < end; at += 4) {
    v128.store(y + (at << 2), f32x4.mul(v128.load(x + (at << 2)), powersOfTwo(int8(exponents + at))));
  }
}

/** y = x · palette[code] @param codes  4 bits each, the lower ones first. @param palette  16 numbers. */
export function f32_palette(y: usize, x: usize, codes: usize, palette: usize, count: i32): void {
  for (const end = y + (<usize>count << 2); y < end; y += 8, x += 8, codes++) {
    const pair = <usize>load<u8>(codes);
    store<f32>(y, load<f32>(x) * load<f32>(palette + ((pair & 15) << 2)));
    store<f32>(y, load<f32>(x, 4) * load<f32>(palette + ((pair >> 4) << 2)), 4);
  }
}

/** y = x · 2^exponent for some of the numbers. @param exceptions  Place · 256 + exponent modulo 256, uint32. */
export function f32_exceptions(y: usize, x: usize, exceptions: usize, count: i32): void {
  for (const end = exceptions + (<usize>count << 2); exceptions < end; exceptions += 4) {
    const exception = load<u32>(exceptions);
    const at = <usize>(exception >> 8) << 2;
    const scale = f32x4.extract_lane(powersOfTwo(i32x4.splat(<i32>(<i8>exception))), 0);
    store<f32>(y + at, load<f32>(x + at) * scale);
  }
}

/** y = x */
export function f32_copy(y: usize, x: usize, count: i32): void {
  memory.copy(y, x, <usize>count << 2);
}

/** Whether all numbers are finite: those that are give a zero when multiplied by zero, the others NaN. */
export function f32_are_finite_4(x: usize, count: i32): bool {
  let sum = f32x4.splat(0);
  for (let at: usize = 0, end = <usize>count << 2; at < end; at += 16)
    sum = f32x4.add(sum, f32x4.mul(v128.load(x + at), f32x4.splat(0)));
  return !v128.any_true(f32x4.ne(sum, sum));
}

/** y += bias */
export function f32_bias_f32_4(y: usize, bias: usize, count: i32): void {
  for (let at: usize = 0, end = <usize>count << 2; at < end; at += 16)
    v128.store(y + at, f32x4.add(v128.load(y + at), v128.load(bias + at)));
}

/** y += bias; float16, all 31 exponents finite. */
export function f32_bias_f16_4(y: usize, bias: usize, count: i32): void {
  for (let at: usize = 0, end = <usize>count << 2; at < end; at += 16)
    v128.store(y + at, f32x4.add(v128.load(y + at), float16(v128.load16x4_s(bias + (at >> 1)))));
}

/** y += scale · code */
export function f32_bias_i8_4(y: usize, codes: usize, count: i32, scale: f32): void {
  for (let at: usize = 0, end = <usize>count; at < end; at += 4) {
    const bias = f32x4.mul(f32x4.convert_i32x4_s(int8(codes + at)), f32x4.splat(scale));
    v128.store(y + (at << 2), f32x4.add(v128.load(y + (at << 2)), bias));
  }
}

/** y = dot · scale, from int32 in the same place. */
export function f32_scale_dots_4(y: usize, count: i32, scale: f32): void {
  const factor = f32x4.splat(scale);
  for (const end = y + (<usize>count << 2); y < end; y += 16)
    v128.store(y, f32x4.mul(f32x4.convert_i32x4_s(v128.load(y)), factor));
}

/** y = 1 / (1 + e^−y) */
export function f32_sigmoid_4(y: usize, count: i32): void {
  for (const end = y + (<usize>count << 2); y < end; y += 16) {
    const x = f32x4.neg(v128.load(y));
    const clamped = f32x4.pmax(f32x4.pmin(x, f32x4.splat(SIGMOID_LIMIT)), f32x4.splat(-SIGMOID_LIMIT));
    v128.store(y, f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), shortExp(clamped))));
  }
}

/** The same, as the reference rounds it. */
export function f64_sigmoid_4(y: usize, count: i32): void {
  for (const end = y + (<usize>count << 2); y < end; y += 16) {
    const x = v128.load(y);
    const low = f32x4.demote_f64x2_zero(sigmoid(f64x2.promote_low_f32x4(x)));
    const high = f32x4.demote_f64x2_zero(sigmoid(f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 2, 3))));
    v128.store(y, v128.shuffle<i64>(low, high, 0, 2));
  }
}

/**
 * Softmax of some numbers, from the largest on, so that nothing overflows.
 *
 * @param stride  Bytes from one of the numbers to the next.
 */
export function f32_softmax(p: usize, y: usize, classes: i32, stride: usize): void {
  let largest: f32 = -Infinity;
  for (let c = 0; c < classes; c++) largest = max(largest, load<f32>(y + <usize>c * stride));
  let total: f64 = 0;
  for (let c = 0; c < classes; c++) {
    const above = <f64>load<f32>(y + <usize>c * stride) - <f64>largest;
    const share = <f32>f64x2.extract_lane(exp(f64x2.splat(above)), 0);
    store<f32>(p + (<usize>c << 2), share);
    total += <f64>share;
  }
  for (let c = 0; c < classes; c++) {
    const at = p + (<usize>c << 2);
    store<f32>(at, <f32>(<f64>load<f32>(at) / total));
  }
}

// @ts-ignore: decorator
@inline
function sigmoid(x: v128): v128 {
  return f64x2.div(f64x2.splat(1), f64x2.add(f64x2.splat(1), exp(f64x2.neg(x))));
}

const LONG_LOG2_E: f64 = 1.4426950408889634;
/** ln 2 in two parts: the first has 32 bits, so that n times it is exact. */
const LONG_LN2_HIGH: f64 = 6.93147180369123816490e-1;
const LONG_LN2_LOW: f64 = 1.90821492927058770002e-10;
/** Beyond, float32 is 0 or the sigmoid 1. */
const EXP_LIMIT: f64 = 700;
/** 1.5 · 2⁵²: added and subtracted, it rounds to whole numbers, which stand in the low bits between. */
const ROUNDER: f64 = 6755399441055744;

/** e^x */
// @ts-ignore: decorator
@inline
function exp(x: v128): v128 {
  const clamped = f64x2.max(f64x2.min(x, f64x2.splat(EXP_LIMIT)), f64x2.splat(-EXP_LIMIT));
  const shifted = f64x2.add(f64x2.mul(clamped, f64x2.splat(LONG_LOG2_E)), f64x2.splat(ROUNDER));
  const n = f64x2.sub(shifted, f64x2.splat(ROUNDER));
  const r = f64x2.sub(f64x2.sub(clamped, f64x2.mul(n, f64x2.splat(LONG_LN2_HIGH))), f64x2.mul(n, f64x2.splat(LONG_LN2_LOW)));
  let series = f64x2.splat(1.0 / 6227020800);
  series = next(series, r, 1.0 / 479001600);
  series = next(series, r, 1.0 / 39916800);
  series = next(series, r, 1.0 / 3628800);
  series = next(series, r, 1.0 / 362880);
  series = next(series, r, 1.0 / 40320);
  series = next(series, r, 1.0 / 5040);
  series = next(series, r, 1.0 / 720);
  series = next(series, r, 1.0 / 120);
  series = next(series, r, 1.0 / 24);
  series = next(series, r, 1.0 / 6);
  series = next(series, r, 0.5);
  series = next(series, r, 1);
  series = next(series, r, 1);
  return f64x2.mul(series, i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52));
}

// @ts-ignore: decorator
@inline
function next(series: v128, r: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(series, r), f64x2.splat(coefficient));
}

/** 1.5 · 2²³, as ROUNDER for float32. */
const SHORT_ROUNDER: f32 = 12582912;

/** e^x in float32, |x| ≤ 87: as the engine's, but each step rounds. */
// @ts-ignore: decorator
@inline
function shortExp(x: v128): v128 {
  const shifted = f32x4.add(f32x4.mul(x, f32x4.splat(LOG2_E)), f32x4.splat(SHORT_ROUNDER));
  const n = f32x4.sub(shifted, f32x4.splat(SHORT_ROUNDER));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(LN2_LOW)));
  let series = f32x4.add(f32x4.mul(f32x4.splat(E4), r), f32x4.splat(E3));
  series = f32x4.add(f32x4.mul(series, r), f32x4.splat(E2));
  series = f32x4.add(f32x4.mul(series, r), f32x4.splat(E1));
  series = f32x4.add(f32x4.mul(series, r), f32x4.splat(E0));
  const fraction = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(r, r), series), r), f32x4.splat(1));
  return f32x4.mul(fraction, power(shifted));
}

/** Four int8 numbers as int32. */
// @ts-ignore: decorator
@inline
function int8(at: usize): v128 {
  return i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(at)));
}

/** float16 to float32: its bits moved to their place, then times 2¹¹², which also puts subnormal numbers right. @param bits  int32, sign-extended. */
// @ts-ignore: decorator
@inline
function float16(bits: v128): v128 {
  const magnitude = i32x4.shl(v128.and(bits, i32x4.splat(0x7fff)), 13);
  const sign = v128.and(bits, i32x4.splat(i32.MIN_VALUE));
  return v128.or(f32x4.mul(magnitude, f32x4.splat(5.192296858534828e33)), sign);
}

/** 2^n for −128 ≤ n ≤ 127, as the product of two halves: 2^−128 is subnormal. */
// @ts-ignore: decorator
@inline
function powersOfTwo(n: v128): v128 {
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(power(half), power(i32x4.sub(n, half)));
}

/** 2^n for −126 ≤ n ≤ 127, of a whole number's low nine bits. */
// @ts-ignore: decorator
@inline
function power(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}
