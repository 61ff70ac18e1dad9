/**
 * What is known of the network, what cannot be known, and what happens to the sound.
 */

import { type NetworkFigures, type RecordingCounts, SYNTHETIC } from "../../dist/export/network-figures.js";
import type { PageModel } from "../../dist/export/page-model.js";
import { element } from "./elements.ts";
import { type Gaps, type Language, numberText, sentence, type TextName } from "./language.ts";

/** What a person should know before any answer. */
export function limitSentences(language: Language, { figures, classes }: PageModel): string[] {
  const known = figures ? [figuresText(language, figures, classes.length)] : [sentence(language, "figuresUnknown")];
  if (figures?.interval && figures.interval.low <= 1 / classes.length) known.push(sentence(language, "figuresChance"));
  if (figures?.partition === "devel") known.push(sentence(language, "figuresDevel"));
  if (figures?.folds) known.push(sentence(language, "figuresFolds", { folds: figures.folds }));
  const checks = figures?.warnings.filter((check) => check !== SYNTHETIC) ?? [];
  if (figures && checks.length < figures.warnings.length) known.unshift(sentence(language, "figuresSynthetic"));
  if (checks.length > 0) known.push(sentence(language, "figuresWarned", { checks: checks.join(", ") }));
  return [...known, sentence(language, "cannotKnow"), sentence(language, "notDiagnosis")];
}

function figuresText(language: Language, { recordings, uar, interval }: NetworkFigures, classCount: number): string {
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

function figureRows(
  language: Language,
  { trained, partition, recalls, ...asked }: NetworkFigures,
  classes: readonly string[],
): [string, string][] {
  const say = (name: TextName, gaps?: Gaps) => sentence(language, name, gaps);
  const recallRows = (recalls ?? []).map((recall, c): [string, string] => [
    say("networkRecall", { class: classes[c] }),
    recall === null ? say("unknown") : `${numberText(language, 100 * recall, 1)} %`,
  ]);
  return [
    ...(trained ? [[say("networkTrained"), countsText(language, trained)] as [string, string]] : []),
    [say("networkTested"), `${countsText(language, asked)} (${partition})`],
    ...recallRows,
  ];
}

function countsText(language: Language, { recordings, speakers }: RecordingCounts): string {
  const units =
    speakers === null ? sentence(language, "unknownSpeakers") : sentence(language, "speakers", { count: speakers });
  return sentence(language, "recordingCounts", { recordings: numberText(language, recordings), units });
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
