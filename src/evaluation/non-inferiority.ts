/**
 * Is the compressed network as good as the original, up to a margin fixed in advance?
 *
 *   Δ = UAR_original − UAR_compressed          H₀: Δ ≥ margin          H₁: Δ < margin
 *   upper = Q(1 − α), lower = Q(α) of the paired bootstrap over speakers: one-sided bounds, each at level α
 *
 *   superior       upper < 0                             better than the original, hence also not inferior
 *   equivalent     −margin < lower and upper < margin    neither worse nor better by the margin (two one-sided tests)
 *   non-inferior   upper < margin                        H₀ is rejected: not worse by the margin; may be better
 *   inferior       lower ≥ margin                        worse by at least the margin
 *   inconclusive   otherwise                             these recordings do not tell
 *
 * The first line that holds is the verdict. With too few speakers it is always "inconclusive": fewer than 2 of a class
 * do not vary at all, and K speakers who all lean one way by chance are no rarer than 2⁻ᴷ, so K ≥ log2(1/α) is needed
 * (5 at α = 0.05). "Not significantly different" is none of them: it is what a small corpus
 * always says. Source: G. Piaggio et al. 2012, "Reporting of noninferiority and equivalence randomized trials", JAMA
 * 308(24); the two one-sided tests: D. Schuirmann 1987, J. Pharmacokinetics and Biopharmaceutics 15(6).
 */

import type { Bootstrap } from "./bootstrap.ts";
import { quantileR7 } from "./quantile.ts";

export interface NonInferiorityOptions {
  /** Smallest drop of UAR that matters, as a share of 1; chosen before the data are seen. */
  readonly margin: number;
  /** One-sided level. */
  readonly alpha: number;
}

export const NON_INFERIORITY_DEFAULTS: NonInferiorityOptions = { margin: 0.02, alpha: 0.05 };

export type Verdict = "superior" | "equivalent" | "non-inferior" | "inferior" | "inconclusive";

export interface NonInferiority extends NonInferiorityOptions {
  /** One-sided lower bound of the drop. */
  readonly lower: number;
  /** One-sided upper bound of the drop: below the margin, the compressed network is not inferior. */
  readonly upper: number;
  readonly verdict: Verdict;
  /** Speakers (or recordings) that a verdict needs were not there. */
  readonly tooFewUnits: boolean;
}

/** Verdict on a bootstrapped drop of UAR (bootstrapUarDrop). */
export function nonInferiority(drop: Bootstrap, options: NonInferiorityOptions): NonInferiority {
  const { margin, alpha } = options;
  if (!(margin > 0 && margin < 1))
    throw new RangeError(`nonInferiority: margin must be above 0 and below 1, got ${margin}`);
  if (!(alpha > 0 && alpha < 0.5))
    throw new RangeError(`nonInferiority: alpha must be above 0 and below 0.5, got ${alpha}`);
  const lower = quantileR7(drop.ascending, alpha);
  const upper = quantileR7(drop.ascending, 1 - alpha);
  const { unitCount, fewestUnits } = drop.summary;
  const tooFewUnits = unitCount < Math.log2(1 / alpha) || fewestUnits < 2;
  return {
    margin,
    alpha,
    lower,
    upper,
    verdict: tooFewUnits ? "inconclusive" : verdictOf(lower, upper, margin),
    tooFewUnits,
  };
}

/** The verdict that one-sided bounds of the drop give at a margin. */
export function verdictOf(lower: number, upper: number, margin: number): Verdict {
  if (upper < 0) return "superior";
  if (upper < margin) return lower > -margin ? "equivalent" : "non-inferior";
  return lower >= margin ? "inferior" : "inconclusive";
}
