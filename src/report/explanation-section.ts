/**
 * What a network listens to, in the report: one table of kinds of sound, one of descriptors, one of features.
 */

import { countText } from "../core/number-text.ts";
import type { ExplainedFeature, ExplainedGroup, Explanation } from "../explanation/explanation.ts";
import { type DataTable, tableHtml } from "./data-table.ts";
import {
  aspectsText,
  directionText,
  effectText,
  explanationNotes,
  explanationSentence,
  featureText,
  importanceText,
  isNeeded,
} from "./explanation-text.ts";
import { element, text } from "./markup.ts";

/** Rows that are shown at once; the others are collapsed. */
const MOST_DESCRIPTORS = 12;
const MOST_FEATURES = 12;

/** Sentence and tables. @param name  The network, as a sentence calls it. */
export function explanationHtml(explanation: Explanation, name: string): string {
  const { descriptors, strongest } = explanation;
  const shown = descriptors.slice(0, MOST_DESCRIPTORS);
  return (
    element("p", {}, text(explanationSentence(explanation, name))) +
    tableHtml(kindsTable(explanation)) +
    tableHtml(groupTable("By descriptor, the most important first", shown, shortName)) +
    collapsed("All descriptors, with their names", wholeGroupTable(descriptors)) +
    (strongest.length > 0
      ? tableHtml(featureTable(strongest.slice(0, MOST_FEATURES), explanation)) +
        collapsed("More features, with their names", wholeFeatureTable(strongest, explanation))
      : "") +
    explanationNotes(explanation)
      .map((note) => element("p", { class: "note" }, text(note)))
      .join("")
  );
}

/** What a network needs, by kind of sound. */
export function kindsTable({ kinds }: Explanation): DataTable {
  return groupTable("What it needs, by kind of sound", kinds, ({ name }) => name);
}

/** The words without the explanation in brackets, which the collapsed table has. */
function shortName({ name, words }: ExplainedGroup): string {
  return words === null ? name : words.replace(/ \(.*\)$/, "");
}

function collapsed(title: string, table: DataTable): string {
  return element("details", {}, element("summary", {}, text(title)), tableHtml(table));
}

function groupTable(
  caption: string,
  groups: readonly ExplainedGroup[],
  described: (group: ExplainedGroup) => string,
): DataTable {
  return {
    caption,
    columns: ["", "importance", "features"],
    rows: groups.map((group) => [described(group), ...groupCells(group)]),
    notes: [],
    narrow: true,
  };
}

function groupCells(group: ExplainedGroup): string[] {
  return [`${importanceText(group)}${isNeeded(group) ? ", needed" : ""}`, countText(group.features)];
}

function wholeGroupTable(groups: readonly ExplainedGroup[]): DataTable {
  return {
    caption: "All descriptors",
    columns: ["", "importance", "features", "what of it", "what it is"],
    rows: groups.map((group) => [group.name, ...groupCells(group), aspectsText(group), group.words ?? ""]),
    notes: [],
    words: true,
  };
}

function featureTable(features: readonly ExplainedFeature[], { classes }: Explanation): DataTable {
  return {
    caption: "Features with the largest effects",
    columns: ["", "a high value means", "and speaks"],
    rows: features.map((feature) => [featureText(feature), feature.high ?? "", directionText(feature, classes)]),
    notes: [],
    narrow: true,
  };
}

function wholeFeatureTable(features: readonly ExplainedFeature[], { classes }: Explanation): DataTable {
  return {
    caption: "Features with the largest effects",
    columns: ["", "effect", "a high value speaks", "what it is", "a high value means"],
    rows: features.map((feature) => [
      feature.name,
      effectText(feature),
      directionText(feature, classes),
      feature.words === null ? "" : featureText(feature),
      feature.high ?? "",
    ]),
    notes: [],
    words: true,
  };
}
