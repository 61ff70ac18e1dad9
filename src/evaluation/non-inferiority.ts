/**
 * Is the compressed network as good as the original, up to a margin fixed in advance?
 *
 *   Δ = UAR_original − UAR_compressed          H₀: Δ ≥ margin          H₁: Δ < margin
 *   lower, upper    one-sided bounds, each at level α                                  (drop-bound.ts)
 *   low, high       the ends of the two-sided interval, which is printed beside them: α/2 on each side at α = 0.05
 *
 *   superior       high < 0                              better than the original, hence also not inferior
 *   equivalent     −margin < lower and upper < margin    neither worse nor better by the margin (two one-sided tests)
 *   non-inferior   upper < margin                        H₀ is rejected: not worse by the margin; may be better
 *   inferior       low ≥ margin                          worse by at least the margin
 *   inconclusive   otherwise                             these recordings do not tell
 *
 * The first line that holds is the verdict. What is called better or worse is so by the interval that stands beside it. With
 * too few speakers the verdict is always "inconclusive": a class with fewer than 2 does not vary at all, and K speakers who
 * all lean one way by chance are no rarer than 2⁻ᴷ, so K ≥ log2(1/α) is needed (5 at α = 0.05). "Not significantly
 * different" is none of these: it is what a small corpus says of any two classifiers.
 *
 * Where no speakers are known recordings count as independent, and a verdict says how much more the drop would have to vary
 * to overturn it: m recordings of each speaker, whose differences correlate by ρ, make the variance 1 + (m − 1) ρ times larger.
 *
 * Source  G. Piaggio et al. 2012, "Reporting of noninferiority and equivalence randomized trials", JAMA 308(24);
 *         D. Schuirmann 1987, J. Pharmacokinetics and Biopharmaceutics 15(6) (two one-sided tests).
 */

import { studentsTQuantile } from "../core/students-t.ts";
import { type DropBounds, dropBounds, type UarDrop } from "./drop-bound.ts";
import { type EstimateGround, FEWEST_SPEAKERS_OF_CLASS } from "./estimate.ts";
import { INTERVAL_LEVEL } from "./uar-interval.ts";

export interface NonInferiorityOptions {
  /** Smallest drop of UAR that matters, as a share of 1; chosen before the data are seen. */
  readonly margin: number;
  /** One-sided level. */
  readonly alpha: number;
  /** Coverage of the two-sided interval, by which a network is better or worse. */
  readonly level: number;
}

export const NON_INFERIORITY_DEFAULTS: NonInferiorityOptions = { margin: 0.02, alpha: 0.05, level: INTERVAL_LEVEL };

export const VERDICTS = ["superior", "equivalent", "non-inferior", "inferior", "inconclusive"] as const;

/** What a comparison of two networks says, in a word. */
export type Verdict = (typeof VERDICTS)[number];

/** A comparison of a compressed network with its original: bounds of the drop of UAR, and the verdict. */
export interface NonInferiority {
  readonly margin: number;
  readonly alpha: number;
  /** One-sided lower bound of the drop. */
  readonly lower: number;
  /** One-sided upper bound of the drop: below the margin, the compressed network is not inferior. */
  readonly upper: number;
  readonly verdict: Verdict;
  /** Speakers (or recordings) that a verdict needs were not there. */
  readonly tooFewUnits: boolean;
  /** Recordings that only one of the two gets right. */
  readonly discordant: number;
  /**
   * How many times larger the variance of the drop would have to be for the verdict to fall; null where speakers are known,
   * and where the verdict is inconclusive.
   */
  readonly overturningDesignEffect: number | null;
}

/** Verdict on a drop of UAR. */
export function nonInferiority(drop: UarDrop, options: NonInferiorityOptions): NonInferiority {
  const { margin, alpha, level } = options;
  if (!(margin > 0 && margin < 1))
    throw new RangeError(`nonInferiority: margin must be above 0 and below 1, got ${margin}`);
  const bounds = dropBounds(drop, alpha);
  const interval = dropBounds(drop, (1 - level) / 2);
  const tooFewUnits = hasTooFewUnits(drop.ground, alpha);
  const verdict = tooFewUnits ? "inconclusive" : verdictOf(bounds, interval, margin);
  return {
    margin,
    alpha,
    lower: bounds.lower,
    upper: bounds.upper,
    verdict,
    tooFewUnits,
    discordant: drop.discordant.reduce((sum, count) => sum + count, 0),
    overturningDesignEffect:
      drop.ground.unit === "speaker" ? null : overturningDesignEffect(verdict, drop, bounds, interval, options),
  };
}

/** Whether speakers (or recordings) are too few for a verdict at a one-sided level. */
export function hasTooFewUnits(
  { unitCount, fewestUnits }: Pick<EstimateGround, "unitCount" | "fewestUnits">,
  alpha: number,
): boolean {
  return unitCount < Math.log2(1 / alpha) || fewestUnits < FEWEST_SPEAKERS_OF_CLASS;
}

/** The verdict that bounds of the drop give at a margin. @param interval  At the level of the two-sided interval. */
export function verdictOf(
  { lower, upper }: Pick<DropBounds, "lower" | "upper">,
  interval: Pick<DropBounds, "lower" | "upper">,
  margin: number,
): Verdict {
  if (interval.upper < 0) return "superior";
  if (upper < margin) return lower > -margin ? "equivalent" : "non-inferior";
  return interval.lower >= margin ? "inferior" : "inconclusive";
}

/** (distance of the drop from what it must not reach / half width)². */
function overturningDesignEffect(
  verdict: Verdict,
  { jackknife: { estimate, freedom } }: UarDrop,
  bounds: DropBounds,
  interval: DropBounds,
  { margin, alpha, level }: NonInferiorityOptions,
): number | null {
  // A class of one unit has no freedom, and no quantile either.
  if (verdict === "inconclusive") return null;
  const half = bounds.standardError * studentsTQuantile(1 - alpha, freedom);
  const intervalHalf = interval.standardError * studentsTQuantile((1 + level) / 2, freedom);
  switch (verdict) {
    case "superior":
      return (estimate / intervalHalf) ** 2;
    case "equivalent":
      return (Math.min(margin - estimate, estimate + margin) / half) ** 2;
    case "non-inferior":
      return ((margin - estimate) / half) ** 2;
    case "inferior":
      return ((estimate - margin) / intervalHalf) ** 2;
  }
}
