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

/** Magnitude of a complex number. */
function magnitudeOf(re: f32, im: f32): f32 {
  return sqrt<f32>(re * re + im * im);
}

/** Square of the magnitude, which is rounded before. */
function powerOf(re: f32, im: f32): f32 {
  const magnitude = magnitudeOf(re, im);
  return magnitude * magnitude;
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
    const re = turnedRe(low, high, floatsFrom(turns, 2 * k));
    const im = turnedIm(low, high, floatsFrom(turns, 2 * k));
    const below = magnitudeOf(at(low, 0) - re, at(low, 1) - im);
    const above = magnitudeOf(at(high, 0) + re, at(high, 1) - im);
    put(magnitudes, k, below);
    put(magnitudes, half - k, above);
  }
}

/** Squares of these magnitudes. @param powers  [half + 1] @param z  As above, as the rest. */
export function powersOf(powers: Floats, z: ConstFloats, order: ConstShorts, turns: ConstFloats, half: i32): void {
  const middle = half >> 1;
  put(powers, 0, (at(z, 0) + at(z, 1)) * (at(z, 0) + at(z, 1)));
  put(powers, half, (at(z, 0) - at(z, 1)) * (at(z, 0) - at(z, 1)));
  const center: ConstFloats = floatsFrom(z, 2 * shortAt(order, middle));
  put(powers, middle, powerOf(at(center, 0), at(center, 1)));
  for (let k = 1; k < middle; k++) {
    const low: ConstFloats = floatsFrom(z, 2 * shortAt(order, k));
    const high: ConstFloats = floatsFrom(z, 2 * shortAt(order, half - k));
    const re = turnedRe(low, high, floatsFrom(turns, 2 * k));
    const im = turnedIm(low, high, floatsFrom(turns, 2 * k));
    const below = powerOf(at(low, 0) - re, at(low, 1) - im);
    const above = powerOf(at(high, 0) + re, at(high, 1) - im);
    put(powers, k, below);
    put(powers, half - k, above);
  }
}
