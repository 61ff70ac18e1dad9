/**
 * Quantile of the standard normal distribution.
 *
 *   z with P(X > z) = 1 − p: a rational start with error < 4.5e-4, then Newton's steps on ln P(X > z)
 *
 * Relative error < 1e-13 for p up to 1 − 1e-9 (beyond it 1 − p itself is rounded).
 * Source  M. Abramowitz, I. Stegun 1964, "Handbook of Mathematical Functions", 26.2.23 for the start.
 */

import { erfc } from "./erfc.ts";

/** Each step squares the error of the one before: from 4.5e-4 to below rounding. */
const NEWTON_STEPS = 4;

/** The z below which a standard normal number lies with chance p. @param p  Above 0, below 1. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`normalQuantile: p must be above 0 and below 1, got ${p}`);
  if (p < 0.5) return -normalQuantile(1 - p);
  if (p === 0.5) return 0;
  const tail = 1 - p;
  let z = startOf(tail);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const above = erfc(z / Math.SQRT2) / 2;
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    z += (Math.log(above / tail) * above) / density;
  }
  return z;
}

function startOf(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  return t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
}
