/**
 * How many speakers would tell, in a sentence: said where a verdict is inconclusive.
 */

import { counted, meanCountText, percentText, shareText, statisticText } from "../core/number-text.ts";
import type { Comparison } from "../evaluation/compare.ts";
import type { Evaluation } from "../evaluation/evaluate.ts";
import { POWER_DEFAULTS, speakersToShow } from "../evaluation/power.ts";
import { seenPower } from "../evaluation/power-seen.ts";

/** What more data would need to be; nothing where the verdict is not inconclusive. */
export function powerSentence(evaluation: Evaluation, comparison: Comparison): string | null {
  const { verdict, margin, alpha } = comparison.nonInferiority;
  if (verdict !== "inconclusive") return null;
  const { design, unit, units, smallestMargin, correlationSeen } = seenPower(evaluation, comparison);
  const needed = speakersToShow(design, { ...POWER_DEFAULTS, margin, alpha });
  const each =
    design.recordingsPerSpeaker > 1 ? ` with ${meanCountText(design.recordingsPerSpeaker)} recordings each` : "";
  const many = needed === null ? `more than ten million ${unit}s` : `about ${counted(needed, unit)}${each}`;
  const correlation = design.recordingsPerSpeaker > 1 ? `, correlation ${statisticText(design.correlation)}` : "";
  const supposed = correlationSeen ? "" : " supposed";
  const present =
    smallestMargin === null
      ? `${counted(units, unit)} can show no margin at all`
      : `the ${counted(units, unit)} here could show a margin of ${shareText(smallestMargin)} at best`;
  return (
    `To show non-inferiority at margin ${margin} with a chance of 80 %, if compression truly costs nothing and answers differ as ` +
    `here (${percentText(design.discordance)} of the recordings${correlation}${supposed}), it takes ${many}; ${present}.`
  );
}
