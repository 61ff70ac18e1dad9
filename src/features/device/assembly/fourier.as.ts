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

import {
  FIRST,
  MIDDLE,
  splitPlainAt,
  splitPlainBy,
  splitPlainEight,
  splitTwistedAt,
  splitTwistedBy,
  transformPlainFour,
  transformPlainPair,
  transformTwistedFour,
  transformTwistedPair,
} from "./butterflies.as";
import { ConstFloats, Floats, floatsFrom } from "./memory.as";

/** Whether the j-th block of its length is twisted: its last digit to the base 4 that is not 3 is 1. */
export function isTwisted(j: i32): bool {
  let digits = j;
  while ((digits & 3) == 3) digits >>= 2;
  return (digits & 3) == 1;
}

/** Splits a plain block of eight numbers or more. @param factors  Two for each place of a quarter. [quarter x 4] */
function splitPlain(z: Floats, quarter: i32, factors: ConstFloats): void {
  const z1: Floats = floatsFrom(z, 2 * quarter);
  const z2: Floats = floatsFrom(z, 4 * quarter);
  const z3: Floats = floatsFrom(z, 6 * quarter);
  const middle = quarter >> 1;
  for (let begin = 0; begin < quarter; begin += middle) {
    const n = 2 * begin;
    if (begin == 0) splitPlainAt(FIRST, z, z1, z2, z3, 1, 0, 1, 0);
    else splitPlainAt(MIDDLE, floatsFrom(z, n), floatsFrom(z1, n), floatsFrom(z2, n), floatsFrom(z3, n), 1, 0, 1, 0);
    for (let u = begin + 1; u < begin + middle; u++) {
      const m = 2 * u;
      splitPlainBy(floatsFrom(z, m), floatsFrom(z1, m), floatsFrom(z2, m), floatsFrom(z3, m), floatsFrom(factors, 4 * u));
    }
  }
}

/** Splits a twisted block. @param factors  Four for each place of a quarter. [quarter x 8] */
function splitTwisted(z: Floats, quarter: i32, factors: ConstFloats): void {
  const z1: Floats = floatsFrom(z, 2 * quarter);
  const z2: Floats = floatsFrom(z, 4 * quarter);
  const z3: Floats = floatsFrom(z, 6 * quarter);
  splitTwistedAt(FIRST, z, z1, z2, z3, 1, 0, 1, 0, 1, 0, 1, 0);
  for (let u = 1; u < quarter; u++) {
    const m = 2 * u;
    splitTwistedBy(floatsFrom(z, m), floatsFrom(z1, m), floatsFrom(z2, m), floatsFrom(z3, m), floatsFrom(factors, 8 * u));
  }
}

/** Splits all blocks of a length. @param plain  Factors of plain blocks. @param twisted  Of twisted ones. @param half  All numbers. */
function splitBlocks(z: Floats, length: i32, plain: ConstFloats, twisted: ConstFloats, half: i32): void {
  for (let j = 0; j * length < half; j++) {
    const block: Floats = floatsFrom(z, 2 * j * length);
    if (isTwisted(j)) splitTwisted(block, length >> 2, twisted);
    else splitPlain(block, length >> 2, plain);
  }
}

/** Transforms a plain block of sixteen numbers: four of four, of which the second is twisted. @param factors  [16] */
function transformPlainSixteen(z: Floats, factors: ConstFloats): void {
  splitPlainAt(FIRST, z, floatsFrom(z, 8), floatsFrom(z, 16), floatsFrom(z, 24), 1, 0, 1, 0);
  splitPlainBy(floatsFrom(z, 2), floatsFrom(z, 10), floatsFrom(z, 18), floatsFrom(z, 26), floatsFrom(factors, 4));
  splitPlainAt(MIDDLE, floatsFrom(z, 4), floatsFrom(z, 12), floatsFrom(z, 20), floatsFrom(z, 28), 1, 0, 1, 0);
  splitPlainBy(floatsFrom(z, 6), floatsFrom(z, 14), floatsFrom(z, 22), floatsFrom(z, 30), floatsFrom(factors, 12));
  transformPlainFour(z);
  transformTwistedFour(floatsFrom(z, 8));
  transformPlainFour(floatsFrom(z, 16));
  transformPlainFour(floatsFrom(z, 24));
}

