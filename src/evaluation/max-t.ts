/**
 * How far the largest of several estimates may stray, in standard errors: the quantile of the maximum of a multivariate t.
 *
 *   Z = (N₁, …, N_M) / √(χ²_ν / ν),   N normal with the correlations of the estimates        c = Q(p) of max_k Z_k
 *
 * Drawn from the Cholesky factor of the correlations, always with the same numbers: the result is a function of its arguments,
 * and no seed decides a bound. With 50,000 draws its standard error is about 0.01 at p = 0.95.
 *
 * Source  F. Bretz, T. Hothorn, P. Westfall 2010, "Multiple Comparisons Using R", section 3.1; chi-square of any degrees
 *         of freedom by G. Marsaglia, W. W. Tsang 2000, "A Simple Method for Generating Gamma Variables", ACM TOMS 26(3).
 */

import { Random } from "../core/random.ts";
import { quantileR7 } from "./quantile.ts";

/** Any number would do; this one is the same for all. */
const DRAW_SEED = 1;

/** Correlations that rounding makes this much larger than what is explained already are 0. */
const LEAST_PIVOT = 1e-10;

/**
 * The quantile of the maximum.
 *
 * @param influences  Of each estimate, one number per speaker; the correlations are those of these. [M][K]
 * @param freedom     Degrees of freedom, above 0.
 * @param p           0.5 to 1.
 * @returns −Infinity where no estimate varies.
 */
export function maxTQuantile(influences: readonly Float64Array[], freedom: number, p: number, draws: number): number {
  const varying = influences.map(unitLength).filter((vector) => vector !== null);
  if (varying.length === 0) return -Infinity;
  const factor = choleskyFactor(varying);
  const random = new Random(DRAW_SEED);
  const normals = new Float64Array(varying.length);
  const maxima = new Float64Array(draws);
  for (let b = 0; b < draws; b++) {
    for (let k = 0; k < normals.length; k++) normals[k] = random.normal();
    maxima[b] = largestProduct(factor, normals) / Math.sqrt(chiSquare(freedom, random) / freedom);
  }
  return quantileR7(maxima.sort(), p);
}

/** Null for a vector of zeros. */
function unitLength(vector: Float64Array): Float64Array | null {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return length === 0 ? null : vector.map((x) => x / length);
}

/** Lower triangle L with L Lᵀ = the products of the vectors; a vector that others explain gets a column of zeros. [M × M] */
function choleskyFactor(vectors: readonly Float64Array[]): Float64Array {
  const size = vectors.length;
  const factor = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    let pivot = 0;
    for (let i = j; i < size; i++) {
      let rest = product(vectors[i], vectors[j]);
      for (let k = 0; k < j; k++) rest -= factor[i * size + k] * factor[j * size + k];
      if (i === j) pivot = rest > LEAST_PIVOT ? Math.sqrt(rest) : 0;
      factor[i * size + j] = pivot === 0 ? 0 : rest / pivot;
    }
  }
  return factor;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Kernel: the largest entry of L · x. */
function largestProduct(factor: Float64Array, x: Float64Array): number {
  const size = x.length;
  let largest = -Infinity;
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let k = 0; k <= i; k++) sum += factor[i * size + k] * x[k];
    if (sum > largest) largest = sum;
  }
  return largest;
}

/** A chi-square number: twice a gamma number of shape freedom / 2. */
function chiSquare(freedom: number, random: Random): number {
  const shape = freedom / 2;
  if (shape < 1) return chiSquare(freedom + 2, random) * (1 - random.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = random.normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < x * x * 0.5 + d * (1 - v + Math.log(v))) return 2 * d * v;
  }
}
