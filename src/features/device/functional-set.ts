/**
 * The functionals of ComParE_2016 as the device profile computes them: what each gives, what runs along with the contour for
 * it, and whether it needs the stored contour.
 *
 * The families of the reference profile are cut where their needs differ: rise time runs along, the times above levels do
 * not, because the levels follow from the extremes. A functional that stores nothing has the same bits in a stream of
 * unknown length and over a contour that is there.
 *
 *   accumulator   a kernel `<name>Add(state, counts, begin, x, count)` in assembly/ with a state of fixed size
 *   functional    a kernel that writes its outputs from accumulators and, if it needs it, from the contour
 */

/** Words of 32 bits that an accumulator keeps for one contour. Kernels take a pointer to each array, none for 0 ints. */
interface AccumulatorState {
  /** Lengths of its arrays. */
  readonly floats: readonly number[];
  readonly ints: number;
}

/** What is summed while a contour runs along. */
export type AccumulatorName =
  | "extremes"
  | "mean"
  | "squares"
  | "positives"
  | "flatness"
  | "nonZeros"
  | "moments"
  | "regression"
  | "prediction"
  | "steps"
  | "runs";

export const ACCUMULATORS: Readonly<Record<AccumulatorName, AccumulatorState>> = {
  extremes: { floats: [2], ints: 2 },
  mean: { floats: [2], ints: 0 },
  squares: { floats: [2], ints: 0 },
  positives: { floats: [2], ints: 1 },
  flatness: { floats: [2, 1], ints: 2 },
  nonZeros: { floats: [], ints: 1 },
  moments: { floats: [4, 4], ints: 0 },
  regression: { floats: [12], ints: 0 },
  steps: { floats: [2], ints: 2 },
  prediction: { floats: [17], ints: 0 },
  runs: { floats: [], ints: 104 },
};

/**
 * Accumulators whose first array another one has among its own numbers, bit for bit, where it runs along the same contour: at a place
 * (assembly/regression.as.ts), or as what it can tell (lastFallInto in assembly/linear-prediction.as.ts). They come before it.
 */
export const SHARED_SUMS: Partial<
  Record<AccumulatorName, { readonly of: AccumulatorName; readonly at: number | null }>
> = {
  flatness: { of: "regression", at: 7 },
  moments: { of: "regression", at: 3 },
  steps: { of: "prediction", at: null },
};

/** What becomes of the sums, or of the stored contour, in the end. */
export type FunctionalName =
  | "extremes"
  | "percentiles"
  | "moments"
  | "crossingSegments"
  | "levelTimes"
  | "steps"
  | "prediction"
  | "amean"
  | "flatness"
  | "posamean"
  | "rqmean"
  | "nnz"
  | "runs"
  | "peaks"
  | "regression";

/** One functional, or several that are computed together. */
export interface DeviceFunctional {
  readonly name: FunctionalName;
  /** Names that its values have in the names of features, in this order. */
  readonly outputs: readonly string[];
  readonly accumulators: readonly AccumulatorName[];
  /** Whether it reads the whole contour at the end. */
  readonly stored: boolean;
}

const SEGMENTS = ["meanSegLen", "maxSegLen", "minSegLen", "segLenStddev"];

export const DEVICE_FUNCTIONALS: readonly DeviceFunctional[] = [
  { name: "extremes", outputs: ["range", "maxPos", "minPos"], accumulators: ["extremes"], stored: false },
  {
    name: "percentiles",
    outputs: [
      "quartile1",
      "quartile2",
      "quartile3",
      "iqr1-2",
      "iqr2-3",
      "iqr1-3",
      "percentile1.0",
      "percentile99.0",
      "pctlrange0-1",
    ],
    accumulators: [],
    stored: true,
  },
  { name: "moments", outputs: ["stddev", "skewness", "kurtosis"], accumulators: ["moments"], stored: false },
  { name: "crossingSegments", outputs: SEGMENTS, accumulators: ["extremes"], stored: true },
  {
    name: "levelTimes",
    outputs: ["upleveltime25", "upleveltime50", "upleveltime75", "upleveltime90"],
    accumulators: ["extremes"],
    stored: true,
  },
  { name: "steps", outputs: ["risetime", "leftctime"], accumulators: ["steps"], stored: false },
  {
    name: "prediction",
    outputs: ["lpgain", "lpc0", "lpc1", "lpc2", "lpc3", "lpc4"],
    accumulators: ["prediction"],
    stored: false,
  },
  { name: "amean", outputs: ["amean"], accumulators: ["mean"], stored: false },
  { name: "flatness", outputs: ["flatness"], accumulators: ["flatness"], stored: false },
  { name: "posamean", outputs: ["posamean"], accumulators: ["positives"], stored: false },
  { name: "rqmean", outputs: ["rqmean"], accumulators: ["squares"], stored: false },
  { name: "nnz", outputs: ["nnz"], accumulators: ["nonZeros"], stored: false },
  { name: "runs", outputs: SEGMENTS, accumulators: ["runs"], stored: false },
  {
    name: "peaks",
    outputs: [
      "meanPeakDist",
      "peakDistStddev",
      "peakRangeAbs",
      "peakRangeRel",
      "peakMeanAbs",
      "peakMeanMeanDist",
      "peakMeanRel",
      "minRangeRel",
      "meanRisingSlope",
      "stddevRisingSlope",
      "meanFallingSlope",
      "stddevFallingSlope",
    ],
    accumulators: ["extremes", "mean"],
    stored: true,
  },
  {
    name: "regression",
    outputs: ["linregc1", "linregc2", "linregerrQ", "qregc1", "qregc2", "qregc3", "qregerrQ", "centroid"],
    accumulators: ["regression", "extremes"],
    stored: false,
  },
];
