/**
 * Magnitude spectrum of a real frame by a complex transform of half its length, radix 4, in place.
 *
 *   M[k] = | sum x[n] e^(2 pi i n k / N) |,   z[n] = x[2n] + i x[2n+1],   H = N/2
 *
 * Blocks come in two kinds: a plain one is an ordinary transform, a twisted one a transform whose input would be turned by
 * e^(2 pi i n / (2 L)), which is merged into its butterflies. A plain block of length L splits into four of L/4, of which
 * the second is twisted; a twisted one into four, of which the second and the fourth are. Complex numbers are pairs [re, im].
 *
 * The features are defined with these operations, each rounded once: linear prediction of a smooth contour amplifies the
 * last bit of a spectrum to a visible difference. So magnitudes have the bits of the reference profile.
 *
 * Source  "Single-precision real FFT, bit-exact description" (fft-float32-spec.md), sections 2 to 7.
 */

import { at, ConstFloats, ConstShorts, Floats, floatsFrom, put, shortAt } from "./memory.as";

/** cos(pi / 4) */
const COS_EIGHTH: f32 = 0.7071067690849304;

/** Whether the j-th block of its length is twisted: its last digit to the base 4 that is not 3 is 1. */
export function isTwisted(j: i32): bool {
  let digits = j;
  while ((digits & 3) == 3) digits >>= 2;
  return (digits & 3) == 1;
}

/** Splits a plain block. @param factors  Two for each u below the quarter; those of the first and middle u are not read. [quarter x 4] */
export function splitPlain(z: Floats, quarter: i32, factors: ConstFloats): void {
  const z1: Floats = floatsFrom(z, 2 * quarter);
  const z2: Floats = floatsFrom(z, 4 * quarter);
  const z3: Floats = floatsFrom(z, 6 * quarter);
  for (let u = 0; u < quarter; u++) {
    const re = 2 * u;
    const im = re + 1;
    const sumRe = at(z, re) + at(z2, re);
    const sumIm = at(z, im) + at(z2, im);
    const differenceRe = at(z, re) - at(z2, re);
    const differenceIm = at(z, im) - at(z2, im);
    const oddSumRe = at(z1, re) + at(z3, re);
    const oddSumIm = at(z1, im) + at(z3, im);
    const oddDifferenceRe = at(z1, re) - at(z3, re);
    const oddDifferenceIm = at(z1, im) - at(z3, im);
    put(z, re, sumRe + oddSumRe);
    put(z, im, sumIm + oddSumIm);
    put(z1, re, sumRe - oddSumRe);
    put(z1, im, sumIm - oddSumIm);
    const leftRe = differenceRe - oddDifferenceIm;
    const leftIm = differenceIm + oddDifferenceRe;
    const rightRe = differenceRe + oddDifferenceIm;
    const rightIm = differenceIm - oddDifferenceRe;
    if (u == 0) {
      put(z2, re, leftRe);
      put(z2, im, leftIm);
      put(z3, re, rightRe);
      put(z3, im, rightIm);
    } else if (2 * u == quarter) {
      put(z2, re, COS_EIGHTH * (leftRe - leftIm));
      put(z2, im, COS_EIGHTH * (leftIm + leftRe));
      put(z3, re, -COS_EIGHTH * (rightRe + rightIm));
      put(z3, im, -COS_EIGHTH * (rightIm - rightRe));
    } else {
      const w: ConstFloats = floatsFrom(factors, 4 * u);
      putProduct(z2, re, at(w, 0), at(w, 1), leftRe, leftIm);
      putProduct(z3, re, at(w, 2), at(w, 3), rightRe, rightIm);
    }
  }
}

/** Splits a twisted block. @param factors  Four for each u below the quarter; those of the first u are not read. [quarter x 8] */
function splitTwisted(z: Floats, quarter: i32, factors: ConstFloats): void {
  const z1: Floats = floatsFrom(z, 2 * quarter);
  const z2: Floats = floatsFrom(z, 4 * quarter);
  const z3: Floats = floatsFrom(z, 6 * quarter);
  for (let u = 0; u < quarter; u++) {
    const re = 2 * u;
    const im = re + 1;
    const leftRe = at(z, re) - at(z2, im);
    const leftIm = at(z, im) + at(z2, re);
    const rightRe = at(z, re) + at(z2, im);
    const rightIm = at(z, im) - at(z2, re);
    const oddLeftRe = at(z1, re) - at(z3, im);
    const oddLeftIm = at(z1, im) + at(z3, re);
    const oddRightRe = at(z1, re) + at(z3, im);
    const oddRightIm = at(z1, im) - at(z3, re);
    if (u == 0) {
      const turnedRe = COS_EIGHTH * (oddLeftRe - oddLeftIm);
      const turnedIm = COS_EIGHTH * (oddLeftIm + oddLeftRe);
      const backRe = COS_EIGHTH * (oddRightRe - oddRightIm);
      const backIm = COS_EIGHTH * (oddRightIm + oddRightRe);
      put(z, re, leftRe + turnedRe);
      put(z, im, leftIm + turnedIm);
      put(z1, re, leftRe - turnedRe);
      put(z1, im, leftIm - turnedIm);
      put(z2, re, rightRe - backIm);
      put(z2, im, rightIm + backRe);
      put(z3, re, rightRe + backIm);
      put(z3, im, rightIm - backRe);
    } else {
      const w: ConstFloats = floatsFrom(factors, 8 * u);
      putButterfly(z, z1, re, w, leftRe, leftIm, oddLeftRe, oddLeftIm);
      putButterfly(z2, z3, re, floatsFrom(w, 4), rightRe, rightIm, oddRightRe, oddRightIm);
    }
  }
}

