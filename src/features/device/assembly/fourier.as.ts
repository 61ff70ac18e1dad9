/**
 * Power spectrum of a real frame by a complex transform of half its length, radix 4, in place.
 *
 *   Z[k] = Σ z[n] e^(-2πi k n / H),  z[n] = x[2n] + i x[2n+1],  H = N/2
 *
 * Decimation in frequency: a block of length L becomes four of L/4, the k = 0, 1, 2, 3 modulo 4; what comes out lies in the
 * order of reversed digits, which the recombination undoes by a table. Complex numbers are pairs [re, im].
 *
 * Source  J. W. Cooley, J. W. Tukey 1965, Mathematics of Computation 19(90); the recombination of two real halves:
 *         W. H. Press et al., "Numerical Recipes", section 12.3.
 */

import { at, ConstFloats, ConstShorts, Floats, floatsFrom, put, shortAt } from "./memory.as";

/**
 * Splits a block into quarters.
 *
 * @param z        [length] complex  @param factors  e^(-2πi u m / length), m = 1, 2, 3, for each u below length / 4. [length / 4 × 6]
 */
function splitBlock(z: Floats, length: i32, factors: ConstFloats): void {
  const quarter = length >> 2;
  const z1: Floats = floatsFrom(z, 2 * quarter);
  const z2: Floats = floatsFrom(z, 4 * quarter);
  const z3: Floats = floatsFrom(z, 6 * quarter);
  for (let u = 0; u < quarter; u++) {
    const re = 2 * u;
    const im = re + 1;
    const w: ConstFloats = floatsFrom(factors, 6 * u);
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
    // Times -i for k = 1, times i for k = 3.
    const re1 = differenceRe + oddDifferenceIm;
    const im1 = differenceIm - oddDifferenceRe;
    const re2 = sumRe - oddSumRe;
    const im2 = sumIm - oddSumIm;
    const re3 = differenceRe - oddDifferenceIm;
    const im3 = differenceIm + oddDifferenceRe;
    put(z1, re, re1 * at(w, 0) - im1 * at(w, 1));
    put(z1, im, re1 * at(w, 1) + im1 * at(w, 0));
    put(z2, re, re2 * at(w, 2) - im2 * at(w, 3));
    put(z2, im, re2 * at(w, 3) + im2 * at(w, 2));
    put(z3, re, re3 * at(w, 4) - im3 * at(w, 5));
    put(z3, im, re3 * at(w, 5) + im3 * at(w, 4));
  }
}

/** Transforms a block of four, whose factors are all 1. */
function transformFour(z: Floats): void {
  const sumRe = at(z, 0) + at(z, 4);
  const sumIm = at(z, 1) + at(z, 5);
  const differenceRe = at(z, 0) - at(z, 4);
  const differenceIm = at(z, 1) - at(z, 5);
  const oddSumRe = at(z, 2) + at(z, 6);
  const oddSumIm = at(z, 3) + at(z, 7);
  const oddDifferenceRe = at(z, 2) - at(z, 6);
  const oddDifferenceIm = at(z, 3) - at(z, 7);
  put(z, 0, sumRe + oddSumRe);
  put(z, 1, sumIm + oddSumIm);
  put(z, 2, differenceRe + oddDifferenceIm);
  put(z, 3, differenceIm - oddDifferenceRe);
  put(z, 4, sumRe - oddSumRe);
  put(z, 5, sumIm - oddSumIm);
  put(z, 6, differenceRe - oddDifferenceIm);
  put(z, 7, differenceIm + oddDifferenceRe);
}

/** Transforms 256 complex numbers. @param factors  Those of the blocks of 256, of 64 and of 16, one after the other. [504] */
export function transform256(z: Floats, factors: ConstFloats): void {
  let w: ConstFloats = factors;
  for (let length = 256; length >= 16; length >>= 2) {
    for (let start = 0; start < 256; start += length) splitBlock(floatsFrom(z, 2 * start), length, w);
    w = floatsFrom(w, 6 * (length >> 2));
  }
  for (let start = 0; start < 256; start += 4) transformFour(floatsFrom(z, 2 * start));
}

/**
 * Transforms 512 complex numbers: the even k in the first half, the odd ones in the second.
 *
 * @param turns  e^(-2πi k / 1024) for k = 0 .. 256. [257] complex
 */
export function transform512(z: Floats, turns: ConstFloats, factors: ConstFloats): void {
  const half: Floats = floatsFrom(z, 512);
  for (let u = 0; u < 128; u++) {
    // One factor serves u and, turned by a quarter, u + 128.
    const cosine = at(turns, 4 * u);
    const minusSine = at(turns, 4 * u + 1);
    const re = 2 * u;
    const im = re + 1;
    const differenceRe = at(z, re) - at(half, re);
    const differenceIm = at(z, im) - at(half, im);
    put(z, re, at(z, re) + at(half, re));
    put(z, im, at(z, im) + at(half, im));
    put(half, re, differenceRe * cosine - differenceIm * minusSine);
    put(half, im, differenceRe * minusSine + differenceIm * cosine);
    const lateRe = re + 256;
    const lateIm = im + 256;
    const lateDifferenceRe = at(z, lateRe) - at(half, lateRe);
    const lateDifferenceIm = at(z, lateIm) - at(half, lateIm);
    put(z, lateRe, at(z, lateRe) + at(half, lateRe));
    put(z, lateIm, at(z, lateIm) + at(half, lateIm));
    put(half, lateRe, lateDifferenceRe * minusSine + lateDifferenceIm * cosine);
    put(half, lateIm, lateDifferenceIm * minusSine - lateDifferenceRe * cosine);
  }
  transform256(z, factors);
  transform256(half, factors);
}

/**
 * Powers |X[k]|², k = 0 .. half, of the real frame whose transform is Z.
 *
 *   X[k], X[half - k]* = E ± e^(-2πi k / N) O,   E = Z[k] + Z[half-k]*,   O = -i (Z[k] - Z[half-k]*),   of a frame of half height
 *
 * @param power   [half + 1]  @param order  Place of Z[k]. [half]
 * @param turns   e^(-2πi k / 1024)  @param stride  1024 over the length of the frame
 */
export function powersOf(power: Floats, z: ConstFloats, order: ConstShorts, turns: ConstFloats, stride: i32, half: i32): void {
  for (let k = 0; k <= half >> 1; k++) {
    const here: ConstFloats = floatsFrom(z, 2 * shortAt(order, k));
    const mirror: ConstFloats = floatsFrom(z, 2 * shortAt(order, (half - k) & (half - 1)));
    const evenRe = at(here, 0) + at(mirror, 0);
    const evenIm = at(here, 1) - at(mirror, 1);
    const oddRe = at(here, 1) + at(mirror, 1);
    const oddIm = at(mirror, 0) - at(here, 0);
    const cosine = at(turns, 2 * stride * k);
    const minusSine = at(turns, 2 * stride * k + 1);
    const turnedRe = oddRe * cosine - oddIm * minusSine;
    const turnedIm = oddRe * minusSine + oddIm * cosine;
    const lowRe = evenRe + turnedRe;
    const lowIm = evenIm + turnedIm;
    const highRe = evenRe - turnedRe;
    const highIm = evenIm - turnedIm;
    put(power, k, lowRe * lowRe + lowIm * lowIm);
    put(power, half - k, highRe * highRe + highIm * highIm);
  }
}

/** Square roots of `count` powers, in place. */
export function magnitudesOf(power: Floats, count: i32): void {
  for (let k = 0; k < count; k++) put(power, k, sqrt<f32>(at(power, k)));
}
