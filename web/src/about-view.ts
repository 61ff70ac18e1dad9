/**
 * What is known of the network, what cannot be known, and what happens to the sound.
 */

import type { PageFigures, PageModel } from "../../dist/export/page-model.js";
import { element } from "./elements.ts";
import { type Language, numberText, sentence } from "./language.ts";

/** What a person should know before any answer. */
export function limitSentences(language: Language, { figures, classes }: PageModel): string[] {
  const known = figures ? [figuresText(language, figures, classes.length)] : [sentence(language, "figuresUnknown")];
  if (figures?.interval && figures.interval.low <= 1 / classes.length) known.push(sentence(language, "figuresChance"));
  if (figures?.partition === "devel") known.push(sentence(language, "figuresDevel"));
  return [...known, sentence(language, "cannotKnow"), sentence(language, "notDiagnosis")];
}

function figuresText(language: Language, { recordings, uar, interval }: PageFigures, classCount: number): string {
  const percent = (share: number) => numberText(language, 100 * share, 1);
  const chance = percent(1 / classCount);
  const gaps = { recordings: numberText(language, recordings), uar: percent(uar), chance };
  if (!interval) return sentence(language, "figuresNoInterval", gaps);
  const { low, high, level } = interval;
  return sentence(language, "figuresKnown", {
    ...gaps,
    low: percent(Math.max(0, low)),
    high: percent(Math.min(1, high)),
    level: numberText(language, 100 * level),
  });
}

/** The section on the network. */
export function networkContent(language: Language, model: PageModel): Node[] {
  const { name, sizeBytes, hash, features, classes, madeFrom, provenance, version, figures } = model;
  const rows: [string, Node | string][] = [
    [sentence(language, "networkFile"), `${name}, ${numberText(language, sizeBytes)} bytes`],
    ["SHA-256", element("code", {}, hash.replace("sha256:", ""))],
    [
      sentence(language, "networkReads"),
      sentence(language, "networkReadsValue", { features: numberText(language, features) }),
    ],
    [sentence(language, "networkClasses"), classes.join(", ")],
    [sentence(language, "networkMadeFrom"), madeFrom ? element("code", {}, madeFrom) : sentence(language, "unknown")],
    ...(figures ? figureRows(language, figures, classes) : []),
    ...(provenance
      ? [[sentence(language, "networkProvenance"), element("code", {}, provenance)] as [string, Node]]
      : []),
    ["coldpress", version],
  ];
  const table = element(
    "table",
    {},
    element(
      "tbody",
      {},
      ...rows.map(([head, value]) =>
        element("tr", {}, element("th", { scope: "row" }, head), element("td", {}, value)),
      ),
    ),
  );
  return [element("h2", { id: "network-title" }, sentence(language, "networkTitle")), table];
}

function figureRows(language: Language, figures: PageFigures, classes: readonly string[]): [string, string][] {
  const { partition, recordings, speakers, recalls } = figures;
  const units =
    speakers === null ? sentence(language, "unknownSpeakers") : sentence(language, "speakers", { count: speakers });
  return [
    [
      sentence(language, "networkTested"),
      sentence(language, "networkTestedValue", { recordings: numberText(language, recordings), units, partition }),
    ],
    ...classes.map((name, c): [string, string] => {
      const recall = recalls[c] ?? null;
      const value = recall === null ? sentence(language, "unknown") : `${numberText(language, 100 * recall, 1)} %`;
      return [sentence(language, "networkRecall", { class: name }), value];
    }),
  ];
}

/** The section on privacy. */
export function privacyContent(language: Language): Node[] {
  return [
    element("h2", { id: "privacy-title" }, sentence(language, "privacyTitle")),
    element("p", {}, sentence(language, "privacyStays")),
    element("p", {}, sentence(language, "privacyEnforced")),
    element("p", {}, sentence(language, "privacyNotPrevented")),
  ];
}
