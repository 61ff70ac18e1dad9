/**
 * The kernels of the functionals: addresses and counts in, see the sources `assembly/*.as.ts`.
 */

/** The exports of the module that summarises contours. */
export interface FunctionalKernels {
  extremesAdd(state: number, places: number, begin: number, x: number, count: number): void;
  meanAdd(sum: number, begin: number, x: number, count: number): void;
  squaresAdd(sum: number, begin: number, x: number, count: number): void;
  positivesAdd(sum: number, values: number, begin: number, x: number, count: number): void;
  flatnessAdd(sizes: number, mantissa: number, counts: number, begin: number, x: number, count: number): void;
  nonZerosAdd(values: number, begin: number, x: number, count: number): void;
  momentsAdd(low: number, high: number, begin: number, x: number, count: number): void;
  regressionAdd(state: number, begin: number, x: number, count: number): void;
  predictionAdd(state: number, begin: number, x: number, count: number): void;
  stepsAdd(state: number, counts: number, begin: number, x: number, count: number): void;
  runsAdd(runs: number, begin: number, x: number, count: number): void;

  leastOf(extremes: number): number;
  rangeOf(extremes: number): number;
  meanOf(sum: number, count: number): number;
  rootMeanSquareOf(sum: number, count: number): number;
  positiveMeanOf(sum: number, values: number): number;
  flatnessOf(sizes: number, mantissa: number, counts: number, count: number): number;
  nonZeroShareOf(values: number, count: number): number;

  extremesFinish(out: number, state: number, places: number, count: number): void;
  momentsFinish(out: number, low: number, high: number, count: number): void;
  regressionFinish(
    out: number,
    state: number,
    count: number,
    least: number,
    range: number,
    framesPerSecond: number,
  ): void;
  predictionFinish(out: number, state: number, count: number): void;
  stepsFinish(out: number, counts: number, count: number): void;
  runsFinish(out: number, runs: number, count: number): void;

  percentiles(out: number, x: number, sorted: number, bounds: number, count: number): void;
  levelTimes(out: number, x: number, count: number, least: number, range: number): void;
  crossingSegments(out: number, x: number, lengths: number, count: number, least: number, range: number): void;
  peaks(out: number, x: number, extrema: number, count: number, range: number, mean: number): void;

  nonZerosInto(out: number, x: number, count: number): number;
  keepFinite(values: number, count: number): void;
}
