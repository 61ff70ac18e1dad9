/**
 * UAR with its interval over speakers: jackknife and Student's t on the logit scale, so that it stays within 0 and 1.
 *
 *   logit U ± t(1 − α/2, ν) · √V / (U (1 − U))           V, ν of the jackknife (jackknife.ts), U the UAR
 *   floor       V₀ = 1/C² · Σ_c r_c (1 − r_c) / n_c,   r_c = (hits_c + ½)/(n_c + 1)
 *               where V₀ > V it takes the place of V, and the mean of the r_c that of U
 *
 * In cross-validation V is multiplied by 1 + n_test/n_train: the networks of different folds share training speakers.
 *
 * The floor is the variance of independent recordings: without it a classifier that errs nowhere would have an interval of
 * width 0. The interval always holds the UAR itself. With a class of a single speaker it is [0, 1].
 *
 * Source  the factor: C. Nadeau, Y. Bengio 2003, "Inference for the Generalization Error", Machine Learning 52(3).
 *
 * Coverage of 95 %: docs/statistics.md; test/evaluation/error-rates.slow.test.ts holds it.
 */

import { studentsTQuantile } from "../core/students-t.ts";
import { type Classification, checkedClassification } from "./classification.ts";
import { type Clusters, countClusters, sumsPerClass } from "./clusters.ts";
import { designEffect, type Estimate, estimateGround, FEWEST_SPEAKERS_OF_CLASS, type Interval } from "./estimate.ts";
import { type Jackknife, jackknifeMeanRecall } from "./jackknife.ts";

/** Coverage of an interval unless an option says otherwise. */
export const INTERVAL_LEVEL = 0.95;

/** UAR with its interval. @param level  Coverage of the interval, two-sided. */
export function uarInterval(classification: Classification, level: number = INTERVAL_LEVEL): Estimate {
  const { labels, predicted } = checkedClassification(classification);
  const clusters = countClusters(classification, (row) => (labels[row] === predicted[row] ? 1 : 0));
  return uarEstimate(classification, clusters, jackknifeMeanRecall(clusters), level);
}

/**
 * The same of hits that are counted already: shares of a hit where they are means over seeds.
 *
 * @param jackknife  Of these clusters; what else varies may be in its variance and freedom.
 */
export function uarEstimate(
  classification: Classification,
  clusters: Clusters,
  { estimate, variance: own, freedom }: Omit<Jackknife, "influences">,
  level: number,
): Estimate {
  if (!(level > 0 && level < 1)) throw new RangeError(`uarInterval: level must be above 0 and below 1, got ${level}`);
  const variance = own * (1 + (classification.testPerTrain ?? 0));
  const hits = sumsPerClass(clusters.hits, clusters.classes);
  const floor = floorOfUar(hits, sumsPerClass(clusters.counts, clusters.classes));
  const atFloor = floor.variance > variance;
  const standardError = Math.sqrt(atFloor ? floor.variance : variance);
  const ground = estimateGround(clusters, classification);
  const known = ground.fewestUnits >= FEWEST_SPEAKERS_OF_CLASS && freedom > 0;
  const limits = known
    ? logitLimits(atFloor ? floor.uar : estimate, standardError * studentsTQuantile((1 + level) / 2, freedom))
    : { low: 0, high: 1 };
  return {
    estimate,
    interval: { ...containing(limits, estimate), level },
    standardError,
    freedom: known ? freedom : 0,
    atFloor,
    designEffect: designEffect(clusters, own, hits),
    ...ground,
  };
}

/** Variance of independent recordings at recalls that are drawn a little towards ½. @param hits, recordings  [C] */
function floorOfUar(hits: Float64Array, recordings: Float64Array): { uar: number; variance: number } {
  let [sum, variance, occurring] = [0, 0, 0];
  for (let c = 0; c < hits.length; c++) {
    if (recordings[c] === 0) continue;
    const recall = (hits[c] + 0.5) / (recordings[c] + 1);
    sum += recall;
    variance += (recall * (1 - recall)) / recordings[c];
    occurring++;
  }
  return { uar: sum / occurring, variance: variance / occurring ** 2 };
}

/** @param half  Half of the width on the scale of shares. */
function logitLimits(share: number, half: number): Omit<Interval, "level"> {
  const logit = Math.log(share / (1 - share));
  const width = half / (share * (1 - share));
  const back = (x: number) => 1 / (1 + Math.exp(-x));
  return { low: back(logit - width), high: back(logit + width) };
}

function containing({ low, high }: Omit<Interval, "level">, estimate: number): Omit<Interval, "level"> {
  return { low: Math.min(low, estimate), high: Math.max(high, estimate) };
}
