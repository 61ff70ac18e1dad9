/**
 * The functionals in words: what is taken of a contour, in which unit, and what a high value means.
 *
 * A phrase has the contour's words for {c}: "median of {c}". What a high value means is said of the contour, except of its
 * level, where the descriptor's own words hold.
 *
 * Source  the definitions of the specification, section 17, as the files of functionals/ compute them.
 */

/** What of a contour a functional tells. */
export const ASPECTS = ["level", "variation", "course", "rhythm", "speed", "distribution", "smoothness"] as const;

/** What a functional says of a contour. */
export type Aspect = (typeof ASPECTS)[number];

/** Units of functionals, in those of their contour. */
type FunctionalUnit =
  | "contour"
  | "contour²"
  | "contour/s"
  | "range"
  | "range/time"
  | "range/time²"
  | "s"
  | "share"
  | "";

/** What a functional is. */
export interface FunctionalWords {
  readonly aspect: Aspect;
  /** With {c} for the contour. */
  readonly phrase: string;
  readonly unit: FunctionalUnit;
  /** Null where it is what a high value of the contour means. */
  readonly high: string | null;
}

const of = (aspect: Aspect, unit: FunctionalUnit, phrase: string, high: string | null = null): FunctionalWords => ({
  aspect,
  phrase,
  unit,
  high,
});

