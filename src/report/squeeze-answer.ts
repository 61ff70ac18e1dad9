/**
 * The squeeze in the report's head: size, UAR and verdict in one sentence, beside that on the paper's compression.
 *
 * Where the original is not shown to be better than chance there is nothing to compare with; the sentence then says what to
 * do instead.
 */

import {
  bytesText,
  countText,
  intervalText,
  pValueText,
  shareText,
  signedIntervalText,
  signedText,
} from "../core/number-text.ts";
import { CHANCE_LEVEL } from "../evaluation/chance-level.ts";
import type { ModelResult } from "../experiment/result.ts";
import type { SqueezeResult, TestedNetwork } from "../squeeze/squeeze-result.ts";
import { conclusion, conclusionForThese } from "./conclusion.ts";
import { modelInSentence } from "./judged.ts";
import { squeezedChoice } from "./squeezed-choice.ts";

/** The sentence; null where the model was not squeezed, or test has no labels. */
export function squeezeAnswer(model: ModelResult, originalIsAtChance: boolean): string | null {
  const choice = squeezedChoice(model);
  if (!choice) return null;
  const { squeeze, tested, bytes, timesSmaller, originalUar } = choice;
  const ratio = countText(Math.floor(timesSmaller));
  const start = `Squeezed, ${modelInSentence(model)} is ${ratio} times smaller (${bytesText(bytes)}${folds(squeeze)})`;
  return originalIsAtChance
    ? `${start}. ${insteadOfComparing(tested)}`
    : `${start}; ${comparedText(tested, originalUar)}.`;
}

function folds({ procedure, seeds }: SqueezeResult): string {
  const folds = procedure ? `${procedure.folds.length} folds` : "";
  if (seeds) return `, median of ${folds === "" ? "" : `${folds} with each of `}${seeds.choices.length} seeds`;
  return folds === "" ? "" : `, median of ${folds}`;
}

function comparedText({ evaluation, uarDrop, comparison, overRecordings }: TestedNetwork, original: number): string {
  const interval = { low: -uarDrop.interval.high, high: -uarDrop.interval.low };
  const figures =
    `UAR ${shareText(original)} → ${shareText(evaluation.uar.estimate)}, difference ${signedText(-uarDrop.estimate)} ` +
    signedIntervalText(interval);
  if (!comparison) return figures;
  const these = overRecordings ? `; ${conclusionForThese(overRecordings, uarDrop.unitCount)}` : "";
  return `${figures}; ${conclusion(comparison)}${these}`;
}

/** What is left to say and to do where nothing can be compared. */
export function insteadOfComparing(
  { evaluation }: Pick<TestedNetwork, "evaluation">,
  who = "squeezed network",
): string {
  const { uar, chance } = evaluation;
  const own = `The ${who} has UAR ${shareText(uar.estimate)} ${intervalText(uar.interval)}`;
  if (chance.pValue <= CHANCE_LEVEL)
    return (
      `${own} and is better than chance by itself (p ${pValueText(chance.pValue)}): judge it by that, not by an original that has ` +
      "learned nothing that shows."
    );
  return (
    `${own} and is not shown to be better than chance either. Instead of comparing: check labels and recordings, train ` +
    "longer, and collect more speakers."
  );
}
