/**
 * Correlation of neighbouring periods, for many trial periods at once.
 *
 *   r(τ) = Σ (a − ā)(b − b̄) / sqrt( Σ (a − ā)² Σ (b − b̄)² ),   a = d[s .. s+τ−1],  b = d[s+τ .. s+2τ−1]
 *
 * `periodCorrelation` is the definition. `PeriodCorrelator` looks for its highest local maximum and takes sums and sums of
 * squares from running totals, so that a trial period costs τ multiplications instead of 3τ and as many subtractions.
 * That is within 1e−9 of the definition, which decides wherever so little matters: at the maximum, at its neighbours,
 * between maxima of nearly the same height (a decoder that repeats its last packet makes them exactly equal), and where
 * the variance is below 1e−6 of the energy, so that the difference of totals would lose digits.
 *
 * Source  specification, section 12.1.
 */

import type { KernelMemory } from "../assembly/kernel-memory.ts";

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

/** Share of the slice's energy below which a variance is computed from the definition. */
const LEAST_VARIANCE_SHARE = 1e-6;
/** More than the fast correlation can be off. */
const UNCERTAINTY = 1e-8;

/** What the kernel writes where the definition must be used. */
const UNDECIDED = 2;

/** Correlates neighbouring periods of one frame after the other. */
export class PeriodCorrelator {
  /** r(τ) of the last search, by τ − least: exact at the maximum and beside it. */
  readonly correlations: Float64Array<ArrayBuffer>;
  readonly #memory: KernelMemory;
  readonly #samples: Float64Array<ArrayBuffer>;
  readonly #sums: number;
  readonly #squares: Float64Array<ArrayBuffer>;
  #slice: Float32Array = new Float32Array(0);

  /**
   * @param sliceLength   Longest slice, in samples.
   * @param periodCount  Most trial periods.
   */
  constructor(memory: KernelMemory, sliceLength: number, periodCount: number) {
    this.#memory = memory;
    this.correlations = memory.doubles(periodCount);
    this.#samples = memory.doubles(sliceLength);
    this.#sums = memory.doubles(sliceLength + 1).byteOffset;
    this.#squares = memory.doubles(sliceLength + 1);
  }

  /** Takes the slice of the signal in which periods will be searched. */
  take(slice: Float32Array): void {
    this.#slice = slice;
    this.#samples.set(slice);
    const { kernels } = this.#memory;
    kernels.totals(this.#sums, this.#squares.byteOffset, this.#samples.byteOffset, slice.length);
  }

  /**
   * The τ − least of the highest local maximum of r, 0 if there is none; of equals the first.
   *
   * @param start  First sample of the first period in the slice.
   * @param searched  Correlations that count, from τ = least on.
   */
  highestPeak(start: number, least: number, most: number, searched: number): number {
    this.#correlate(start, least, most);
    const r = this.correlations;
    const nearPeak = (i: number) => r[i - 1] < r[i] + UNCERTAINTY && r[i] + UNCERTAINTY > r[i + 1];
    let height = -Infinity;
    for (let i = 1; i <= searched - 2; i++) if (r[i] > height && nearPeak(i)) height = r[i];
    for (let i = 1; i <= searched - 2; i++) {
      if (!(r[i] >= height - 2 * UNCERTAINTY && nearPeak(i))) continue;
      for (let beside = i - 1; beside <= i + 1; beside++)
        r[beside] = periodCorrelation(this.#slice, start, least + beside);
    }
    let best = 0;
    for (let i = 1; i <= searched - 2; i++) {
      if (r[i - 1] < r[i] && r[i] > r[i + 1] && (best === 0 || r[i] > r[best])) best = i;
    }
    return best;
  }

  #correlate(start: number, least: number, most: number): void {
    const r = this.correlations;
    const leastVariance = LEAST_VARIANCE_SHARE * this.#squares[this.#slice.length];
    const [samples, squares] = [this.#samples.byteOffset, this.#squares.byteOffset];
    this.#memory.kernels.correlations(r.byteOffset, samples, this.#sums, squares, start, least, most, leastVariance);
    for (let i = 0; i <= most - least; i++) {
      if (r[i] === UNDECIDED) r[i] = periodCorrelation(this.#slice, start, least + i);
    }
  }
}
