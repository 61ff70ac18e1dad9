/**
 * Binomial probabilities with success chance 1/2, accurate in the far tails.
 *
 *   P(X = k) = C(n, k) / 2ⁿ          P(X ≤ k) = P(X = k) · (1 + k/(n−k+1) + k(k−1)/((n−k+1)(n−k+2)) + …)
 *
 * The point probability comes from Stirling's series with its error term, so that no large logarithms cancel:
 *
 *   ln P(X = k) = δ(n) − δ(k) − δ(n−k) − D(k) − D(n−k) + ½ ln(n / (2π k (n−k))),   D(x) = x ln(x/m) + m − x,   m = n/2
 *   δ(n) = ln n! − ½ ln(2πn) − n ln n + n = 1/(12n) − 1/(360n³) + …
 *
 * Relative error < 1e-12 for n up to 100,000, until the probability itself underflows (below 1e-307).
 * Source  C. Loader 2000, "Fast and Accurate Computation of Binomial Probabilities", for the saddle-point form.
 */

/** Below this n, δ(n) is computed from the factorial itself; from it on, 6 terms of the series err by less than 1e-16. */
const SERIES_START = 16;

/** P(X = k) for X binomial with n trials of chance 1/2. @param k  Integer, 0 to n. */
export function binomialHalf(k: number, n: number): number {
  if (!Number.isInteger(n) || !Number.isInteger(k) || k < 0 || k > n)
    throw new RangeError(`binomialHalf: k and n must be integers with 0 <= k <= n, got k = ${k}, n = ${n}`);
  if (k === 0 || k === n) return 2 ** -n;
  const logarithm =
    stirlingError(n) - stirlingError(k) - stirlingError(n - k) - deviance(k, n / 2) - deviance(n - k, n / 2);
  return Math.exp(logarithm) * Math.sqrt(n / (2 * Math.PI * k * (n - k)));
}

/** P(X ≤ k) for X binomial with n trials of chance 1/2, k at most n/2: summed from the largest term downwards. */
export function binomialHalfLowerTail(k: number, n: number): number {
  if (2 * k > n) throw new RangeError(`binomialHalfLowerTail: k must be at most n/2, got k = ${k}, n = ${n}`);
  let term = 1;
  let sum = 1;
  for (let j = k; j >= 1 && term > sum * Number.EPSILON * 0.1; j--) {
    term *= j / (n - j + 1);
    sum += term;
  }
  return binomialHalf(k, n) * sum;
}

/** δ(n) of Stirling's formula. */
function stirlingError(n: number): number {
  if (n < SERIES_START) return Math.log(factorial(n)) - 0.5 * Math.log(2 * Math.PI * n) - n * Math.log(n) + n;
  const square = n * n;
  const tail = 1 / 1260 - (1 / 1680 - (1 / 1188 - 691 / 360360 / square) / square) / square;
  return (1 / 12 - (1 / 360 - tail / square) / square) / n;
}

function factorial(n: number): number {
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return product;
}

/** D(x) = x ln(x/m) + m − x, by its series in (x−m)/(x+m) where the terms would cancel. */
function deviance(x: number, m: number): number {
  const v = (x - m) / (x + m);
  if (Math.abs(v) > 0.1) return x * Math.log(x / m) + m - x;
  let power = 2 * x * v;
  let sum = (x - m) * v;
  for (let odd = 3; ; odd += 2) {
    power *= v * v;
    const next = sum + power / odd;
    if (next === sum) return sum;
    sum = next;
  }
}
