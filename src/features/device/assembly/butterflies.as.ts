/**
 * The smallest pieces of the transform of fourier.as.ts: four numbers of a block that is split, two of a block of two.
 *
 * Factors come as numbers, so that a loop over blocks loads them once: a compiler of C cannot know that they stay what they are.
 */

import { at, ConstFloats, Floats, floatsFrom, put } from "./memory.as";

/** cos(pi / 4) */
const COS_EIGHTH: f32 = 0.7071067690849304;

/** Where numbers stand in the quarters of a block: those of the first place need no factors, those of the middle one hardly any. */
export const FIRST: i32 = 0;
export const MIDDLE: i32 = 1;
export const ELSEWHERE: i32 = 2;

/** The number w x. */
// @ts-ignore: decorator
@inline
function putProduct(z: Floats, wRe: f32, wIm: f32, xRe: f32, xIm: f32): void {
  put(z, 0, wRe * xRe - wIm * xIm);
  put(z, 1, wRe * xIm + wIm * xRe);
}

/** The numbers x + y and x - y. */
// @ts-ignore: decorator
@inline
function putSums(sum: Floats, difference: Floats, xRe: f32, xIm: f32, yRe: f32, yIm: f32): void {
  put(sum, 0, xRe + yRe);
  put(sum, 1, xIm + yIm);
  put(difference, 0, xRe - yRe);
  put(difference, 1, xIm - yIm);
}

/**
 * The four numbers at one place of the quarters of a plain block, from the sums and differences of those that stood there: of
 * the first and the third quarter, and (odd) of the second and the fourth.
 *
 * @param wRe  Factors w and v of the place, which count if it is elsewhere.
 */
// @ts-ignore: decorator
@inline
export function putSplit(
  place: i32,
  z: Floats,
  z1: Floats,
  z2: Floats,
  z3: Floats,
  wRe: f32,
  wIm: f32,
  vRe: f32,
  vIm: f32,
  sumRe: f32,
  sumIm: f32,
  differenceRe: f32,
  differenceIm: f32,
  oddSumRe: f32,
  oddSumIm: f32,
  oddDifferenceRe: f32,
  oddDifferenceIm: f32,
): void {
  putSums(z, z1, sumRe, sumIm, oddSumRe, oddSumIm);
  if (place == FIRST) {
    putSums(z2, z3, differenceRe, differenceIm, -oddDifferenceIm, oddDifferenceRe);
    return;
  }
  const leftRe = differenceRe - oddDifferenceIm;
  const leftIm = differenceIm + oddDifferenceRe;
  const rightRe = differenceRe + oddDifferenceIm;
  const rightIm = differenceIm - oddDifferenceRe;
  if (place == MIDDLE) {
    put(z2, 0, COS_EIGHTH * (leftRe - leftIm));
    put(z2, 1, COS_EIGHTH * (leftIm + leftRe));
    put(z3, 0, -COS_EIGHTH * (rightRe + rightIm));
    put(z3, 1, -COS_EIGHTH * (rightIm - rightRe));
  } else {
    putProduct(z2, wRe, wIm, leftRe, leftIm);
    putProduct(z3, vRe, vIm, rightRe, rightIm);
  }
}

/** Splits the four numbers at one place of the quarters of a plain block. @param wRe  As above, as the others. */
// @ts-ignore: decorator
@inline
export function splitPlainAt(
  place: i32,
  z: Floats,
  z1: Floats,
  z2: Floats,
  z3: Floats,
  wRe: f32,
  wIm: f32,
  vRe: f32,
  vIm: f32,
): void {
  const sumRe = at(z, 0) + at(z2, 0);
  const sumIm = at(z, 1) + at(z2, 1);
  const differenceRe = at(z, 0) - at(z2, 0);
  const differenceIm = at(z, 1) - at(z2, 1);
  const oddSumRe = at(z1, 0) + at(z3, 0);
  const oddSumIm = at(z1, 1) + at(z3, 1);
  const oddDifferenceRe = at(z1, 0) - at(z3, 0);
  const oddDifferenceIm = at(z1, 1) - at(z3, 1);
  putSplit(
    place,
    z,
    z1,
    z2,
    z3,
    wRe,
    wIm,
    vRe,
    vIm,
    sumRe,
    sumIm,
    differenceRe,
    differenceIm,
    oddSumRe,
    oddSumIm,
    oddDifferenceRe,
    oddDifferenceIm,
  );
}

/**
 * Splits the four numbers at one place of the quarters of a twisted block.
 *
 * @param aRe  Factors a to d of the place, which count if it is elsewhere: of the sums and differences of the first and the second
 *             pair of quarters.
 */