/** The number w x. */
function putProduct(z: Floats, place: i32, wRe: f32, wIm: f32, xRe: f32, xIm: f32): void {
  put(z, place, wRe * xRe - wIm * xIm);
  put(z, place + 1, wRe * xIm + wIm * xRe);
}

/** w x + v y and w x - v y. @param factors  w, v. [4] */
// @ts-ignore: decorator
@inline
function putButterfly(
  sum: Floats,
  difference: Floats,
  place: i32,
  factors: ConstFloats,
  xRe: f32,
  xIm: f32,
  yRe: f32,
  yIm: f32,
): void {
  const firstRe = at(factors, 0) * xRe - at(factors, 1) * xIm;
  const firstIm = at(factors, 0) * xIm + at(factors, 1) * xRe;
  const secondRe = at(factors, 2) * yRe - at(factors, 3) * yIm;
  const secondIm = at(factors, 2) * yIm + at(factors, 3) * yRe;
  put(sum, place, firstRe + secondRe);
  put(sum, place + 1, firstIm + secondIm);
  put(difference, place, firstRe - secondRe);
  put(difference, place + 1, firstIm - secondIm);
}

/** Transforms a block of two numbers. */
export function transformPair(z: Floats, twisted: bool): void {
  const secondRe = twisted ? -at(z, 3) : at(z, 2);
  const secondIm = twisted ? at(z, 2) : at(z, 3);
  const re = at(z, 0);
  const im = at(z, 1);
  put(z, 0, re + secondRe);
  put(z, 1, im + secondIm);
  put(z, 2, re - secondRe);
  put(z, 3, im - secondIm);
}

/**
 * Transforms `half` complex numbers, a power of two.
 *
 * @param factors  Of each length from `half` down to 4: those of plain blocks, then, but for `half`, those of twisted ones.
 */
export function transform(z: Floats, factors: ConstFloats, half: i32): void {
  let plain: ConstFloats = factors;
  let length = half;
  for (; length >= 4; length >>= 2) {
    const quarter = length >> 2;
    const twisted: ConstFloats = floatsFrom(plain, 4 * quarter);
    const blocks = half / length;
    for (let j = 0; j < blocks; j++) {
      const block: Floats = floatsFrom(z, 2 * j * length);
      if (isTwisted(j)) splitTwisted(block, quarter, twisted);
      else splitPlain(block, quarter, plain);
    }
    plain = length == half ? twisted : floatsFrom(twisted, 8 * quarter);
  }
  if (length == 2) {
    const pairs = half >> 1;
    for (let j = 0; j < pairs; j++) transformPair(floatsFrom(z, 4 * j), isTwisted(j));
  }
}

/**
 * Magnitudes M[k], k = 0 .. half, of the real frame whose transform is Z.
 *
 * @param magnitudes  [half + 1]  @param order  Place of Z[k]. [half]
 * @param turns       (1 - sin) / 2 and cos / 2 of 2 pi k / N. [half / 2] pairs
 */
export function magnitudesOf(magnitudes: Floats, z: ConstFloats, order: ConstShorts, turns: ConstFloats, half: i32): void {
  const middle = half >> 1;
  put(magnitudes, 0, abs<f32>(at(z, 0) + at(z, 1)));
  put(magnitudes, half, abs<f32>(at(z, 0) - at(z, 1)));
  const center: ConstFloats = floatsFrom(z, 2 * shortAt(order, middle));
  put(magnitudes, middle, magnitudeOf(at(center, 0), at(center, 1)));
  for (let k = 1; k < middle; k++) {
    const low: ConstFloats = floatsFrom(z, 2 * shortAt(order, k));
    const high: ConstFloats = floatsFrom(z, 2 * shortAt(order, half - k));
    const differenceRe = at(low, 0) - at(high, 0);
    const sumIm = at(low, 1) + at(high, 1);
    const wRe = at(turns, 2 * k);
    const wIm = at(turns, 2 * k + 1);
    const re = wRe * differenceRe - wIm * sumIm;
    const im = wRe * sumIm + wIm * differenceRe;
    put(magnitudes, k, magnitudeOf(at(low, 0) - re, at(low, 1) - im));
    put(magnitudes, half - k, magnitudeOf(at(high, 0) + re, at(high, 1) - im));
  }
}

function magnitudeOf(re: f32, im: f32): f32 {
  return sqrt<f32>(re * re + im * im);
}

/** Squares of `count` magnitudes, in place. */
export function powersOf(magnitudes: Floats, count: i32): void {
  for (let k = 0; k < count; k++) put(magnitudes, k, at(magnitudes, k) * at(magnitudes, k));
}
