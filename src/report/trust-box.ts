/**
 * Can I believe it: checks of the data, what differs from the paper, how the run was made, what it is not for.
 */

import { counted, countText } from "../core/number-text.ts";
import type { ExperimentResult } from "../experiment/result.ts";
import type { DataFinding } from "../squeeze/squeeze-result.ts";
import { type DataTable, tableHtml } from "./data-table.ts";
import { element, text } from "./markup.ts";

export const INTENDED_USE =
  "For research on the compression of speech classifiers. Not a medical device: it must not be used to diagnose, " +
  "monitor or treat anyone. It was judged on the recordings named here and on no others; another microphone, room, " +
  "language or clinic needs a new evaluation.";

/** The box as HTML. */
export function trustBoxHtml(result: ExperimentResult): string {
  const { data, differences } = result;
  return (
    element("h3", {}, "Checks of the data") +
    (data.findings.length === 0 ? paragraph("No check found anything.") : findingsHtml(data.findings)) +
    element("h3", {}, "Not like the paper") +
    (differences.length === 0 ? paragraph("The set-up is the paper's.") : listHtml(differences)) +
    element("h3", {}, "How it was made") +
    tableHtml(provenance(result)) +
    element("h3", {}, "Intended use") +
    paragraph(INTENDED_USE)
  );
}

/** Seed, versions, machine and settings: what it takes to get the same numbers again. */
export function provenance({ made, settings, data }: ExperimentResult): DataTable {
  return {
    caption: "Everything that it takes to run this again",
    columns: ["", "value"],
    rows: [
      settings.seeds ? ["seeds", settings.seeds.join(", ")] : ["seed", String(settings.seed)],
      ["coldpress", made.coldpress],
      ["engine", `${made.engine} on ${counted(made.threads, "thread")}`],
      ["machine", made.platform],
      ["date", made.date],
      ["data", `${data.name}: ${data.sources.join(", ")}`],
      ["SHA-256 of the data", data.hash],
      ["features", `${countText(data.featureCount)}, of which ${countText(data.constantFeatures)} do not vary`],
      ["training", trainingText(settings)],
      ["pruning", pruningText(settings)],
      [
        "statistics",
        `jackknife over speakers, Student's t; margin ${settings.margin}, one-sided level ${settings.alpha}`,
      ],
    ],
    notes: [],
    words: true,
  };
}

function trainingText(settings: ExperimentResult["settings"]): string {
  const { epochs, batchSize, learningRate, schedule, dropout, normalization, classWeights } = settings;
  return (
    `${counted(epochs, "epoch")}, batch ${batchSize}, learning rate ${learningRate} (${schedule}), dropout ${dropout}, ` +
    `normalisation ${normalization}, class weights ${classWeights}`
  );
}

function pruningText(settings: ExperimentResult["settings"]): string {
  const { pruningEpochs, pruningLearningRate, finalSparsity, pruningEnd } = settings;
  const rate = pruningLearningRate === null ? "" : `, learning rate ${pruningLearningRate}`;
  return `${counted(pruningEpochs, "epoch")} to sparsity ${finalSparsity} (${pruningEnd})${rate}`;
}

function findingsHtml(findings: readonly DataFinding[]): string {
  const items = findings.map(({ severity, sentence }) =>
    element("li", { class: `severity-${severity}` }, element("span", { class: "badge" }, severity), text(sentence)),
  );
  return element("ul", { class: "findings" }, ...items);
}

function listHtml(sentences: readonly string[]): string {
  return element("ul", {}, ...sentences.map((sentence) => element("li", {}, text(sentence))));
}

function paragraph(sentence: string): string {
  return element("p", {}, text(sentence));
}
