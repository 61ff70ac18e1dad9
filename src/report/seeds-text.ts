/**
 * Several seeds in words: what another start of training changes beside what compression changes.
 *
 * Compared are the standard deviation of the original's UAR between seeds, and the mean change by compression on the same
 * seeds: where the first is larger, one training says little of what compression costs.
 */

import { counted, intervalText, shareText, signedText } from "../core/number-text.ts";
import type { ModelResult } from "../experiment/result.ts";
import { variantOf } from "../experiment/tables.ts";
import { modelTitle, mostCompressed, VARIANT_TITLES } from "./judged.ts";

/** The sentence on a model; none where there is one seed. */
export function seedsSentence(model: ModelResult): string[] {
  const original = variantOf(model, "original")?.overSeeds;
  const compressed = mostCompressed(model);
  const drop = compressed?.overSeeds?.drop;
  const start = original?.test ?? original?.devel;
  if (!compressed || !drop || !start) return [];
  const between = start.standardDeviation ?? 0;
  const change = `${VARIANT_TITLES[compressed.name].toLowerCase()} it changes by ${signedText(-drop.mean)} ± ${shareText(drop.standardDeviation ?? 0)}`;
  const squeezed = model.squeezed?.seeds?.drop;
  const squeeze = squeezed
    ? `, squeezed by ${signedText(-squeezed.mean)} ± ${shareText(squeezed.standardDeviation ?? 0)}`
    : "";
  return [
    `${modelTitle(model)} over ${counted(start.count, "seed")}: from start to start the original's UAR differs by ${shareText(between)} (standard ` +
      `deviation; ${intervalText({ low: start.lowest, high: start.highest })}), ${change}${squeeze}: ${moreOf(Math.abs(drop.mean), between)}. ` +
      `${Math.round(100 * drop.shareOfSeeds)} % of the uncertainty of the difference is between seeds, the rest between speakers.`,
  ];
}

/** Less is 0 in the figures beside it. */
const LEAST_SHOWN = 0.0005;

function moreOf(change: number, between: number): string {
  if (Math.max(change, between) < LEAST_SHOWN) return "neither shows here";
  return change > between
    ? "compression matters more than chance of the start"
    : "chance of the start matters more than compression";
}
