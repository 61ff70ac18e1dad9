/**
 * The kernels of the device profile for Node and browsers. The C of a firmware is translated from the same sources.
 */

export { exp2Of, expOf, lnOf, roundOf } from "./elementary.as";
export { extremesAdd, extremesFinish, leastOf, rangeOf } from "./extremes.as";
export { predictionAdd, predictionFinish } from "./linear-prediction.as";
export {
  flatnessAdd,
  flatnessOf,
  meanAdd,
  meanOf,
  nonZeroShareOf,
  nonZerosAdd,
  positiveMeanOf,
  positivesAdd,
  rootMeanSquareOf,
  squaresAdd,
} from "./means.as";
export { momentsAdd, momentsFinish } from "./moments.as";
export { peaks } from "./peaks.as";
export { percentiles } from "./percentiles.as";
export { regressionAdd, regressionFinish } from "./regression.as";
export { crossingSegments, runsAdd, runsFinish } from "./segments.as";
export { levelTimes, stepsAdd, stepsFinish } from "./times.as";
export { keepFinite, nonZerosInto } from "./values.as";
