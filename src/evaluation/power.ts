/**
 * How many speakers show that a compressed network is not worse: the bound of drop-bound.ts with the counts to be expected.
 *
 *   V    = (d − D²) · (1 + (m − 1) ρ) / (m K) · κ,   κ = 1/C² · Σ_c 1/p_c       variance of the drop with K speakers
 *   V₀   = 1/C² · Σ_c (n_c d + z²) / (n_c + z²)²,   n_c = p_c m K                the floor
 *   the smallest margin that is shown with a chance of `power` is   D + t(1 − α, ν) · √max(V, V₀) + z(power) · √V
 *
 * d share of recordings that only one of the two gets right, D true drop, m recordings of each speaker, ρ correlation of two
 * differences of a speaker, p_c share of the recordings in class c (κ = 1 for equal classes, 2.8 for 1 : 9), ν the degrees of
 * freedom of K equal speakers. Without t and floor it is the formula of the planning of trials,
 *
 *   K = (z(1 − α) + z(power))² · (d − D²) · (1 + (m − 1) ρ) / (m (margin − D)²) · κ
 *
 * which is right from d = 0.1 on and asks for too few speakers where hardly any answer differs. The numbers here are within
 * 15 % of simulated ones from d = 0.01 to 0.3 (docs/statistics.md).
 *
 * Source  S. A. Julious 2004, "Sample sizes for clinical trials with Normal data", Statistics in Medicine 23(12) (the formula).
 */

import { normalQuantile } from "../core/normal-quantile.ts";
import { studentsTQuantile } from "../core/students-t.ts";
import { floorOfDrop } from "./drop-bound.ts";
import { FEWEST_SPEAKERS_OF_CLASS } from "./estimate.ts";
import { combinedFreedom } from "./jackknife.ts";
import { NON_INFERIORITY_DEFAULTS } from "./non-inferiority.ts";

/** What recordings two networks are compared on, whatever the number of speakers. */
export interface PowerDesign {
  /** Share of the recordings that only one of the two gets right. */
  readonly discordance: number;
  /** Of the differences of two recordings of a speaker. */
  readonly correlation: number;
  readonly recordingsPerSpeaker: number;
  /** Share of the recordings in each class; they sum to 1. [C] */
  readonly classShares: readonly number[];
  /** Whether every speaker has recordings of all classes (an emotion), not of one (a diagnosis). */
  readonly everyClass: boolean;
}

/** What a study must be able to show. */
export interface PowerQuestion {
  /** What the drop must be shown to lie below. */
  readonly margin: number;
  /** The true drop that is supposed. */
  readonly drop: number;
  /** One-sided level. */
  readonly alpha: number;
  /** Chance to show it. */
  readonly power: number;
}

export const POWER_DEFAULTS: PowerQuestion = {
  margin: NON_INFERIORITY_DEFAULTS.margin,
  drop: 0,
  alpha: NON_INFERIORITY_DEFAULTS.alpha,
  power: 0.8,
};

/** Of the review's simulations: what is supposed where speakers are too few to see it. */
export const SUPPOSED_CORRELATION = 0.05;

/** More speakers than this are not worth a number. */
const MOST_SPEAKERS = 1e7;

/** The smallest margin that this many speakers show with the power that is asked for; Infinity where they allow no verdict. */
export function smallestMargin(
  design: PowerDesign,
  speakers: number,
  { drop, alpha, power }: Omit<PowerQuestion, "margin">,
): number {
  checkDesign(design);
  const { discordance, correlation, recordingsPerSpeaker: m, classShares, everyClass } = design;
  const ofClass = classShares.map((share) => (everyClass ? speakers : share * speakers));
  // The same rule as for verdicts: enough speakers in all, and of each class
  if (speakers < Math.log2(1 / alpha) || Math.min(...ofClass) < FEWEST_SPEAKERS_OF_CLASS) return Infinity;
  const single = (Math.max(0, discordance - drop ** 2) * (1 + (m - 1) * correlation)) / (m * speakers);
  const variances = classShares.map((share) => single / share / classShares.length ** 2);
  const variance = variances.reduce((sum, own) => sum + own, 0);
  const recordings = Float64Array.from(classShares, (share) => share * m * speakers);
  const floor = floorOfDrop(
    recordings.map((count) => count * discordance),
    recordings,
    alpha,
  );
  const freedom = everyClass
    ? speakers - 1
    : combinedFreedom(
        variances,
        ofClass.map((count) => count - 1),
      );
  const half = studentsTQuantile(1 - alpha, freedom) * Math.sqrt(Math.max(variance, floor));
  return drop + half + normalQuantile(power) * Math.sqrt(variance);
}

/** The smallest number of speakers that shows the margin; null where none does, or more than ten million would. */
export function speakersToShow(design: PowerDesign, question: PowerQuestion): number | null {
  const { margin, drop } = question;
  if (!(margin > 0 && margin < 1))
    throw new RangeError(`speakersToShow: margin must be above 0 and below 1, got ${margin}`);
  if (drop >= margin) return null;
  const isEnough = (speakers: number) => smallestMargin(design, speakers, question) <= margin;
  let enough = 4;
  while (!isEnough(enough)) {
    enough *= 2;
    if (enough > MOST_SPEAKERS) return null;
  }
  let tooFew = enough === 4 ? 1 : enough / 2;
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

function checkDesign({ discordance, correlation, recordingsPerSpeaker, classShares }: PowerDesign): void {
  if (!(discordance >= 0 && discordance <= 1))
    throw new RangeError(`power: discordance must be from 0 to 1, got ${discordance}`);
  if (!(correlation >= 0 && correlation <= 1))
    throw new RangeError(`power: correlation must be from 0 to 1, got ${correlation}`);
  if (!(recordingsPerSpeaker >= 1))
    throw new RangeError(`power: recordings of each speaker must be at least 1, got ${recordingsPerSpeaker}`);
  const sum = classShares.reduce((total, share) => total + share, 0);
  if (!(classShares.length >= 1 && classShares.every((share) => share > 0) && Math.abs(sum - 1) < 1e-9))
    throw new RangeError(`power: class shares must be above 0, with sum 1, got ${classShares.join(", ")}`);
}
