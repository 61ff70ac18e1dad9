/**
 * Complementary error function, accurate in the far tail, where 1 − erf(x) would be 0.
 *
 *   erfc(x) = 2/√π · ∫ₓ^∞ exp(−t²) dt
 *   0 ≤ x < 2   1 − 2/√π · exp(−x²) · Σ_k 2ᵏ x²ᵏ⁺¹ / (1·3·…·(2k+1))                         (terms all positive)
 *   x ≥ 2       exp(−x²)/√π · 1/(x + ½/(x + 1/(x + 1½/(x + 2/(x + …)))))                    (continued fraction)
 *   x < 0       2 − erfc(−x)
 *
 * Relative error < 2e-13 down to 1e-307 (x = 26.5); the growth comes from rounding x² in the exponent.
 * Source  M. Abramowitz, I. Stegun 1964, "Handbook of Mathematical Functions", 7.1.6 and 7.1.14.
 */

/** Where the two expansions take turns: below it the series loses at most 2 digits to 1 − erf. */
const SERIES_END = 2;
/** Depth at which the continued fraction has converged to double precision for x ≥ 2. */
const FRACTION_DEPTH = 120;

/** 2/√π · ∫ₓ^∞ exp(−t²) dt. */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  return x < SERIES_END ? 1 - erfSeries(x) : erfcFraction(x);
}

/** Upper tail of chi-square with 1 degree of freedom: the chance of a value above `chi2`. */
export function chiSquareUpperTail(chi2: number): number {
  return erfc(Math.sqrt(chi2 / 2));
}

function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; term > sum * Number.EPSILON * 0.1; odd += 2) {
    term *= (2 * x * x) / odd;
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

function erfcFraction(x: number): number {
  let denominator = x;
  for (let k = FRACTION_DEPTH; k >= 1; k--) denominator = x + k / 2 / denominator;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * denominator);
}
