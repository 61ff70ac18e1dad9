/**
 * What a network listens to, in the report: one table of kinds of sound, one of descriptors, one of features.
 */

import { countText } from "../core/number-text.ts";
import type { ExplainedFeature, ExplainedGroup, Explanation } from "../explanation/explanation.ts";
import { type DataTable, tableHtml } from "./data-table.ts";
import {
  aspectsText,
  directionText,
  explanationNotes,
  explanationSentence,
  featureText,
  importanceText,
  isNeeded,
} from "./explanation-text.ts";
import { element, text } from "./markup.ts";

/** Rows that are shown at once; the others are folded. */
const MOST_DESCRIPTORS = 12;
const MOST_FEATURES = 12;

/** Sentence and tables. @param name  The network, as a sentence calls it. */
export function explanationHtml(explanation: Explanation, name: string): string {
  const { kinds, descriptors, strongest } = explanation;
  return (
    element("p", {}, text(explanationSentence(explanation, name))) +
    tableHtml(groupTable("What it needs, by kind of sound", kinds, ({ name }) => name)) +
    tableHtml(
      groupTable("By descriptor, the most important first", descriptors.slice(0, MOST_DESCRIPTORS), describedGroup),
    ) +
    folded(
      "All descriptors",
      groupTable("All descriptors", descriptors, describedGroup),
      descriptors,
      MOST_DESCRIPTORS,
    ) +
    (strongest.length === 0 ? "" : tableHtml(featureTable(strongest.slice(0, MOST_FEATURES), explanation))) +
    folded("More features", featureTable(strongest, explanation), strongest, MOST_FEATURES) +
    explanationNotes(explanation)
      .map((note) => element("p", { class: "note" }, text(note)))
      .join("")
  );
}

function folded(title: string, table: DataTable, all: readonly unknown[], shown: number): string {
  return all.length > shown ? element("details", {}, element("summary", {}, text(title)), tableHtml(table)) : "";
}

function groupTable(
  caption: string,
  groups: readonly ExplainedGroup[],
  described: (group: ExplainedGroup) => string,
): DataTable {
  return {
    caption,
    columns: ["", "importance", "needed", "features", "what of it"],
    rows: groups.map((group) => [
      described(group),
      importanceText(group),
      isNeeded(group) ? "yes" : "not shown",
      countText(group.features),
      aspectsText(group),
    ]),
    notes: [],
    words: true,
  };
}

function describedGroup({ name, words }: ExplainedGroup): string {
  return words ?? name;
}

function featureTable(features: readonly ExplainedFeature[], { classes }: Explanation): DataTable {
  return {
    caption: "Features with the largest effects",
    columns: ["", "a high value speaks", "effect", "a high value means", "name"],
    rows: features.map((feature) => [
      featureText(feature),
      directionText(feature, classes),
      Math.max(...feature.effects).toPrecision(2),
      feature.high ?? "",
      feature.name,
    ]),
    notes: [],
    words: true,
  };
}
