/**
 * What a network listens to, on one screen.
 */

import { countText } from "../../core/number-text.ts";
import type { ExplainedFeature, ExplainedGroup, Explanation } from "../../explanation/explanation.ts";
import {
  aspectsText,
  directionText,
  effectText,
  explanationNotes,
  explanationSentence,
  featureText,
  importanceText,
  isNeeded,
} from "../../report/explanation-text.ts";
import { stdoutColors as pc } from "./colors.ts";
import { columnsText } from "./table-text.ts";

/** Rows of each list that a screen has room for. */
const MOST_DESCRIPTORS = 8;
const MOST_FEATURES = 10;

/** The text. @param name  The network's file. */
export function explanationText(explanation: Explanation, name: string): string {
  const { kinds, descriptors, strongest, classes } = explanation;
  return [
    explanationSentence(explanation, pc.bold(name)),
    "",
    groupsText(explanation, "kind of sound", kinds, ({ name }) => name),
    "",
    groupsText(explanation, "descriptor", descriptors.slice(0, MOST_DESCRIPTORS), describedGroup),
    ...moreLine(descriptors.length - MOST_DESCRIPTORS),
    ...(strongest.length > 0
      ? ["", featuresText(strongest.slice(0, MOST_FEATURES), classes), ...moreLine(strongest.length - MOST_FEATURES)]
      : []),
    "",
    ...explanationNotes(explanation).map((note) => pc.dim(note)),
    "For research; not a medical device.",
  ].join("\n");
}

function groupsText(
  { table }: Explanation,
  title: string,
  groups: readonly ExplainedGroup[],
  described: (group: ExplainedGroup) => string,
): string {
  const importance = (group: ExplainedGroup) => (table ? [importanceText(group), isNeeded(group) ? "needed" : ""] : []);
  return columnsText(
    [...(table ? ["importance", ""] : []), "features", title, "what of it"],
    groups.map((group) => [...importance(group), countText(group.features), described(group), aspectsText(group)]),
  );
}

function describedGroup({ name, words }: ExplainedGroup): string {
  return words === null ? name : `${name}: ${words}`;
}

function featuresText(features: readonly ExplainedFeature[], classes: readonly string[]): string {
  return columnsText(
    ["effect", "a high value speaks", "feature"],
    features.map((feature) => [
      effectText(feature),
      directionText(feature, classes),
      `${featureText(feature)}${feature.high === null ? "" : `; high: ${feature.high}`}`,
    ]),
  );
}

function moreLine(count: number): string[] {
  return count > 0 ? [pc.dim(`… ${countText(count)} more (--json)`)] : [];
}
