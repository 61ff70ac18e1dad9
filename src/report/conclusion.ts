/**
 * What a comparison shows, in words. The report speaks of the difference compressed − original: negative is worse.
 *
 * "Better" and "worse" are what the printed two-sided interval says; "as good" and "not worse" are one-sided bounds at the
 * level that was fixed before. Where the data do not tell, the words say what they leave open, not that nothing was found.
 */

import { counted, shareText, signedText, statisticText } from "../core/number-text.ts";
import type { Comparison } from "../evaluation/compare.ts";
import type { Estimate } from "../evaluation/estimate.ts";
import { FEWEST_SPEAKERS_OF_CLASS } from "../evaluation/estimate.ts";
import type { NonInferiority } from "../evaluation/non-inferiority.ts";

/** Recordings of each speaker for which the words give a correlation, where speakers are unknown: the paper's corpus has 45. */
const EXAMPLE_RECORDINGS = 20;

/** What a comparison shows. */
export function conclusion({ nonInferiority, uarDrop }: Comparison): string {
  return shown(nonInferiority, uarDrop) + overturnedText(nonInferiority);
}

/** The same of the recordings of known speakers who are too few to speak for others. */
export function conclusionForThese(overRecordings: Comparison, speakers: number): string {
  const { nonInferiority, uarDrop } = overRecordings;
  return `for these ${counted(speakers, "speaker")} and no others: ${shown(nonInferiority, uarDrop)}`;
}

function shown(nonInferiority: NonInferiority, uarDrop: Estimate): string {
  const { verdict, margin, lower, upper, alpha, tooFewUnits, discordant } = nonInferiority;
  const level = `one-sided ${Math.round(100 * (1 - alpha))} % bound`;
  const interval = `${Math.round(100 * uarDrop.interval.level)} % interval`;
  if (tooFewUnits) return tooFewText(uarDrop, margin);
  const same = discordant === 0 ? `no recording differs; a drop of up to ${shareText(upper)} is not excluded` : null;
  switch (verdict) {
    case "superior":
      return `better than the original (the ${interval} lies above 0)`;
    case "equivalent":
    case "non-inferior":
      if (same) return `as good as the original within ${margin}: ${same}`;
      if (uarDrop.interval.low > 0)
        return `worse than the original, but by less than ${margin} (${level} ${signedText(-upper)})`;
      if (verdict === "non-inferior")
        return `not worse than the original by ${margin} or more (${level} ${signedText(-upper)})`;
      return `as good as the original within ${margin} (${level}s ${signedText(-upper)} and ${signedText(-lower)})`;
    case "inferior":
      return `worse than the original by at least ${margin} (the ${interval} lies below −${margin})`;
    case "inconclusive":
      if (same) return `not shown to be as good as the original at margin ${margin}: ${same}`;
      return uarDrop.interval.low > 0
        ? `worse than the original, by how much is open at margin ${margin}`
        : `not shown to be as good as the original at margin ${margin} (${level} ${signedText(-upper)})`;
  }
}

function tooFewText({ estimate, unitCount, unit, fewestUnits }: Estimate, margin: number): string {
  const seen = estimate > margin ? "worse on these recordings, but " : "";
  if (fewestUnits < FEWEST_SPEAKERS_OF_CLASS)
    return `${seen}a class has a single ${unit}, who shows nothing of others: whether it is as good stays open`;
  return `${seen}${counted(unitCount, unit)} are too few to say whether it is as good`;
}

/** Of unknown speakers: how alike a speaker's recordings would have to be for the verdict to fall. */
function overturnedText({ overturningDesignEffect: effect, tooFewUnits }: NonInferiority): string {
  if (effect === null || tooFewUnits) return "";
  const correlation = (effect - 1) / (EXAMPLE_RECORDINGS - 1);
  const recordings = `; speakers are not known: with ${EXAMPLE_RECORDINGS} recordings of each,`;
  if (correlation >= 1) return `${recordings} no correlation of their differences would overturn this`;
  return `${recordings} whose differences correlate by ${statisticText(correlation)} or more, this would not be shown`;
}
