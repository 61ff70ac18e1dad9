/**
 * Upper bounds of the drop of UAR for many compressed networks at once: a network may be picked by looking at all of
 * them, and its bound still holds.
 *
 *   Δ_k = UAR_original − UAR_k         V_k, u_ks  its jackknife variance and the influence of speaker s   (jackknife.ts)
 *   c = max(Q(1 − α) of max_k Σ_s g_s u_ks / √V_k / √(χ²_ν / ν),  t(1 − α, ν)),   g normal, ν the smallest of all  (max-t.ts)
 *   upper_k = Δ_k + c · √max(V_k, V₀_k)                      V₀ the floor (drop-bound.ts);    P(all upper_k hold) ≥ 1 − α
 *
 * The more the candidates agree with each other, the less the search costs: c is Student's t of a single one if all give the
 * same answers, and that of Bonferroni if they have nothing in common.
 *
 * What was tried on the same recordings and not taken (the costs of a linear classifier that another one beat) belongs in
 * the maximum too: the best of six is better than it looks, as the smallest of forty is.
 *
 * With too few speakers (evaluation/non-inferiority.ts) nothing is bounded: every upper is 1.
 *
 * Source  T. Hothorn, F. Bretz, P. Westfall 2008, "Simultaneous Inference in General Parametric Models", Biometrical
 *         Journal 50(3); the single-step maximum: P. Westfall, S. Young 1993, "Resampling-Based Multiple Testing".
 */

import { studentsTQuantile } from "../core/students-t.ts";
import { type Classification, checkPaired } from "./classification.ts";
import { type Clusters, countClustersTogether, sumsPerClass } from "./clusters.ts";
import { floorOfDrop } from "./drop-bound.ts";
import { estimateGround } from "./estimate.ts";
import { type Jackknife, jackknifeMeanRecall } from "./jackknife.ts";
import { maxTQuantile } from "./max-t.ts";
import { hasTooFewUnits } from "./non-inferiority.ts";

export interface SimultaneousOptions {
  /** One-sided level of all bounds together. */
  readonly alpha: number;
  /** Draws of the critical value; always the same ones. */
  readonly draws: number;
}

export const SIMULTANEOUS_DEFAULTS: SimultaneousOptions = { alpha: 0.05, draws: 50_000 };

/** The drop of one candidate's UAR, with a bound that holds for all candidates at once. */
export interface SimultaneousDrop {
  /** UAR_original − UAR_k: positive means worse. */
  readonly estimate: number;
  /** Of the jackknife, or of the floor where that is larger. */
  readonly standardError: number;
  readonly upper: number;
}

/** The drops of all candidates on the same recordings. */
export interface SimultaneousDrops {
  /** In the order of the candidates. */
  readonly drops: readonly SimultaneousDrop[];
  /** Standard errors between estimate and bound; null where speakers are too few for any. */
  readonly criticalValue: number | null;
  readonly unit: "speaker" | "recording";
  readonly unitCount: number;
  /** Units that have a recording of the class that fewest have. */
  readonly fewestUnits: number;
}

/**
 * The drop of each candidate with bounds that hold for all together.
 *
 * @param candidates  On the same recordings.
 * @param untaken     Answers that were looked at to make a candidate, and cannot be taken themselves.
 */
export function simultaneousDrops(
  original: Classification,
  candidates: readonly Classification[],
  untaken: readonly Classification[] = [],
  { alpha, draws }: SimultaneousOptions = SIMULTANEOUS_DEFAULTS,
): SimultaneousDrops {
  const all = [...candidates, ...untaken];
  for (const other of all) checkPaired(original, other);
  if (!(alpha > 0 && alpha < 0.5))
    throw new RangeError(`simultaneousDrops: alpha must be above 0 and below 0.5, got ${alpha}`);
  if (!Number.isInteger(draws) || draws < 2)
    throw new RangeError(`simultaneousDrops: draws must be a whole number of at least 2, got ${draws}`);
  const { labels } = original;
  const lost = ({ predicted }: Classification, row: number) =>
    Number(original.predicted[row] === labels[row]) - Number(predicted[row] === labels[row]);
  // The original beside itself comes first, so that there are clusters without a candidate too
  const [own, ...clusters] = countClustersTogether(original, [
    () => 0,
    ...all.map((other) => (row: number) => lost(other, row)),
  ]) as [Clusters, ...Clusters[]];
  const { unit, unitCount, fewestUnits } = estimateGround(own, original);
  const jackknives = clusters.map(jackknifeMeanRecall);
  const bounded = candidates.length > 0 && !hasTooFewUnits({ unitCount, fewestUnits }, alpha);
  const criticalValue = bounded ? criticalValueOf(jackknives, alpha, draws) : null;
  const recordings = sumsPerClass(own.counts, own.classes);
  return {
    drops: candidates.map((candidate, k) => {
      const { estimate, variance } = jackknives[k];
      const discordant = new Float64Array(recordings.length);
      labels.forEach((label, row) => {
        discordant[label] += Math.abs(lost(candidate, row));
      });
      const standardError = Math.sqrt(Math.max(variance, floorOfDrop(discordant, recordings, alpha)));
      const upper = criticalValue === null ? 1 : Math.min(1, estimate + criticalValue * standardError);
      return { estimate, standardError, upper };
    }),
    criticalValue,
    unit,
    unitCount,
    fewestUnits,
  };
}

function criticalValueOf(jackknives: readonly Jackknife[], alpha: number, draws: number): number {
  const freedom = Math.min(...jackknives.map((jackknife) => jackknife.freedom));
  const influences = jackknives.map((jackknife) => jackknife.influences);
  return Math.max(maxTQuantile(influences, freedom, 1 - alpha, draws), studentsTQuantile(1 - alpha, freedom));
}