/** By the last part of a feature's name. */
export const FUNCTIONAL_WORDS: Readonly<Record<string, FunctionalWords>> = {
  amean: of("level", "contour", "mean of {c}"),
  posamean: of("level", "contour", "mean of the positive values of {c}"),
  rqmean: of(
    "level",
    "contour",
    "root mean square of {c}",
    "larger values, whatever their sign; large ones count most",
  ),
  flatness: of("variation", "share", "evenness in time of {c} (geometric over arithmetic mean)", "more even in time"),
  range: of("variation", "contour", "range of {c}", "more variation; one extreme value is enough"),
  maxPos: of("course", "share", "moment of the highest value of {c}", "highest later in the recording"),
  minPos: of("course", "share", "moment of the lowest value of {c}", "lowest later in the recording"),
  quartile1: of("level", "contour", "lower quartile of {c}"),
  quartile2: of("level", "contour", "median of {c}"),
  quartile3: of("level", "contour", "upper quartile of {c}"),
  "iqr1-2": of(
    "variation",
    "contour",
    "distance from lower quartile to median of {c}",
    "more variation below the median",
  ),
  "iqr2-3": of(
    "variation",
    "contour",
    "distance from median to upper quartile of {c}",
    "more variation above the median",
  ),
  "iqr1-3": of("variation", "contour", "distance between the quartiles of {c}", "more variation"),
  "percentile1.0": of("level", "contour", "lowest values (1st percentile) of {c}"),
  "percentile99.0": of("level", "contour", "highest values (99th percentile) of {c}"),
  "pctlrange0-1": of("variation", "contour", "range of {c} from the 1st to the 99th percentile", "more variation"),
  stddev: of("variation", "contour", "standard deviation of {c}", "more variation"),
  skewness: of("distribution", "", "skewness of {c}", "mostly low, with a few high values"),
  kurtosis: of("distribution", "", "peakedness (kurtosis) of {c}", "mostly steady, with a few extreme values"),
  meanSegLen: of("rhythm", "s", "mean time between large changes of {c}", "large changes are rarer"),
  maxSegLen: of("rhythm", "s", "longest time between large changes of {c}", "a long stretch without a large change"),
  minSegLen: of("rhythm", "s", "shortest time between large changes of {c}", "no large changes close together"),
  segLenStddev: of(
    "rhythm",
    "s",
    "irregularity of the time between large changes of {c}",
    "large changes come irregularly",
  ),
  upleveltime25: of(
    "rhythm",
    "share",
    "share of time that {c} is above 25 % of its range",
    "seldom near its lowest values",
  ),
  upleveltime50: of("rhythm", "share", "share of time that {c} is above half of its range", "high for longer"),
  upleveltime75: of(
    "rhythm",
    "share",
    "share of time that {c} is above 75 % of its range",
    "near its highest values for longer",
  ),
  upleveltime90: of(
    "rhythm",
    "share",
    "share of time that {c} is above 90 % of its range",
    "near its highest values for longer",
  ),
  risetime: of("rhythm", "share", "share of time that {c} rises", "rises for longer than it falls"),
  leftctime: of(
    "rhythm",
    "share",
    "share of time that {c} curves upwards",
    "falls that slow down and rises that speed up, for longer",
  ),
  lpgain: of(
    "smoothness",
    "contour²",
    "what a prediction of {c} from its last five values misses",
    "larger, or harder to predict from frame to frame",
  ),
  lpc0: of(
    "smoothness",
    "",
    "first coefficient of the prediction of {c} from its last five values",
    "rougher, less like 10 ms before",
  ),
  ...Object.fromEntries(
    ["second", "third", "fourth", "fifth"].map((nth, i) => [
      `lpc${i + 1}`,
      of(
        "smoothness",
        "",
        `${nth} coefficient of the prediction of {c} from its last five values`,
        `another course from frame to frame, related to values ${10 * (i + 2)} ms before; it has no plainer meaning`,
      ),
    ]),
  ),
  linregc1: of("course", "range/time", "slope of a line through {c}", "rises over the recording"),
  linregc2: of("course", "range", "start of a line through {c}", "starts high within its range"),
  linregerrQ: of("variation", "share", "scatter of {c} around a line", "more variation that is no steady rise or fall"),
  qregc1: of("course", "range/time²", "curvature of a parabola through {c}", "falls first and rises then"),
  qregc2: of("course", "range/time", "slope at the beginning of a parabola through {c}", "rises at the beginning"),
  qregc3: of("course", "range", "start of a parabola through {c}", "starts high within its range"),
  qregerrQ: of(
    "variation",
    "share",
    "scatter of {c} around a parabola",
    "more variation that is no steady rise, fall or turn",
  ),
  centroid: of("course", "share", "moment around which {c} is concentrated", "larger later in the recording"),
  meanPeakDist: of("rhythm", "s", "mean time between peaks of {c}", "a slower rhythm of peaks"),
  peakDistStddev: of("rhythm", "s", "irregularity of the time between peaks of {c}", "a less regular rhythm of peaks"),
  peakRangeAbs: of(
    "variation",
    "contour",
    "difference between the highest and the lowest peak of {c}",
    "peaks that differ more",
  ),
  peakRangeRel: of(
    "variation",
    "share",
    "difference between the highest and the lowest peak of {c}, as a share of its range",
    "peaks that differ more",
  ),
  peakMeanAbs: of("level", "contour", "mean height of the peaks of {c}"),
  peakMeanMeanDist: of(
    "variation",
    "contour",
    "height of the peaks of {c} above its mean",
    "peaks that stand out more",
  ),
  peakMeanRel: of("variation", "", "height of the peaks of {c} relative to its mean", "peaks that stand out more"),
  minRangeRel: of(
    "variation",
    "share",
    "difference between the highest and the lowest valley of {c}, as a share of its range",
    "valleys that differ more",
  ),
  meanRisingSlope: of("speed", "contour/s", "mean steepness of the rises of {c}", "rises faster"),
  stddevRisingSlope: of(
    "speed",
    "contour/s",
    "standard deviation of the steepness of the rises of {c}",
    "rises at more different speeds",
  ),
  meanFallingSlope: of("speed", "contour/s", "mean steepness of the falls of {c}", "falls faster"),
  stddevFallingSlope: of(
    "speed",
    "contour/s",
    "standard deviation of the steepness of the falls of {c}",
    "falls at more different speeds",
  ),
};

/** Of the voiced stretches of the pitch, which have their own group (`_ff0`). */
export const VOICED_STRETCH_WORDS: Readonly<Record<string, FunctionalWords>> = {
  nnz: of(
    "rhythm",
    "share",
    "share of frames that are voiced",
    "more of the recording is voiced: fewer pauses and voiceless sounds",
  ),
  meanSegLen: of("rhythm", "s", "mean length of voiced stretches", "longer stretches of voice without a break"),
  maxSegLen: of("rhythm", "s", "longest voiced stretch", "a long stretch of voice without a break"),
  minSegLen: of("rhythm", "s", "shortest voiced stretch", "no short pieces of voice"),
  segLenStddev: of(
    "rhythm",
    "s",
    "irregularity of the length of voiced stretches",
    "voiced stretches of more different lengths",
  ),
};
