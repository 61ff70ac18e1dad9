/**
 * The transform of a short frame for firmware: the first pass of fourier.as.ts reads the samples and weighs them by the window
 * itself, and knows which numbers are zeros, so that these are neither written nor read nor added.
 *
 * 320 samples stand in the middle of 512: of 256 complex numbers those from 48 to 207 are none of the zeros. Every number has the
 * bits that windowFrame and the plain passes give it, signs of zeros excepted, which do not reach a magnitude.
 */

import { ELSEWHERE, MIDDLE, putSplit } from "./butterflies.as";
import { transformShortQuarters } from "./fourier.as";
import { sampleOf } from "./frame.as";
import { at, ConstFloats, ConstShorts, Floats, floatsFrom, shortAt, shortsFrom } from "./memory.as";

const LENGTH: i32 = 320;
/** Complex numbers of a quarter of the transform, and zeros on either side. */
const QUARTER: i32 = 64;
const MARGIN: i32 = 48;
/** Zeros at the begin of the first quarter, as at the end of the last one, leave so many numbers. */
const REST: i32 = 16;

/** A sample that is weighed, of the frame's first half. */
// @ts-ignore: decorator
@inline
function rising(pcm: ConstShorts, window: ConstFloats, n: i32): f32 {
  return sampleOf(shortAt(pcm, n)) * at(window, n);
}

/** A sample of the second half, whose window is that of the first one from its end. */
// @ts-ignore: decorator
@inline
function falling(pcm: ConstShorts, window: ConstFloats, n: i32): f32 {
  return sampleOf(shortAt(pcm, n)) * at(window, LENGTH - 1 - n);
}

/** Puts the numbers at place u of the quarters from their sums and differences, as putSplit says. */
// @ts-ignore: decorator
@inline
function putQuarters(
  place: i32,
  z: Floats,
  factors: ConstFloats,
  u: i32,
  sumRe: f32,
  sumIm: f32,
  differenceRe: f32,
  differenceIm: f32,
  oddSumRe: f32,
  oddSumIm: f32,
  oddDifferenceRe: f32,
  oddDifferenceIm: f32,
): void {
  const z0: Floats = floatsFrom(z, 2 * u);
  const z1: Floats = floatsFrom(z0, 2 * QUARTER);
  const z2: Floats = floatsFrom(z0, 4 * QUARTER);
  const z3: Floats = floatsFrom(z0, 6 * QUARTER);
  const w: ConstFloats = floatsFrom(factors, 4 * u);
  putSplit(
    place,
    z0,
    z1,
    z2,
    z3,
    at(w, 0),
    at(w, 1),
    at(w, 2),
    at(w, 3),
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

/** Splits the numbers at one place of the quarters, of which only the second and the third are none of the zeros there. */
// @ts-ignore: decorator
@inline
function splitTwo(place: i32, z: Floats, pcm: ConstShorts, window: ConstFloats, factors: ConstFloats, u: i32): void {
  const n = 2 * (QUARTER - MARGIN + u);
  const re1 = rising(pcm, window, n);
  const im1 = rising(pcm, window, n + 1);
  const re2 = falling(pcm, window, n + 2 * QUARTER);
  const im2 = falling(pcm, window, n + 2 * QUARTER + 1);
  putQuarters(place, z, factors, u, re2, im2, -re2, -im2, re1, im1, re1, im1);
}

/** Splits them where the fourth quarter is none of the zeros, either. */
// @ts-ignore: decorator
@inline
function splitThree(z: Floats, pcm: ConstShorts, window: ConstFloats, factors: ConstFloats, u: i32): void {
  const n = 2 * (QUARTER - MARGIN + u);
  const re1 = rising(pcm, window, n);
  const im1 = rising(pcm, window, n + 1);
  const re2 = falling(pcm, window, n + 2 * QUARTER);
  const im2 = falling(pcm, window, n + 2 * QUARTER + 1);
  const re3 = falling(pcm, window, n + 4 * QUARTER);
  const im3 = falling(pcm, window, n + 4 * QUARTER + 1);
  putQuarters(ELSEWHERE, z, factors, u, re2, im2, -re2, -im2, re1 + re3, im1 + im3, re1 - re3, im1 - im3);
}

/** Splits them where the first quarter is none of the zeros, either. */
// @ts-ignore: decorator
@inline
function splitLast(z: Floats, pcm: ConstShorts, window: ConstFloats, factors: ConstFloats, u: i32): void {
  const n = 2 * (QUARTER - MARGIN + u);
  const re0 = rising(pcm, window, n - 2 * QUARTER);
  const im0 = rising(pcm, window, n - 2 * QUARTER + 1);
  const re1 = rising(pcm, window, n);
  const im1 = rising(pcm, window, n + 1);
  const re2 = falling(pcm, window, n + 2 * QUARTER);
  const im2 = falling(pcm, window, n + 2 * QUARTER + 1);
  putQuarters(ELSEWHERE, z, factors, u, re0 + re2, im0 + im2, re0 - re2, im0 - im2, re1, im1, re1, im1);
}

/**
 * Windows a frame of 320 samples, in the middle of zeros, and transforms it.
 *
 * @param z  [512]  @param pcm  [320]  @param window  Its first half. [160]  @param factors  As of `transformLongFrame`.
 */
export function transformShortFrame(z: Floats, pcm: ConstShorts, window: ConstFloats, factors: ConstFloats): void {
  for (let u = 0; u < REST; u++) splitThree(z, pcm, window, factors, u);
  for (let u = REST; u < QUARTER - REST; u++) {
    if (2 * u == QUARTER) splitTwo(MIDDLE, z, pcm, window, factors, u);
    else splitTwo(ELSEWHERE, z, pcm, window, factors, u);
  }
  for (let u = QUARTER - REST; u < QUARTER; u++) splitLast(z, pcm, window, factors, u);
  transformShortQuarters(z, factors);
}
