/**
 * Entropy of a power spectrum: 256 logarithms, by a table.
 *
 *   -Σ q log2 q,   q = P / Σ P,   log2 q = log2 P - log2 Σ P
 *
 * Powers count in units of the power of two below their sum, so that logarithms of those that matter are small. Terms are
 * summed by blocks, as most of the error would be that of one long sum.
 */

import { LN2, lnOf } from "./elementary.as";
import { LAST_BIN } from "./geometry.as";
import { at, bitsOf, ConstFloats, floatOf, floatsFrom } from "./memory.as";

/** Bins that are summed before their sum is added to the others. */
const BLOCK: i32 = 32;
/** Powers below this count as this; its bits. */
const FLOOR: f32 = 1e-7;
const FLOOR_BITS: i32 = 0x33d6bf95;
/** Of silence, whose powers are all floored: the floor of the sum is rounded, that of the powers is not. */
const SILENT_ENTROPY: f32 = 4.316025297157466e-6;

/** Bits of a float: exponents begin here, 1 is so; a mantissa's first six choose a row of the table, the others lie about 2^16. */
const EXPONENT_PLACE: i32 = 23;
const ONE_BITS: i32 = 0x3f800000;
const MANTISSA: i32 = 0x7fffff;
const ROW_PLACE: i32 = 17;
const LAST_ROW: i32 = 63;
const REST: i32 = 0x1ffff;
const MIDDLE_REST: i32 = 0x10000;
/** log2(1 + r) = log2(e) (r - r^2 / 2): of the square of the first term. */
const SQUARE: f32 = -0.34657359027997264;

/**
 * log2 of a float by its bits less those of an exponent, less a number: |error| < 1.4 2^-24 where both are small.
 *
 * @param logarithms  See `entropyOf`.
 */
// @ts-ignore: decorator
@inline
function octavesAbove(less: f32, bits: i32, logarithms: ConstFloats): f32 {
  const row: ConstFloats = floatsFrom(logarithms, 2 * ((bits >> ROW_PLACE) & LAST_ROW));
  const r = <f32>((bits & REST) - MIDDLE_REST) * at(row, 0);
  return <f32>(bits >> EXPONENT_PLACE) + at(row, 1) + (r + (r * SQUARE) * r - less);
}

/** The bits of a power, floored. */
// @ts-ignore: decorator
@inline
function flooredBits(power: f32): i32 {
  const bits = bitsOf(power);
  return bits > FLOOR_BITS ? bits : FLOOR_BITS;
}

/**
 * Entropy in bits of the powers, floored, over their sum.
 *
 * @param power       [257]
 * @param logarithms  For each 64th from 1 to 2, of its middle: log2(e) 2^-23 over it, with what a third term would add on
 *                    average, and its log2. [64 × 2]
 * @param total       Sum of the bins from 1 on.
 */
export function entropyOf(power: ConstFloats, logarithms: ConstFloats, total: f32): f32 {
  if (total <= FLOOR) return SILENT_ENTROPY;
  const exponent = bitsOf(total) & ~MANTISSA;
  const less = lnOf(floatOf((bitsOf(total) & MANTISSA) | ONE_BITS)) / LN2;
  let sum: f32 = 0;
  for (let begin = 1; begin < LAST_BIN; begin += BLOCK) {
    let sum0: f32 = 0;
    let sum1: f32 = 0;
    for (let k = begin; k < begin + BLOCK; k += 2) {
      const bits0 = flooredBits(at(power, k));
      const bits1 = flooredBits(at(power, k + 1));
      sum0 += floatOf(bits0) * octavesAbove(less, bits0 - exponent, logarithms);
      sum1 += floatOf(bits1) * octavesAbove(less, bits1 - exponent, logarithms);
    }
    sum += sum0 + sum1;
  }
  return -sum / total;
}