// @ts-ignore: decorator
@inline
export function splitTwistedAt(
  place: i32,
  z: Floats,
  z1: Floats,
  z2: Floats,
  z3: Floats,
  aRe: f32,
  aIm: f32,
  bRe: f32,
  bIm: f32,
  cRe: f32,
  cIm: f32,
  dRe: f32,
  dIm: f32,
): void {
  const leftRe = at(z, 0) - at(z2, 1);
  const leftIm = at(z, 1) + at(z2, 0);
  const rightRe = at(z, 0) + at(z2, 1);
  const rightIm = at(z, 1) - at(z2, 0);
  const oddLeftRe = at(z1, 0) - at(z3, 1);
  const oddLeftIm = at(z1, 1) + at(z3, 0);
  const oddRightRe = at(z1, 0) + at(z3, 1);
  const oddRightIm = at(z1, 1) - at(z3, 0);
  if (place == FIRST) {
    const turnedRe = COS_EIGHTH * (oddLeftRe - oddLeftIm);
    const turnedIm = COS_EIGHTH * (oddLeftIm + oddLeftRe);
    const backRe = COS_EIGHTH * (oddRightRe - oddRightIm);
    const backIm = COS_EIGHTH * (oddRightIm + oddRightRe);
    putSums(z, z1, leftRe, leftIm, turnedRe, turnedIm);
    putSums(z2, z3, rightRe, rightIm, -backIm, backRe);
  } else {
    const turnedRe = aRe * leftRe - aIm * leftIm;
    const turnedIm = aRe * leftIm + aIm * leftRe;
    const oddTurnedRe = bRe * oddLeftRe - bIm * oddLeftIm;
    const oddTurnedIm = bRe * oddLeftIm + bIm * oddLeftRe;
    const backRe = cRe * rightRe - cIm * rightIm;
    const backIm = cRe * rightIm + cIm * rightRe;
    const oddBackRe = dRe * oddRightRe - dIm * oddRightIm;
    const oddBackIm = dRe * oddRightIm + dIm * oddRightRe;
    putSums(z, z1, turnedRe, turnedIm, oddTurnedRe, oddTurnedIm);
    putSums(z2, z3, backRe, backIm, oddBackRe, oddBackIm);
  }
}

/** Splits one place of a plain block, neither the first nor the middle one, by factors w and v. [4] */
// @ts-ignore: decorator
@inline
export function splitPlainBy(z: Floats, z1: Floats, z2: Floats, z3: Floats, w: ConstFloats): void {
  splitPlainAt(ELSEWHERE, z, z1, z2, z3, at(w, 0), at(w, 1), at(w, 2), at(w, 3));
}

/** Splits one place of a twisted block, not the first, by factors a to d. [8] */
// @ts-ignore: decorator
@inline
export function splitTwistedBy(z: Floats, z1: Floats, z2: Floats, z3: Floats, a: ConstFloats): void {
  splitTwistedAt(ELSEWHERE, z, z1, z2, z3, at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5), at(a, 6), at(a, 7));
}

/** Transforms a plain block of four numbers. */
// @ts-ignore: decorator
@inline
export function transformPlainFour(z: Floats): void {
  splitPlainAt(FIRST, z, floatsFrom(z, 2), floatsFrom(z, 4), floatsFrom(z, 6), 1, 0, 1, 0);
}

/** Transforms a twisted block of four numbers. */
// @ts-ignore: decorator
@inline
export function transformTwistedFour(z: Floats): void {
  splitTwistedAt(FIRST, z, floatsFrom(z, 2), floatsFrom(z, 4), floatsFrom(z, 6), 1, 0, 1, 0, 1, 0, 1, 0);
}

/** Splits a plain block of eight numbers. */
// @ts-ignore: decorator
@inline
export function splitPlainEight(z: Floats): void {
  splitPlainAt(FIRST, z, floatsFrom(z, 4), floatsFrom(z, 8), floatsFrom(z, 12), 1, 0, 1, 0);
  splitPlainAt(MIDDLE, floatsFrom(z, 2), floatsFrom(z, 6), floatsFrom(z, 10), floatsFrom(z, 14), 1, 0, 1, 0);
}

/** Transforms a plain block of two numbers. */
// @ts-ignore: decorator
@inline
export function transformPlainPair(z: Floats): void {
  putSums(z, floatsFrom(z, 2), at(z, 0), at(z, 1), at(z, 2), at(z, 3));
}

/** Transforms a twisted block of two numbers. */
// @ts-ignore: decorator
@inline
export function transformTwistedPair(z: Floats): void {
  putSums(z, floatsFrom(z, 2), at(z, 0), at(z, 1), -at(z, 3), at(z, 2));
}
