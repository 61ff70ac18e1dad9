/**
 * Correlation of neighbouring periods, for many trial periods at once.
 *
 *   r(τ) = Σ (a − ā)(b − b̄) / sqrt( Σ (a − ā)² Σ (b − b̄)² ),   a = d[s .. s+τ−1],  b = d[s+τ .. s+2τ−1]
 *
 * `periodCorrelation` is the definition. `PeriodCorrelator` takes sums and sums of squares from running totals, so that a
 * trial period costs τ multiplications instead of 6τ, and falls back to the definition where the variance is so small
 * against the energy that the difference of totals would lose digits: below 1e−6 of it. Both agree to 1e−9.
 *
 * Source  specification, section 12.1.
 */

/** Correlation of two neighbouring stretches of a signal; NaN if one of them is constant. */
export function periodCorrelation(d: Float32Array, start: number, period: number): number {
  let sumA = 0;
  let sumB = 0;
  for (let n = start; n < start + period; n++) {
    sumA += d[n];
    sumB += d[n + period];
  }
  const meanA = sumA / period;
  const meanB = sumB / period;
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (let n = start; n < start + period; n++) {
    const a = d[n] - meanA;
    const b = d[n + period] - meanB;
    aa += a * a;
    bb += b * b;
    ab += a * b;
  }
  return ab / Math.sqrt(aa * bb);
}

/** Share of a stretch's energy below which its variance is computed from the definition. */
const LEAST_VARIANCE_SHARE = 1e-6;

export class PeriodCorrelator {
  #sums: Float64Array;
  #squares: Float64Array;

  /** @param capacity  Longest slice, in samples. */
  constructor(capacity: number) {
    this.#sums = new Float64Array(capacity + 1);
    this.#squares = new Float64Array(capacity + 1);
  }

  /** Takes the totals of a slice; later calls of `correlate` refer to it. */
  prepare(d: Float32Array, start: number, end: number): void {
    let sum = 0;
    let square = 0;
    for (let n = start; n < end; n++) {
      sum += d[n];
      square += d[n] * d[n];
      this.#sums[n - start + 1] = sum;
      this.#squares[n - start + 1] = square;
    }
  }

  /**
   * Writes r(τ) for τ = least .. most.
   *
   * @param offset  Where the slice begins in `d`.
   * @param start   First sample of the first period, from there.
   */
  correlateInto(out: Float64Array, d: Float32Array, offset: number, start: number, least: number, most: number): void {
    const sums = this.#sums;
    const squares = this.#squares;
    for (let period = least; period <= most; period++) {
      const middle = start + period;
      const end = middle + period;
      const sumA = sums[middle] - sums[start];
      const sumB = sums[end] - sums[middle];
      const squareA = squares[middle] - squares[start];
      const squareB = squares[end] - squares[middle];
      const varianceA = squareA - (sumA * sumA) / period;
      const varianceB = squareB - (sumB * sumB) / period;
      const first = offset + start;
      if (varianceA > LEAST_VARIANCE_SHARE * squareA && varianceB > LEAST_VARIANCE_SHARE * squareB) {
        const covariance = laggedProduct(d, first, period) - (sumA * sumB) / period;
        out[period - least] = covariance / Math.sqrt(varianceA * varianceB);
      } else {
        out[period - least] = periodCorrelation(d, first, period);
      }
    }
  }
}

/** Σ d[n] d[n + period]; four sums hide the latency of the additions. */
function laggedProduct(d: Float32Array, start: number, period: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let e = 0;
  let n = start;
  const end = start + period;
  for (; n + 3 < end; n += 4) {
    a += d[n] * d[n + period];
    b += d[n + 1] * d[n + 1 + period];
    c += d[n + 2] * d[n + 2 + period];
    e += d[n + 3] * d[n + 3 + period];
  }
  for (; n < end; n++) a += d[n] * d[n + period];
  return a + b + (c + e);
}
