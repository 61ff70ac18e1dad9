/**
 * Sample quantile by the R-7 definition (the default of R, numpy and spreadsheets):
 *
 *   h = (n − 1) · p          Q(p) = x₍⌊h⌋₎ + (h − ⌊h⌋) · (x₍⌊h⌋₊₁₎ − x₍⌊h⌋₎),   x₍₀₎ the smallest
 *
 * Source: R. J. Hyndman, Y. Fan 1996, "Sample Quantiles in Statistical Packages", The American Statistician 50(4).
 */

/** The quantile of ascending values. @param p  0 to 1. */
export function quantileR7(ascending: Float64Array, p: number): number {
  if (ascending.length === 0) throw new RangeError("quantileR7: there must be at least 1 value, got 0");
  if (!(p >= 0 && p <= 1)) throw new RangeError(`quantileR7: p must be from 0 to 1, got ${p}`);
  const h = (ascending.length - 1) * p;
  const below = Math.floor(h);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below] + (h - below) * (ascending[above] - ascending[below]);
}
