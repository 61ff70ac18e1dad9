/**
 * Jackknife over speakers of a mean recall, or of the difference of two: how much it would vary with other speakers.
 *
 *   θ = 1/C · Σ_c H_c / n_c                      θ(−s) the same without speaker s
 *   V = Σ_h V_h,   V_h = (K_h − 1)/K_h · Σ_{s in h} (θ(−s) − mean_h)²,   h the strata (clusters.ts), of K_h speakers
 *   influence of s    u_s = √((K_h − 1)/K_h) · (mean_h − θ(−s)),   so that V = Σ_s u_s²
 *   freedom           ν = V² / Σ_h V_h² / (G_h − 1),   G_h = (Σ_s w_s)² / Σ_s w_s²,   w_s = Σ_c n_sc / n_c
 *
 * G_h is the number of effective speakers: as many equal ones know as much of the spread. Where V is 0, ν is that of the
 * stratum that knows least. The jackknife, unlike a linearised variance, is not too small where speakers have unequal numbers
 * of recordings, and it needs no chance.
 *
 * Source  B. Efron, C. Stein 1981, "The Jackknife Estimate of Variance", Annals of Statistics 9(3); with strata
 *         J. N. K. Rao, C. F. J. Wu 1985, JASA 80; freedom: F. E. Satterthwaite 1946, Biometrics Bulletin 2(6);
 *         effective speakers: L. Kish 1965, "Survey Sampling", section 11.7.
 */

import { type Clusters, sumsPerClass } from "./clusters.ts";

/** A mean over classes with its variance, by leaving out one cluster at a time. */
export interface Jackknife {
  /** Mean over the occurring classes of hits / recordings. */
  readonly estimate: number;
  readonly variance: number;
  /** Degrees of freedom of the variance; 0 where a stratum has one speaker, of whose spread nothing is known. */
  readonly freedom: number;
  /** What each cluster adds, in the order of the clusters: the squares sum to the variance. [K] */
  readonly influences: Float64Array;
}

/** Estimate, variance, degrees of freedom and influences of a mean recall. */
export function jackknifeMeanRecall(clusters: Clusters): Jackknife {
  const { classes, counts, hits, strata } = clusters;
  const totals = { counts: sumsPerClass(counts, classes), hits: sumsPerClass(hits, classes) };
  const influences = new Float64Array(counts.length / classes);
  const variances: number[] = [];
  const freedoms: number[] = [];
  for (let h = 0; h + 1 < strata.length; h++) {
    const [first, end] = [strata[h], strata[h + 1]];
    const left = Float64Array.from({ length: end - first }, (_, i) => meanWithout(first + i, clusters, totals));
    influences.set(influencesOf(left), first);
    variances.push(influences.subarray(first, end).reduce((sum, influence) => sum + influence ** 2, 0));
    freedoms.push(effectiveClusters(first, end, clusters, totals.counts) - 1);
  }
  return {
    estimate: meanWithout(null, clusters, totals),
    variance: variances.reduce((sum, variance) => sum + variance, 0),
    freedom: combinedFreedom(variances, freedoms),
    influences,
  };
}

/**
 * Degrees of freedom of a sum of independent variances (Satterthwaite).
 *
 * @param freedoms  Of each variance.
 * @returns The smallest of these where all variances are 0; 0 where one of them is.
 */
export function combinedFreedom(variances: readonly number[], freedoms: readonly number[]): number {
  const smallest = Math.min(...freedoms);
  const largest = Math.max(...variances);
  if (smallest <= 0 || largest === 0) return Math.max(0, smallest);
  // Over the largest, so that no square underflows
  const shares = variances.map((variance) => variance / largest);
  const sum = shares.reduce((total, share) => total + share, 0);
  return sum ** 2 / shares.reduce((total, share, h) => total + share ** 2 / freedoms[h], 0);
}

/** Mean recall without one cluster, over the classes that remain. @param left  Null to leave out none. */
function meanWithout(
  left: number | null,
  { classes, counts, hits }: Clusters,
  totals: { readonly counts: Float64Array; readonly hits: Float64Array },
): number {
  let sum = 0;
  let occurring = 0;
  for (let c = 0; c < classes; c++) {
    const at = left === null ? -1 : left * classes + c;
    const count = totals.counts[c] - (at < 0 ? 0 : counts[at]);
    if (count === 0) continue;
    sum += (totals.hits[c] - (at < 0 ? 0 : hits[at])) / count;
    occurring++;
  }
  return occurring === 0 ? 0 : sum / occurring;
}

/** Taken around the first value, so that equal values have the influence 0 exactly. @param left  θ(−s) of one stratum. */
function influencesOf(left: Float64Array): Float64Array {
  const mean = left.reduce((sum, value) => sum + (value - left[0]), 0) / left.length;
  const factor = Math.sqrt((left.length - 1) / left.length);
  return left.map((value) => factor * (mean - (value - left[0])));
}

/** (Σ w)² / Σ w² of the clusters of a stratum. */
function effectiveClusters(first: number, end: number, { classes, counts }: Clusters, totals: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (let k = first; k < end; k++) {
    let weight = 0;
    for (let c = 0; c < classes; c++) if (totals[c] > 0) weight += counts[k * classes + c] / totals[c];
    sum += weight;
    squares += weight ** 2;
  }
  return sum ** 2 / squares;
}
