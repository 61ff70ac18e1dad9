/**
 * Area under the ROC curve of one number, with an interval that knows that recordings of a speaker belong together.
 *
 *   AUC = P(x⁺ > x⁻) + P(x⁺ = x⁻) / 2
 *
 *   V₁₀[i] = share of negatives below positive i, V₀₁[j] = share of positives above negative j   (ties count half)
 *   with sums over speaker k:  p_k = Σ V₁₀ − m_k · AUC,   q_k = Σ V₀₁ − n_k · AUC,
 *   var = I₊/(I₊−1) · Σ p_k² / M² + I₋/(I₋−1) · Σ q_k² / N² + 2 · I/(I−1) · Σ p_k q_k / (M N)
 *
 * M positives of I₊ speakers, N negatives of I₋ speakers, I speakers in all, m_k and n_k of speaker k. With one
 * recording per speaker this is DeLong's variance. The interval is on the logit scale, so it stays in [0, 1], by Student's t
 * with min(I₊, I₋) − 1 degrees of freedom: the normal quantile is too small where speakers are few.
 *
 * Values that separate the two kinds have no variance. They do so by chance too: of all ways to give the labels to the
 * speakers of one kind, and within a speaker of both to the recordings, two separate,
 *
 *   p = 2 / (binomial(I₁, I₁₊) · Π_k binomial(m_k + n_k, m_k))        I₁ speakers of one kind, I₁₊ positive ones
 *
 * and where p is not below 1 − level everything is possible.
 *
 * Source  N. A. Obuchowski 1997, "Nonparametric Analysis of Clustered ROC Curve Data", Biometrics 53(2);
 *         E. R. DeLong et al. 1988, Biometrics 44(3).
 */

import { studentsTQuantile } from "../core/students-t.ts";

/** Coverage of an interval, two-sided, unless an option says otherwise. */
export const AUC_LEVEL = 0.95;

/** Area under the ROC curve, with its interval. */
export interface AucEstimate {
  readonly auc: number;
  readonly low: number;
  readonly high: number;
  /** Confidence level of the interval. */
  readonly level: number;
}

/**
 * The AUC of values for telling positives from negatives.
 *
 * @param values    [N], any scale: only their order counts.
 * @param positive  1 for positives, 0 for negatives; at least one of each. [N]
 * @param cluster   Speaker of each, as a number. [N]
 */
export function aucBySpeaker(
  values: Float64Array,
  positive: Uint8Array,
  cluster: Int32Array,
  level: number = AUC_LEVEL,
): AucEstimate {
  const positives = positive.reduce((count, own) => count + own, 0);
  const negatives = values.length - positives;
  if (positives === 0 || negatives === 0) {
    throw new RangeError(`aucBySpeaker: there must be both kinds, got ${positives} positive and ${negatives} negative`);
  }
  const placements = placementValues(values, positive, positives, negatives);
  // Summed before it is divided: values that separate have an AUC of 1 exactly
  let below = 0;
  for (let i = 0; i < values.length; i++) if (positive[i] === 1) below += placements[i];
  const auc = below / positives;
  const counts = countKinds(positive, cluster);
  const limits =
    auc <= 0 || auc >= 1
      ? separatedInterval(auc, counts, level)
      : logitInterval(auc, clusteredVariance(placements, positive, cluster, auc, counts), counts, level);
  return { auc, ...limits, level };
}

/** For a positive the share of negatives below it, for a negative the share of positives above it; ties count half. */
function placementValues(
  values: Float64Array,
  positive: Uint8Array,
  positives: number,
  negatives: number,
): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const placements = new Float64Array(values.length);
  let [positivesBelow, negativesBelow] = [0, 0];
  for (let start = 0; start < order.length; ) {
    let end = start;
    let [tiedPositives, tiedNegatives] = [0, 0];
    for (; end < order.length && values[order[end]] === values[order[start]]; end++) {
      if (positive[order[end]] === 1) tiedPositives++;
      else tiedNegatives++;
    }
    for (let place = start; place < end; place++) {
      const row = order[place];
      placements[row] =
        positive[row] === 1
          ? (negativesBelow + tiedNegatives / 2) / negatives
          : (positives - positivesBelow - tiedPositives / 2) / positives;
    }
    positivesBelow += tiedPositives;
    negativesBelow += tiedNegatives;
    start = end;
  }
  return placements;
}

/** Positives and negatives of each speaker. [K] */
interface KindCounts {
  readonly m: Float64Array;
  readonly n: Float64Array;
}

function countKinds(positive: Uint8Array, cluster: Int32Array): KindCounts {
  const clusters = cluster.reduce((most, own) => Math.max(most, own), 0) + 1;
  const [m, n] = [new Float64Array(clusters), new Float64Array(clusters)];
  for (let i = 0; i < positive.length; i++) {
    if (positive[i] === 1) m[cluster[i]]++;
    else n[cluster[i]]++;
  }
  return { m, n };
}

function clusteredVariance(
  placements: Float64Array,
  positive: Uint8Array,
  cluster: Int32Array,
  auc: number,
  { m, n }: KindCounts,
): number {
  const [p, q] = [new Float64Array(m.length), new Float64Array(m.length)];
  for (let i = 0; i < placements.length; i++) {
    if (positive[i] === 1) p[cluster[i]] += placements[i] - auc;
    else q[cluster[i]] += placements[i] - auc;
  }
  const [M, N] = [total(m), total(n)];
  const all = m.filter((count, k) => count + n[k] > 0).length;
  return (
    (unbiased(having(m)) * total(p.map((own) => own * own))) / M ** 2 +
    (unbiased(having(n)) * total(q.map((own) => own * own))) / N ** 2 +
    (2 * unbiased(all) * total(p.map((own, k) => own * q[k]))) / (M * N)
  );
}

/** Speakers that have any. */
function having(counts: Float64Array): number {
  return counts.filter((count) => count > 0).length;
}

/** I / (I − 1); infinite for a single cluster, of whose spread nothing is known. */
function unbiased(clusters: number): number {
  return clusters / (clusters - 1);
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** By Student's t on the scale of logit(AUC); everything is possible where the variance is unknown. */
function logitInterval(
  auc: number,
  variance: number,
  { m, n }: KindCounts,
  level: number,
): { low: number; high: number } {
  const freedom = Math.min(having(m), having(n)) - 1;
  if (freedom < 1 || !Number.isFinite(variance)) return { low: 0, high: 1 };
  const half = (studentsTQuantile((1 + level) / 2, freedom) * Math.sqrt(Math.max(0, variance))) / (auc * (1 - auc));
  const logit = Math.log(auc / (1 - auc));
  const back = (x: number) => 1 / (1 + Math.exp(-x));
  return { low: back(logit - half), high: back(logit + half) };
}

/** Of an AUC of 0 or 1. */
function separatedInterval(auc: number, counts: KindCounts, level: number): { low: number; high: number } {
  return Math.LN2 - logArrangements(counts) < Math.log(1 - level) ? { low: auc, high: auc } : { low: 0, high: 1 };
}

/** Logarithm of the number of ways to give the labels to speakers of one kind, and to the recordings of the others. */
function logArrangements({ m, n }: KindCounts): number {
  let [positive, negative, within] = [0, 0, 0];
  for (let k = 0; k < m.length; k++) {
    if (m[k] > 0 && n[k] > 0) within += logBinomial(m[k] + n[k], m[k]);
    else if (m[k] > 0) positive++;
    else if (n[k] > 0) negative++;
  }
  return within + logBinomial(positive + negative, positive);
}

function logBinomial(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}
