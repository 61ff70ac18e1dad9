/**
 * Student's t distribution with any positive number of degrees of freedom, whole or not.
 *
 *   P(T > t) = ½ · I_x(ν/2, ½),   x = ν / (ν + t²),   I the regularised incomplete beta function by its continued fraction
 *   quantile   Newton's steps on ln P(T > t) over ln t, inside a bracket that starts at the normal quantile
 *
 *   Γ(a + ½)/Γ(a) = √a · exp(−1/(8a) + 1/(192a³) − 1/(640a⁵) + 17/(14336a⁷) − …) from a = 12 on; below it by
 *   Γ(a + ½)/Γ(a) = Γ(a + 1½)/Γ(a + 1) · a/(a + ½)
 *
 * Relative error of tail and quantile < 1e-11 for ν from 0.1 to 1e6 and p from 0.5 to 0.9999. A quantile above 1e150, which
 * ν below about 0.01 has, is Infinity: nothing is known then.
 *
 * Source  M. Abramowitz, I. Stegun 1964, "Handbook of Mathematical Functions", 26.5.8, 26.7.1, 6.1.47; the fraction is
 *         evaluated forwards by the method of W. J. Lentz 1976, Applied Optics 15(3).
 */

import { normalQuantile } from "./normal-quantile.ts";

/** Above it t is normal: the quantiles differ by less than 1e-9 of their value. */
const NORMAL_FREEDOM = 1e10;
/** Squares stay finite below it. */
const LARGEST_QUANTILE = 1e150;
/** Where Γ's series is used: six terms err by less than 1e-15 there. */
const SERIES_START = 12;
const MOST_FRACTION_TERMS = 1_000_000;
const MOST_NEWTON_STEPS = 200;

/** The chance of a value above t. @param freedom  Degrees of freedom, above 0. */
export function studentsTUpperTail(t: number, freedom: number): number {
  checkFreedom("studentsTUpperTail", freedom);
  if (t < 0) return 1 - studentsTUpperTail(-t, freedom);
  const x = freedom / (freedom + t * t);
  const rest = (t * t) / (freedom + t * t);
  const a = freedom / 2;
  if (x < (a + 1) / (a + 2.5)) return betaFraction(x, rest, a, 0.5) / 2;
  return (1 - betaFraction(rest, x, 0.5, a)) / 2;
}

/** The t below which a value lies with chance p. @param p  Above 0, below 1. @param freedom  Degrees of freedom, above 0. */
export function studentsTQuantile(p: number, freedom: number): number {
  checkFreedom("studentsTQuantile", freedom);
  const start = normalQuantile(p);
  if (start < 0) return -studentsTQuantile(1 - p, freedom);
  if (start === 0 || freedom > NORMAL_FREEDOM) return start;
  const tail = 1 - p;
  let [low, high] = [start, 2 * start];
  while (studentsTUpperTail(high, freedom) > tail) {
    [low, high] = [high, 4 * high];
    if (high > LARGEST_QUANTILE) return Infinity;
  }
  return refined(low, high, tail, freedom);
}

/** Newton's steps, each kept inside the bracket by halving it where a step would leave it. */
function refined(low: number, high: number, tail: number, freedom: number): number {
  let [below, above] = [low, high];
  let t = Math.sqrt(low) * Math.sqrt(high);
  for (let step = 0; step < MOST_NEWTON_STEPS; step++) {
    const found = studentsTUpperTail(t, freedom);
    if (found > tail) below = t;
    else above = t;
    const next = t * Math.exp((Math.log(found / tail) * found) / (t * density(t, freedom)));
    const kept = next > below && next < above ? next : Math.sqrt(below) * Math.sqrt(above);
    if (Math.abs(kept - t) <= 4 * Number.EPSILON * t) return kept;
    t = kept;
  }
  return t;
}

function density(t: number, freedom: number): number {
  const logarithm = (-(freedom + 1) / 2) * Math.log1p((t * t) / freedom);
  return (gammaRatio(freedom / 2) / Math.sqrt(freedom * Math.PI)) * Math.exp(logarithm);
}

/** I_x(a, b) where x is below (a + 1)/(a + b + 2), so that the fraction converges fast. @param rest  1 − x. */
function betaFraction(x: number, rest: number, a: number, b: number): number {
  // One of the two is ½: B(a, ½) = √π · Γ(a)/Γ(a + ½)
  const beta = Math.sqrt(Math.PI) / gammaRatio(b === 0.5 ? a : b);
  const front = Math.exp(a * logarithm(x, rest) + b * logarithm(rest, x)) / (a * beta);
  let numerator = 1;
  let denominator = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = denominator;
  for (let m = 1; m <= MOST_FRACTION_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    denominator = 1 / (1 + even * denominator);
    numerator = 1 + even / numerator;
    fraction *= numerator * denominator;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    denominator = 1 / (1 + odd * denominator);
    numerator = 1 + odd / numerator;
    const factor = numerator * denominator;
    fraction *= factor;
    if (Math.abs(factor - 1) < Number.EPSILON) break;
  }
  return front * fraction;
}

/** ln x of the smaller one's own digits: near 1, x itself has lost them. @param rest  1 − x. */
function logarithm(x: number, rest: number): number {
  return x < rest ? Math.log(x) : Math.log1p(-rest);
}

/** Γ(a + ½)/Γ(a). */
function gammaRatio(a: number): number {
  let factor = 1;
  let shifted = a;
  for (; shifted < SERIES_START; shifted++) factor *= shifted / (shifted + 0.5);
  const square = shifted * shifted;
  const tail = 17 / 14336 - (31 / 18432 - 691 / 180224 / square) / square;
  return (
    factor * Math.sqrt(shifted) * Math.exp((-1 / 8 + (1 / 192 - (1 / 640 - tail / square) / square) / square) / shifted)
  );
}

function checkFreedom(name: string, freedom: number): void {
  if (!(freedom > 0)) throw new RangeError(`${name}: degrees of freedom must be above 0, got ${freedom}`);
}
