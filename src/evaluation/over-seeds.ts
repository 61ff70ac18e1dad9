/**
 * One figure over several training seeds: what another seed and other speakers would change, together.
 *
 * S seeds, all judged on the same speakers; θ_k of seed k, θ their mean; u_sk the influence of speaker s under seed k
 * (jackknife.ts):
 *
 *   V_S = Σ_s u_s.²                                      speakers: the jackknife of θ, hits averaged over the seeds
 *   V_K = Σ_k (θ_k − θ)² / (S (S − 1))                   seeds
 *   V_I = Σ_sk (u_sk − u_s.)² / (S (S − 1))              both count a speaker's own liking for a seed: it is taken out once
 *   V   = max(V_S + V_K − V_I, V_S, V_K)                 ν = (V_S + V_K)² / (V_S² / ν_S + V_K² / (S − 1))
 *
 * Influences sum to 0 in each stratum and have the factor √((K_h − 1)/K_h) in them, so V_I needs neither centring nor K/(K − H).
 * From here on the figure is bounded as that of one network, with counts averaged over the seeds in its floor.
 *
 * Not done: pooling the seeds' answers as if they were more recordings, and taking the best seed.
 *
 * Source  the two-way layout of speakers and seeds: S. R. Searle, G. Casella, C. E. McCulloch 1992, "Variance Components".
 */

import { UserError } from "../core/errors.ts";
import { type Classification, checkedClassification, checkPaired } from "./classification.ts";
import { type Clusters, countClustersTogether, sumsPerClass } from "./clusters.ts";
import type { UarDrop } from "./drop-bound.ts";
import { type Estimate, estimateGround } from "./estimate.ts";
import { combinedFreedom, type Jackknife, jackknifeMeanRecall } from "./jackknife.ts";
import { type Spread, spread } from "./spread.ts";
import { INTERVAL_LEVEL, uarEstimate } from "./uar-interval.ts";

/** Two seeds hardly show how seeds differ; intervals of 95 % from three cover in .945 to .977 (docs/statistics.md). */
export const FEWEST_SEEDS = 3;

/** What seeds change. */
export interface SeedSpread {
  /** Of the figure, over the seeds. */
  readonly spread: Spread;
  /** V_K / V: how much of the uncertainty another seed alone would be. */
  readonly shareOfSeeds: number;
}

/** The expected UAR over seeds and speakers. */
export interface UarOverSeeds extends SeedSpread {
  readonly uar: Estimate;
}

/** The expected drop over seeds and speakers: for dropBounds, dropEstimate and nonInferiority. */
export interface UarDropOverSeeds extends UarDrop, SeedSpread {}

/**
 * UAR with its interval over speakers and seeds.
 *
 * @param seeds  The same recordings in the same order, answered by the networks of at least 3 seeds.
 * @throws UserError below 3 seeds.
 */
export function uarOverSeeds(seeds: readonly Classification[], level: number = INTERVAL_LEVEL): UarOverSeeds {
  const first = checkedSeeds(seeds);
  for (const other of seeds.slice(1)) checkPaired(first, other);
  const { clusters, jackknife, ...ofSeeds } = overSeeds(
    first,
    seeds.map(
      ({ labels, predicted }) =>
        (row) =>
          Number(labels[row] === predicted[row]),
    ),
  );
  return { uar: uarEstimate(first, clusters, jackknife, level), ...ofSeeds };
}

/**
 * The drop of UAR over speakers and seeds; each seed's original beside its own compressed network.
 *
 * @throws UserError below 3 seeds; RangeError where the two lists differ in length.
 */
export function uarDropOverSeeds(
  originals: readonly Classification[],
  compressed: readonly Classification[],
): UarDropOverSeeds {
  const first = checkedSeeds(originals);
  if (originals.length !== compressed.length)
    throw new RangeError(
      `uarDropOverSeeds: ${originals.length} originals for ${compressed.length} compressed networks`,
    );
  const lost = originals.map((original, k) => {
    const other = compressed[k];
    checkPaired(first, original);
    checkPaired(original, other);
    const right = (codes: Int32Array, row: number) => Number(codes[row] === original.labels[row]);
    return (row: number) => right(original.predicted, row) - right(other.predicted, row);
  });
  const discordant = new Float64Array(first.classes.length);
  for (const difference of lost)
    first.labels.forEach((label, row) => {
      discordant[label] += Math.abs(difference(row)) / lost.length;
    });
  const found = overSeeds(first, lost);
  return {
    ...found,
    discordant,
    recordings: sumsPerClass(found.clusters.counts, found.clusters.classes),
    ground: estimateGround(found.clusters, first),
  };
}

/** @param hits  What a recording adds to its class, by its row, for each seed. */
function overSeeds(
  classification: Classification,
  hits: readonly ((row: number) => number)[],
): { readonly clusters: Clusters; readonly jackknife: Jackknife } & SeedSpread {
  const count = hits.length;
  const mean = (row: number) => hits.reduce((sum, hit) => sum + hit(row), 0) / count;
  const [clusters, ...own] = countClustersTogether(classification, [mean, ...hits]);
  const ofSpeakers = jackknifeMeanRecall(clusters);
  const ofSeeds = own.map(jackknifeMeanRecall);
  const spreadOfSeeds = spread(ofSeeds.map(({ estimate }) => estimate));
  const varianceOfSeeds = (spreadOfSeeds.standardDeviation ?? 0) ** 2 / count;
  let squares = 0;
  for (const { influences } of ofSeeds)
    for (let s = 0; s < influences.length; s++) squares += (influences[s] - ofSpeakers.influences[s]) ** 2;
  const both = squares / (count * (count - 1));
  const variance = Math.max(ofSpeakers.variance + varianceOfSeeds - both, ofSpeakers.variance, varianceOfSeeds);
  const freedom = combinedFreedom([ofSpeakers.variance, varianceOfSeeds], [ofSpeakers.freedom, count - 1]);
  return {
    clusters,
    jackknife: { ...ofSpeakers, variance, freedom },
    spread: spreadOfSeeds,
    shareOfSeeds: variance === 0 ? 0 : varianceOfSeeds / variance,
  };
}

function checkedSeeds(seeds: readonly Classification[]): Classification {
  const [first] = seeds;
  if (!first || seeds.length < FEWEST_SEEDS)
    throw new UserError(
      `evaluation over seeds: ${seeds.length} seed${seeds.length === 1 ? "" : "s"} hardly show how seeds differ; ` +
        `train at least ${FEWEST_SEEDS}`,
    );
  return checkedClassification(first);
}
