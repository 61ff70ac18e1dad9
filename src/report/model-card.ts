/**
 * The model card that goes with an exported network: what it is, how good, on whom, and what it is not for.
 *
 * Source: M. Mitchell et al. 2019, "Model Cards for Model Reporting", FAT*, whose headings it follows.
 */

import type { ExperimentResult, ModelResult, VariantResult } from "../experiment/result.ts";
import { classTestTable, comparisonTable } from "./comparison-table.ts";
import { type DataTable, tableMarkdown } from "./data-table.ts";
import { chanceUar, judged, judgedPartition, modelTitle, VARIANT_TITLES } from "./judged.ts";
import { bytesText, counted, countText, intervalText, listText, shareText } from "./number-text.ts";
import { INTENDED_USE, provenance } from "./trust-box.ts";
import { conclusion, resultVerdict } from "./verdict.ts";

/** The card of one network as Markdown. */
export function renderModelCard(result: ExperimentResult, model: ModelResult, variant: VariantResult): string {
  const { data, differences } = result;
  const { caveats } = resultVerdict({ ...result, models: [model] });
  const findings = data.findings.map(({ severity, sentence }) => `${severity}: ${sentence}`);
  return `${[
    `# ${modelTitle(model)}, ${VARIANT_TITLES[variant.name].toLowerCase()}`,
    data.synthetic ? "**Trained on synthetic data: it shows that the method runs, and is of no use on people.**" : "",
    "## Model",
    details(result, model, variant),
    "## Intended use",
    INTENDED_USE,
    "## Data",
    dataText(result),
    "## Figures",
    figuresText(result, variant),
    tableMarkdown(recallTable(variant)),
    tableMarkdown(comparisonTable({ ...result, models: [model] })),
    variant.comparison ? tableMarkdown(classTestTable({ ...model, variants: [variant] })) : "",
    "## Caveats",
    bullets([...caveats, ...findings, ...differences]),
    "## How it was made",
    tableMarkdown(provenance(result)),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

function details({ data }: ExperimentResult, model: ModelResult, variant: VariantResult): string {
  const format = variant.file.endsWith(".tflite")
    ? "TensorFlow Lite FlatBuffer with int8 kernels, for LiteRT and TensorFlow Lite"
    : "safetensors with float32 weights, for coldpress";
  return bullets([
    `file: \`${variant.file}\`, ${bytesText(variant.fileBytes)}, zipped ${bytesText(variant.zipBytes)}`,
    `format: ${format}`,
    `in: ${countText(data.featureCount)} acoustic features of one recording, as they stand in the table, unscaled`,
    `out: probabilities of ${listText(data.classes)}, in this order`,
    `dense network with ${counted(model.hidden.length, "hidden layer")} of ${listText(model.hidden.map(countText))} sigmoid units; ` +
      `${countText(model.trainableParameters)} trainable parameters, ${countText(variant.zeros)} of them zero here`,
  ]);
}

function dataText({ data }: ExperimentResult): string {
  const partitions = data.partitions.map(({ name, recordings, speakers, perClass }) => {
    const classes = data.classes.map((label, c) => `${label} ${countText(perClass[c] ?? 0)}`);
    const people = speakers === null ? "speakers not known" : counted(speakers, "speaker");
    return `${name}: ${counted(recordings, "recording")} (${listText(classes)}), ${people}`;
  });
  return `${data.name}\n\n${bullets(partitions)}`;
}

function figuresText(result: ExperimentResult, variant: VariantResult): string {
  const evaluation = judged(variant);
  const { estimate, interval } = evaluation.uar;
  const linear = judged(result.linear).uar;
  const against = variant.comparison ? ` Against the original: ${conclusion(variant.comparison)}.` : "";
  return (
    `UAR on ${judgedPartition(result)} ${shareText(estimate)} ${intervalText(interval)} (chance ${shareText(chanceUar(evaluation))}); ` +
    `a linear classifier of ${bytesText(result.linear.bytes)} has ${shareText(linear.estimate)} ${intervalText(linear.interval)}.${against}`
  );
}

function recallTable(variant: VariantResult): DataTable {
  const { classes, recalls, confusion } = judged(variant);
  return {
    caption: "Recall by class",
    columns: ["", "recordings", "recall"],
    rows: classes.map((name, c) => {
      const recordings = (confusion[c] ?? []).reduce((sum, count) => sum + count, 0);
      const recall = recalls[c];
      return [name, countText(recordings), typeof recall === "number" ? shareText(recall) : "unknown"];
    }),
    notes: [],
  };
}

function bullets(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${sentence}`).join("\n");
}
