/**
 * Means of a contour: arithmetic, root of quadratic, of the positive values, geometric over arithmetic, share of non-zeros.
 *
 *   flatness = exp( mean of ln|x| over x ≠ 0 ) / mean of |x| over all x;  1 if all are 0
 *
 * Source  specification, section 17.8.
 */

import type { FunctionalFamily, Sequence } from "./sequence.ts";

const MEANS = {
  amean: ({ mean }: Sequence) => mean,
  rqmean: ({ x }: Sequence) => rootQuadraticMean(x),
  posamean: ({ x }: Sequence) => positiveMean(x),
  flatness: ({ x }: Sequence) => flatness(x),
  nnz: ({ x }: Sequence) => x.reduce((count, value) => (value === 0 ? count : count + 1), 0) / x.length,
} as const;

/** The family of the named means, in that order. */
export function meansOf(...names: (keyof typeof MEANS)[]): FunctionalFamily {
  const functions = names.map((name) => MEANS[name]);
  return {
    names,
    into(out, offset, sequence) {
      for (let i = 0; i < functions.length; i++) out[offset + i] = functions[i](sequence);
    },
  };
}

function rootQuadraticMean(x: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * x[i];
  return Math.sqrt(sum / x.length);
}

function positiveMean(x: Float32Array): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < x.length; i++) {
    if (x[i] <= 0) continue;
    sum += x[i];
    count++;
  }
  return count > 0 ? sum / count : 0;
}

/** Products are taken as long as they stay far from the ends of double precision: one logarithm for dozens of values. */
const LEAST_PRODUCT = 1e-250;
const MOST_PRODUCT = 1e250;

function flatness(x: Float32Array): number {
  let sum = 0;
  let logSum = 0;
  let product = 1;
  let count = 0;
  for (let i = 0; i < x.length; i++) {
    const size = Math.abs(x[i]);
    if (size === 0) continue;
    sum += size;
    count++;
    product *= size;
    if (product < LEAST_PRODUCT || product > MOST_PRODUCT) {
      logSum += Math.log(product);
      product = 1;
    }
  }
  return count === 0 ? 1 : Math.exp((logSum + Math.log(product)) / count) / (sum / x.length);
}
