/**
 * Magnitudes and powers of a real frame from the transform of its samples, two and two as complex numbers (fourier.as.ts).
 */

import { at, ConstFloats, ConstShorts, Floats, floatsFrom, put, shortAt } from "./memory.as";

/** Of what two numbers of the transform have in common, the part that is turned. @param turns  Factors of the lower one. [2] */
// @ts-ignore: decorator
@inline
function turnedRe(low: ConstFloats, high: ConstFloats, turns: ConstFloats): f32 {
  return at(turns, 0) * (at(low, 0) - at(high, 0)) - at(turns, 1) * (at(low, 1) + at(high, 1));
}

// @ts-ignore: decorator
@inline
function turnedIm(low: ConstFloats, high: ConstFloats, turns: ConstFloats): f32 {
  return at(turns, 0) * (at(low, 1) + at(high, 1)) + at(turns, 1) * (at(low, 0) - at(high, 0));
}

/** What is had of a complex number. */
const MAGNITUDE: i32 = 0;
const POWER: i32 = 1;

/** Magnitude of a complex number, or its square: that of the magnitude, which is rounded before. */
// @ts-ignore: decorator
@inline
function sizeOf(which: i32, re: f32, im: f32): f32 {
  const magnitude = sqrt<f32>(re * re + im * im);
  return which == POWER ? magnitude * magnitude : magnitude;
}

/** The same of a real number, whose magnitude is exact. */
// @ts-ignore: decorator
@inline
function realSizeOf(which: i32, x: f32): f32 {
  return which == POWER ? x * x : abs<f32>(x);
}

/** One of them for each bin. */
// @ts-ignore: decorator
@inline
function putSizes(which: i32, sizes: Floats, z: ConstFloats, order: ConstShorts, turns: ConstFloats, half: i32): void {
  const middle = half >> 1;
  put(sizes, 0, realSizeOf(which, at(z, 0) + at(z, 1)));
  put(sizes, half, realSizeOf(which, at(z, 0) - at(z, 1)));
  const center: ConstFloats = floatsFrom(z, 2 * shortAt(order, middle));
  put(sizes, middle, sizeOf(which, at(center, 0), at(center, 1)));
  for (let k = 1; k < middle; k++) {
    const low: ConstFloats = floatsFrom(z, 2 * shortAt(order, k));
    const high: ConstFloats = floatsFrom(z, 2 * shortAt(order, half - k));
    const re = turnedRe(low, high, floatsFrom(turns, 2 * k));
    const im = turnedIm(low, high, floatsFrom(turns, 2 * k));
    const below = sizeOf(which, at(low, 0) - re, at(low, 1) - im);
    const above = sizeOf(which, at(high, 0) + re, at(high, 1) - im);
    put(sizes, k, below);
    put(sizes, half - k, above);
  }
}

/**
 * Magnitudes M[k], k = 0 .. half, of the real frame whose transform is Z.
 *
 * @param magnitudes  [half + 1]  @param order  Place of Z[k]. [half]
 * @param turns       (1 - sin) / 2 and cos / 2 of 2 pi k / N. [half / 2] pairs
 */
export function magnitudesOf(magnitudes: Floats, z: ConstFloats, order: ConstShorts, turns: ConstFloats, half: i32): void {
  putSizes(MAGNITUDE, magnitudes, z, order, turns, half);
}

/** Squares of these magnitudes. @param powers  [half + 1] @param z  As above, as the rest. */
export function powersOf(powers: Floats, z: ConstFloats, order: ConstShorts, turns: ConstFloats, half: i32): void {
  putSizes(POWER, powers, z, order, turns, half);
}
