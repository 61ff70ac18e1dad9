/**
 * Bounds of the drop of UAR between two classifiers of the same recordings: jackknife over speakers and Student's t, with a
 * floor where hardly any answer differs.
 *
 *   D = 1/C · Σ_c (L_c − W_c) / n_c          L_c recordings of class c that only the original gets right, W_c only the other
 *   bounds     D ± t(1 − α, ν) · √max(V, V₀)                              V, ν of the jackknife of D (jackknife.ts)
 *   floor      V₀ = 1/C² · Σ_c (b_c + z²) / (n_c + z²)²,   b_c = L_c + W_c,   z the normal quantile of 1 − α
 *
 * The floor is the variance of independent recordings with z² more of them that differ: where none is seen to differ, some
 * may yet. Without it five recordings with the same answers would show that a drop is 0. What it does not mend are losses
 * that sit in a few speakers beside next to no other difference (docs/statistics.md).
 *
 * With a class of a single speaker nothing is known of others: the bounds are −1 and 1.
 *
 * Source  the z² of the floor are those that E. B. Wilson 1927, JASA 22, adds to the recordings of a share.
 */

import { normalQuantile } from "../core/normal-quantile.ts";
import { studentsTQuantile } from "../core/students-t.ts";
import { type Classification, checkPaired } from "./classification.ts";
import { type Clusters, countClusters, sumsPerClass } from "./clusters.ts";
import {
  designEffect,
  type Estimate,
  type EstimateGround,
  estimateGround,
  FEWEST_SPEAKERS_OF_CLASS,
} from "./estimate.ts";
import { type Jackknife, jackknifeMeanRecall } from "./jackknife.ts";

/** A drop, ready for bounds at any level. */
export interface UarDrop {
  /** Hits of the original less hits of the other. */
  readonly clusters: Clusters;
  readonly jackknife: Jackknife;
  /** Recordings that only one of the two gets right. [C] */
  readonly discordant: Float64Array;
  /** [C] */
  readonly recordings: Float64Array;
  readonly ground: EstimateGround;
}

/** One-sided bounds, each at the same level. */
export interface DropBounds {
  readonly lower: number;
  readonly upper: number;
  readonly standardError: number;
  readonly atFloor: boolean;
}

/** The drop UAR_original − UAR_compressed on the same recordings: positive means worse. */
export function uarDrop(original: Classification, compressed: Classification): UarDrop {
  checkPaired(original, compressed);
  const { labels, classes } = original;
  const lost = (row: number) =>
    Number(original.predicted[row] === labels[row]) - Number(compressed.predicted[row] === labels[row]);
  const discordant = new Float64Array(classes.length);
  labels.forEach((label, row) => {
    discordant[label] += Math.abs(lost(row));
  });
  const clusters = countClusters(original, lost);
  return {
    clusters,
    jackknife: jackknifeMeanRecall(clusters),
    discordant,
    recordings: sumsPerClass(clusters.counts, clusters.classes),
    ground: estimateGround(clusters, original),
  };
}

/** Both one-sided bounds. @param alpha  Level of each, above 0 and below ½. */
export function dropBounds({ jackknife, discordant, recordings, ground }: UarDrop, alpha: number): DropBounds {
  if (!(alpha > 0 && alpha < 0.5))
    throw new RangeError(`dropBounds: alpha must be above 0 and below 0.5, got ${alpha}`);
  const { estimate, variance, freedom } = jackknife;
  const floor = floorOfDrop(discordant, recordings, alpha);
  const standardError = Math.sqrt(Math.max(variance, floor));
  const known = ground.fewestUnits >= FEWEST_SPEAKERS_OF_CLASS && freedom > 0;
  const half = known ? standardError * studentsTQuantile(1 - alpha, freedom) : Infinity;
  return {
    lower: Math.max(-1, estimate - half),
    upper: Math.min(1, estimate + half),
    standardError,
    atFloor: floor > variance,
  };
}

/** The least variance that a drop is granted. @param discordant  By class. [C] @param alpha  One-sided level. */
export function floorOfDrop(discordant: Float64Array, recordings: Float64Array, alpha: number): number {
  const added = normalQuantile(1 - alpha) ** 2;
  let sum = 0;
  let occurring = 0;
  for (let c = 0; c < recordings.length; c++) {
    if (recordings[c] === 0) continue;
    sum += (discordant[c] + added) / (recordings[c] + added) ** 2;
    occurring++;
  }
  return sum / occurring ** 2;
}

/** The drop with its two-sided interval: the bounds at (1 − level)/2. */
export function dropEstimate(drop: UarDrop, level: number): Estimate {
  if (!(level > 0 && level < 1)) throw new RangeError(`dropEstimate: level must be above 0 and below 1, got ${level}`);
  const { lower, upper, standardError, atFloor } = dropBounds(drop, (1 - level) / 2);
  const { estimate, variance, freedom } = drop.jackknife;
  return {
    estimate,
    interval: { low: lower, high: upper, level },
    standardError,
    freedom: drop.ground.fewestUnits >= FEWEST_SPEAKERS_OF_CLASS ? freedom : 0,
    atFloor,
    designEffect: designEffect(drop.clusters, variance, drop.discordant),
    ...drop.ground,
  };
}