/** Transforms a twisted block of sixteen numbers: four of four, of which the second and the fourth are twisted. @param factors  [32] */
function transformTwistedSixteen(z: Floats, factors: ConstFloats): void {
  splitTwistedAt(FIRST, z, floatsFrom(z, 8), floatsFrom(z, 16), floatsFrom(z, 24), 1, 0, 1, 0, 1, 0, 1, 0);
  splitTwistedBy(floatsFrom(z, 2), floatsFrom(z, 10), floatsFrom(z, 18), floatsFrom(z, 26), floatsFrom(factors, 8));
  splitTwistedBy(floatsFrom(z, 4), floatsFrom(z, 12), floatsFrom(z, 20), floatsFrom(z, 28), floatsFrom(factors, 16));
  splitTwistedBy(floatsFrom(z, 6), floatsFrom(z, 14), floatsFrom(z, 22), floatsFrom(z, 30), floatsFrom(factors, 24));
  transformPlainFour(z);
  transformTwistedFour(floatsFrom(z, 8));
  transformPlainFour(floatsFrom(z, 16));
  transformTwistedFour(floatsFrom(z, 24));
}

/** Complex numbers of a short frame; places of the factors of its blocks of 64, plain and twisted, and of 16. */
const SHORT_HALF: i32 = 256;
const PLAIN_64: i32 = 256;
const TWISTED_64: i32 = 320;
const PLAIN_16: i32 = 448;
const TWISTED_16: i32 = 464;

/** Transforms a short frame whose numbers are split into quarters. @param z  [512] @param factors  As of `transformLongFrame`. */
export function transformShortQuarters(z: Floats, factors: ConstFloats): void {
  splitBlocks(z, SHORT_HALF >> 2, floatsFrom(factors, PLAIN_64), floatsFrom(factors, TWISTED_64), SHORT_HALF);
  for (let j = 0; 16 * j < SHORT_HALF; j++) {
    const block: Floats = floatsFrom(z, 32 * j);
    if (isTwisted(j)) transformTwistedSixteen(block, floatsFrom(factors, TWISTED_16));
    else transformPlainSixteen(block, floatsFrom(factors, PLAIN_16));
  }
}

/** Transforms a plain block of eight numbers: four pairs, of which the second is twisted. */
function transformPlainEight(z: Floats): void {
  splitPlainEight(z);
  transformPlainPair(z);
  transformTwistedPair(floatsFrom(z, 4));
  transformPlainPair(floatsFrom(z, 8));
  transformPlainPair(floatsFrom(z, 12));
}

/** Transforms a twisted block of eight numbers: four pairs, of which the second and the fourth are twisted. @param factors  [16] */
function transformTwistedEight(z: Floats, factors: ConstFloats): void {
  splitTwistedAt(FIRST, z, floatsFrom(z, 4), floatsFrom(z, 8), floatsFrom(z, 12), 1, 0, 1, 0, 1, 0, 1, 0);
  splitTwistedBy(floatsFrom(z, 2), floatsFrom(z, 6), floatsFrom(z, 10), floatsFrom(z, 14), floatsFrom(factors, 8));
  transformPlainPair(z);
  transformTwistedPair(floatsFrom(z, 4));
  transformPlainPair(floatsFrom(z, 8));
  transformTwistedPair(floatsFrom(z, 12));
}

/** Complex numbers of a long frame; places of the factors of its blocks of 128 and 32, plain and twisted, and of twisted ones of 8. */
const LONG_HALF: i32 = 512;
const PLAIN_128: i32 = 512;
const TWISTED_128: i32 = 640;
const PLAIN_32: i32 = 896;
const TWISTED_32: i32 = 928;
const TWISTED_8: i32 = 1000;

/**
 * Transforms a long frame, which is windowed.
 *
 * @param z        [1024]
 * @param factors  Of each length from the whole down by fours: those of plain blocks, then, but for the whole, of twisted ones.
 */
export function transformLongFrame(z: Floats, factors: ConstFloats): void {
  splitPlain(z, LONG_HALF >> 2, factors);
  splitBlocks(z, LONG_HALF >> 2, floatsFrom(factors, PLAIN_128), floatsFrom(factors, TWISTED_128), LONG_HALF);
  splitBlocks(z, LONG_HALF >> 4, floatsFrom(factors, PLAIN_32), floatsFrom(factors, TWISTED_32), LONG_HALF);
  for (let j = 0; 8 * j < LONG_HALF; j++) {
    const block: Floats = floatsFrom(z, 16 * j);
    if (isTwisted(j)) transformTwistedEight(block, floatsFrom(factors, TWISTED_8));
    else transformPlainEight(block);
  }
}
