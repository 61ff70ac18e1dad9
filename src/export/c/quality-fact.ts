/**
 * How good an exported network is, in a sentence.
 */

import { counted, intervalText, listText, percentText, shareText } from "../../core/number-text.ts";
import { type NetworkFigures, type RecordingCounts, SYNTHETIC } from "../network-figures.ts";
import type { Fact } from "./facts.ts";

const UNKNOWN = "not known here: the container has no figures, and no result that knows it was given or lies beside it";

/** @param figures  Null where nothing is known. */
export function qualityFact(figures: NetworkFigures | null): Fact {
  return { name: "How good", text: figures ? figuresText(figures) : UNKNOWN };
}

function figuresText(figures: NetworkFigures): string {
  const { partition, folds, uar, interval, trained, warnings } = figures;
  const checks = warnings.filter((check) => check !== SYNTHETIC);
  const sentences = [
    `UAR ${shareText(uar)}${interval ? `, ${percentText(interval.level).replace(".0", "")} interval ${intervalText(interval)}` : ", no interval is known"}, on ${recordingsText(figures)}${partition === "devel" ? " that it was chosen by (devel)" : ""}`,
    ...(folds === null
      ? []
      : [`asked were ${counted(folds, "network")} made in the same way, one a fold, not this one`]),
    ...(trained ? [`trained on ${recordingsText(trained)}`] : []),
    ...(warnings.includes(SYNTHETIC) ? ["trained on synthetic voices: of no use on people"] : []),
    ...(checks.length > 0 ? [`checks of the data speak against believing it: ${listText(checks)}`] : []),
  ];
  return sentences.join("; ");
}

function recordingsText({ recordings, speakers }: RecordingCounts): string {
  return `${counted(recordings, "recording")}${speakers === null ? "" : ` of ${counted(speakers, "speaker")}`}`;
}
