/**
 * An evaluation, alone or beside another network's, as text for a terminal.
 */

import {
  counted,
  longIntervalText,
  percentText,
  pValueText,
  shareText,
  signedIntervalText,
  signedText,
  statisticText,
} from "../../core/number-text.ts";
import { CHANCE_LEVEL } from "../../evaluation/chance-level.ts";
import type { Comparison } from "../../evaluation/compare.ts";
import type { Interval } from "../../evaluation/estimate.ts";
import type { Evaluation } from "../../evaluation/evaluate.ts";
import type { SpeakerMcNemar } from "../../evaluation/mcnemar-by-speaker.ts";
import type { UarPerSpeaker } from "../../evaluation/uar-per-speaker.ts";
import { conclusion } from "../../report/conclusion.ts";
import { columnsText } from "./table-text.ts";

/** UAR, recalls, confusion, and whether that is better than chance. */
export function evaluationText({
  classes,
  confusion,
  recalls,
  uar,
  chance,
  recordings,
  perSpeaker,
}: Evaluation): string {
  const { interval, unit, unitCount, warnings } = uar;
  const rows = classes.map((name, actual) => [
    name,
    recallText(recalls[actual]),
    ...(confusion[actual] ?? []).map(String),
  ]);
  return [
    `UAR ${shareText(uar.estimate)} ${longIntervalText(interval)} on ${recordings} recordings (95 % interval over ${unitCount} ${unit}s)`,
    ...(perSpeaker ? [perSpeakerText(perSpeaker)] : []),
    columnsText(["class", "recall", ...classes.map((name) => `as ${name}`)], rows),
    chance.pValue > CHANCE_LEVEL
      ? `Not shown to be better than chance (p ${pValueText(chance.pValue)}, labels permuted ${chance.moved})`
      : `Better than chance (p ${pValueText(chance.pValue)}, labels permuted ${chance.moved})`,
    ...warnings,
  ].join("\n");
}

/** The differences from the network that this one was made from; nothing where there is none. */
export function comparisonText(comparison: Comparison | null): string {
  if (!comparison) return "";
  const { uarDrop, nonInferiority, mcnemar, agreement } = comparison;
  return [
    `Drop of UAR against the original: ${signedText(uarDrop.estimate)} ${signedIntervalText(uarDrop.interval)}`,
    `At the margin ${nonInferiority.margin}: ${nonInferiority.verdict}; ${conclusion(comparison)}`,
    `McNemar: ${mcnemar.overall.onlyFirst} right only before, ${mcnemar.overall.onlySecond} only after, ` +
      `mid-p ${pValueText(mcnemar.overall.pMid)}, recordings taken as independent`,
    ...(mcnemar.bySpeaker ? [speakerMcNemarText(mcnemar.bySpeaker)] : []),
    `Same answer for ${percentText(agreement)} of the recordings`,
  ].join("\n");
}

/**
 * Percentile intervals of the bootstrap: what papers mostly print, and too narrow with few speakers.
 *
 * @param drop  Of the drop of UAR, where there is another network.
 */
export function bootstrapText(uar: Interval, drop: Interval | null): string {
  return `For comparison, percentile bootstrap: UAR ${longIntervalText(uar)}${drop ? `, drop ${signedIntervalText(drop)}` : ""}`;
}

function recallText(recall: number | null | undefined): string {
  return typeof recall === "number" ? shareText(recall) : "-";
}

function speakerMcNemarText({ differing, chi2, pAsymptotic, pSignFlips }: SpeakerMcNemar): string {
  return (
    `McNemar by speaker: ${counted(differing, "speaker")} lean one way, chi-square ${statisticText(chi2)}, ` +
    `p ${pValueText(pAsymptotic)}; signs flipped p ${pValueText(pSignFlips)}`
  );
}

function perSpeakerText({ figure, estimate, interval, speakers }: UarPerSpeaker): string {
  const name = figure === "answers" ? "UAR per speaker" : "Mean of the speakers' UARs";
  const how = figure === "answers" ? "one answer each, by mean probability" : "every speaker weighs the same";
  return `${name} ${shareText(estimate)} ${longIntervalText(interval)} of ${counted(speakers, "speaker")} (${how})`;
}
