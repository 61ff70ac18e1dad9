/**
 * How each functional is had from its accumulators and, where it needs it, from the stored contour.
 */

import type { FunctionalKernels } from "./functional-kernels.ts";
import type { AccumulatorName, FunctionalName } from "./functional-set.ts";

/** Addresses of an accumulator's arrays. */
export interface StateAddress {
  readonly floats: readonly number[];
  readonly ints: number;
}

/** A contour whose accumulators are full. Addresses, except for the numbers. */
export interface Accumulated {
  readonly states: Readonly<Record<AccumulatorName, StateAddress>>;
  readonly x: number;
  readonly count: number;
  /** Scale of the slopes' time axis: 100 for seconds, 1 for frames. */
  readonly framesPerSecond: number;
  /** Room to work in: `count` words, 32, 100. */
  readonly work: number;
  readonly bounds: number;
  readonly lengths: number;
}

/** Writes the values to `out`, or gives the one value that there is. */
type Writer = (kernels: FunctionalKernels, out: number, contour: Accumulated) => number | undefined;

const first = ({ floats }: StateAddress) => floats[0];
const second = ({ floats }: StateAddress) => floats[1];
const leastOf = (k: FunctionalKernels, { states }: Accumulated) => k.leastOf(first(states.extremes));
const rangeOf = (k: FunctionalKernels, { states }: Accumulated) => k.rangeOf(first(states.extremes));
const meanOf = (k: FunctionalKernels, { states, count }: Accumulated) => k.meanOf(first(states.mean), count);

export const WRITERS: Readonly<Record<FunctionalName, Writer>> = {
  amean: (k, _, contour) => meanOf(k, contour),
  rqmean: (k, _, { states, count }) => k.rootMeanSquareOf(first(states.squares), count),
  posamean: (k, _, { states }) => k.positiveMeanOf(first(states.positives), states.positives.ints),
  flatness: (k, _, { states, count }) =>
    k.flatnessOf(first(states.flatness), second(states.flatness), states.flatness.ints, count),
  nnz: (k, _, { states, count }) => k.nonZeroShareOf(states.nonZeros.ints, count),
  extremes: several((k, out, { states, count }) =>
    k.extremesFinish(out, first(states.extremes), states.extremes.ints, count),
  ),
  moments: several((k, out, { states, count }) =>
    k.momentsFinish(out, first(states.moments), second(states.moments), count),
  ),
  steps: several((k, out, { states, count }) => k.stepsFinish(out, states.steps.ints, count)),
  prediction: several((k, out, { states, count }) => k.predictionFinish(out, first(states.prediction), count)),
  runs: several((k, out, { states, count }) => k.runsFinish(out, states.runs.ints, count)),
  regression: several((k, out, contour) => {
    const { states, count, framesPerSecond } = contour;
    k.regressionFinish(out, first(states.regression), count, leastOf(k, contour), rangeOf(k, contour), framesPerSecond);
  }),
  percentiles: several((k, out, { x, work, bounds, count }) => k.percentiles(out, x, work, bounds, count)),
  levelTimes: several((k, out, contour) =>
    k.levelTimes(out, contour.x, contour.count, leastOf(k, contour), rangeOf(k, contour)),
  ),
  crossingSegments: several((k, out, contour) => {
    const { x, lengths, count } = contour;
    k.crossingSegments(out, x, lengths, count, leastOf(k, contour), rangeOf(k, contour));
  }),
  peaks: several((k, out, contour) => {
    const { x, work, count } = contour;
    k.peaks(out, x, work, count, rangeOf(k, contour), meanOf(k, contour));
  }),
};

function several(write: (...args: Parameters<Writer>) => void): Writer {
  return (...args) => {
    write(...args);
    return undefined;
  };
}
