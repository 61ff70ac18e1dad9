/**
 * Where the mean and variance come from with which a trained network normalises its inputs.
 *
 *   exact    mean and variance of the training rows, each as often as it stands in the table. Normalisation stands on the
 *            input only, so what it normalises is known before the first step. Class weights do not count: in training
 *            the layers learn on batches of these rows, normalised by the batch's own mean and variance.
 *   moving   Keras's: moving ← 0.99 · moving + 0.01 · batch, from mean 0 and variance 1
 *
 * After t steps moving statistics still hold 0.99^t of their start, 6 % after 280, and that is everything for an input
 * whose mean is large against its deviation, or whose variance is small (keras#3571, #3949, #7265; docs/training.md).
 * After 1,500 steps both are the same.
 */

import type { InputStatistics } from "../network/input-statistics.ts";
import { type InputNormalization, type Network, NORMALIZATION_EPSILON } from "../network/network.ts";

export const NORMALIZATIONS = ["exact", "moving"] as const;

export type Normalization = (typeof NORMALIZATIONS)[number];

/** What a step leaves of mean and variance: all where they are exact, Keras 2.2's default where they move. */
export const NORMALIZATION_MOMENTUM: Readonly<Record<Normalization, number>> = { exact: 1, moving: 0.99 };

/** The network with the statistics of some rows in its normalisation, rounded once. */
export function withStatistics(network: Network, { mean, variance }: InputStatistics): Network {
  const movingMean = Float32Array.from(mean);
  const movingVariance = Float32Array.from(variance);
  return { ...network, normalization: { ...network.normalization, movingMean, movingVariance } };
}

/** How far a normalisation is from the statistics of the training rows, at the input where it is farthest. */
export interface NormalizationLag {
  /** Largest distance of means, in standard deviations: max_i |moving_i − mean_i| / sqrt(variance_i + ε). */
  readonly meanDeviations: number;
  /** Largest ratio of variances, at least 1: max_i of (moving_i + ε) / (variance_i + ε) or its inverse. */
  readonly varianceRatio: number;
}

/** The distance as the network's answers feel it: ε stands beside every variance. */
export function normalizationLag(
  { movingMean, movingVariance }: InputNormalization,
  { mean, variance }: InputStatistics,
): NormalizationLag {
  let meanDeviations = 0;
  let varianceRatio = 1;
  for (let i = 0; i < movingMean.length; i++) {
    const own = variance[i] + NORMALIZATION_EPSILON;
    const ratio = (movingVariance[i] + NORMALIZATION_EPSILON) / own;
    meanDeviations = Math.max(meanDeviations, Math.abs(movingMean[i] - mean[i]) / Math.sqrt(own));
    varianceRatio = Math.max(varianceRatio, ratio, 1 / ratio);
  }
  return { meanDeviations, varianceRatio };
}

/**
 * What chance leaves between moving statistics and those of all rows lies far below: after 1,500 to 4,680 steps on emodb
 * and covid19_cough at most 0.05 deviations and a ratio of 1.6.
 */
const HARMLESS_LAG: NormalizationLag = { meanDeviations: 0.25, varianceRatio: 2 };

/** One sentence where the lag matters; undefined where it does not. */
export function lagWarning({ meanDeviations, varianceRatio }: NormalizationLag): string | undefined {
  if (meanDeviations <= HARMLESS_LAG.meanDeviations && varianceRatio <= HARMLESS_LAG.varianceRatio) return undefined;
  return (
    "The moving statistics of the normalisation have not forgotten their start: a mean is off by " +
    `${meanDeviations.toPrecision(3)} standard deviations, a variance by a factor of ${varianceRatio.toPrecision(3)}; ` +
    "train longer, or normalise by the training rows (exact)."
  );
}
