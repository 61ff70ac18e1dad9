/**
 * The kernels of the device profile for Node and browsers. The C of a firmware is translated from the same sources.
 */

// Descriptors
export { cepstrumOf, logBandsOf, loudnessOf, rastaOf } from "./auditory.as";
export { deltaContour, smoothContour, smoothVoiceContour, voiceDeltaContours } from "./contours.as";
export { exp2Of, expOf, lnOf, roundOf } from "./elementary.as";
export { entropyOf } from "./entropy.as";
export { transformLongFrame } from "./fourier.as";
export { transformPairs } from "./fourier-simd.as";
export { isLoud, rmsOf, windowFrame, zeroCrossingRate } from "./frame.as";
export { magnitudesOf, powersOf } from "./magnitudes.as";
export { meanOfSum, octaveSpectrumOf, subHarmonicSumOf } from "./octave.as";
export { subHarmonicSumFours } from "./octave-simd.as";
export { matchPeriods, startPeriods } from "./periods.as";
export { candidatesOf } from "./pitch.as";
export { roundedExp, roundedLn } from "./rounded.as";
export { transformShortFrame } from "./short-frame.as";
export {
  bandEnergyOf,
  centroidOf,
  fluxOf,
  harmonicityOf,
  momentsOf,
  powerSums,
  rollOffsOf,
  sharpnessOf,
  slopeOf,
} from "./spectral.as";
export { decideRest, f0Of, startPath, takeCandidates, voicingOf } from "./viterbi.as";

// Functionals
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
