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
 * recording per speaker this is DeLong's variance. The interval is Wald's on the logit scale, so it stays in [0, 1].
 *
 * Source  N. A. Obuchowski 1997, "Nonparametric Analysis of Clustered ROC Curve Data", Biometrics 53(2);
 *         E. R. DeLong et al. 1988, Biometrics 44(3).
 */

/** Standard normal quantiles for two-sided intervals are computed by this level unless an option says otherwise. */
export const AUC_LEVEL = 0.95;

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
  let auc = 0;
  for (let i = 0; i < values.length; i++) if (positive[i] === 1) auc += placements[i] / positives;
  const variance = clusteredVariance(placements, positive, cluster, auc);
  return { auc, ...logitInterval(auc, variance, level), level };
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

function clusteredVariance(placements: Float64Array, positive: Uint8Array, cluster: Int32Array, auc: number): number {
  const clusterCount = cluster.reduce((most, own) => Math.max(most, own), 0) + 1;
  const [p, q] = [new Float64Array(clusterCount), new Float64Array(clusterCount)];
  const [m, n] = [new Float64Array(clusterCount), new Float64Array(clusterCount)];
  for (let i = 0; i < placements.length; i++) {
    const k = cluster[i];
    if (positive[i] === 1) {
      p[k] += placements[i] - auc;
      m[k]++;
    } else {
      q[k] += placements[i] - auc;
      n[k]++;
    }
  }
  const [M, N] = [total(m), total(n)];
  const withPositives = m.filter((count) => count > 0).length;
  const withNegatives = n.filter((count) => count > 0).length;
  const all = m.filter((count, k) => count + n[k] > 0).length;
  return (
    (unbiased(withPositives) * total(p.map((own) => own * own))) / M ** 2 +
    (unbiased(withNegatives) * total(q.map((own) => own * own))) / N ** 2 +
    (2 * unbiased(all) * total(p.map((own, k) => own * q[k]))) / (M * N)
  );
}

/** I / (I − 1); infinite for a single cluster, of whose spread nothing is known. */
function unbiased(clusters: number): number {
  return clusters / (clusters - 1);
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Wald's interval of logit(AUC); everything is possible where the variance is unknown. */
function logitInterval(auc: number, variance: number, level: number): { low: number; high: number } {
  if (!Number.isFinite(variance)) return { low: 0, high: 1 };
  if (auc <= 0 || auc >= 1) return { low: auc, high: auc };
  const half = (normalQuantile((1 + level) / 2) * Math.sqrt(Math.max(0, variance))) / (auc * (1 - auc));
  const logit = Math.log(auc / (1 - auc));
  const back = (x: number) => 1 / (1 + Math.exp(-x));
  return { low: back(logit - half), high: back(logit + half) };
}

/**
 * Quantile of the standard normal distribution for p from 0.5 to 1, error < 4.5e-4.
 *
 * Source  M. Abramowitz, I. Stegun 1964, "Handbook of Mathematical Functions", 26.2.23.
 */
function normalQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - p));
  return t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
}
