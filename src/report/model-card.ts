/**
 * The model card that goes with an exported network: what it is, how good, on whom, and what it is not for.
 *
 * Source: M. Mitchell et al. 2019, "Model Cards for Model Reporting", FAT*, whose headings it follows.
 */

import { bytesText, counted, countText, intervalText, listText, shareText } from "../core/number-text.ts";
import type { Evaluation } from "../evaluation/evaluate.ts";
import type { ExperimentResult, ModelResult, VariantResult } from "../experiment/result.ts";
import { squeezedFile } from "../experiment/squeeze-model.ts";
import { activationName, activationOf } from "../network/activation.ts";
import { type CandidateResult, chosenCandidate, type SqueezeResult, testedNetwork } from "../squeeze/squeeze-result.ts";
import { FAMILY_WORDS } from "./charts/squeeze-front.ts";
import { classTestTable, comparisonTable } from "./comparison-table.ts";
import { conclusion } from "./conclusion.ts";
import { type DataTable, tableMarkdown } from "./data-table.ts";
import { kindsTable } from "./explanation-section.ts";
import { explanationNotes, explanationSentence } from "./explanation-text.ts";
import { chanceUar, judged, judgedPartition, modelTitle, VARIANT_TITLES } from "./judged.ts";
import { squeezePerSpeaker } from "./per-speaker-text.ts";
import { squeezeVerdict } from "./squeeze-verdict.ts";
import { INTENDED_USE, provenance } from "./trust-box.ts";
import { resultVerdict } from "./verdict.ts";

const SYNTHETIC = "**Trained on synthetic data: it shows that the method runs, and is of no use on people.**";

/** What differs between the cards of two networks. */
interface CardParts {
  readonly title: string;
  readonly model: string;
  readonly figures: readonly string[];
  readonly caveats: readonly string[];
}

/** A card as Markdown: every network has the same sections, so that two cards can be laid side by side. */
function cardMarkdown(result: ExperimentResult, { title, model, figures, caveats }: CardParts): string {
  const { data, differences } = result;
  const findings = data.findings.map(({ severity, sentence }) => `${severity}: ${sentence}`);
  return `${[
    `# ${title}`,
    data.synthetic ? SYNTHETIC : "",
    "## Model",
    model,
    "## Intended use",
    INTENDED_USE,
    "## Data",
    dataText(result),
    "## Figures",
    ...figures,
    "## Caveats",
    bullets([...caveats, ...findings, ...differences]),
    "## How it was made",
    tableMarkdown(provenance(result)),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

/** The card of one network as Markdown. */
export function renderModelCard(result: ExperimentResult, model: ModelResult, variant: VariantResult): string {
  return cardMarkdown(result, {
    title: `${modelTitle(model)}, ${VARIANT_TITLES[variant.name].toLowerCase()}`,
    model: details(result, model, variant),
    figures: [
      figuresText(result, variant),
      tableMarkdown(recallTable(judged(variant))),
      tableMarkdown(comparisonTable({ ...result, models: [model] })),
      variant.comparison ? tableMarkdown(classTestTable({ ...model, variants: [variant] })) : "",
    ],
    caveats: resultVerdict({ ...result, models: [model] }).caveats,
  });
}

/**
 * The card of a model's squeezed network as Markdown.
 *
 * @throws RangeError if the model has none.
 */
export function renderSqueezedCard(result: ExperimentResult, model: ModelResult): string {
  const { squeezed } = model;
  const network = squeezed && chosenCandidate(squeezed);
  if (!network) throw new RangeError(`renderSqueezedCard: ${modelTitle(model)} has no squeezed network`);
  const { sentence, others, caveats } = squeezeVerdict(squeezed);
  const tested = testedNetwork(squeezed, network.name);
  return cardMarkdown(result, {
    title: `${modelTitle(model)}, squeezed`,
    model: squeezedDetails(result, model, squeezed, network),
    figures: [
      sentence,
      ...others,
      ...squeezePerSpeaker(squeezed),
      tested ? tableMarkdown(recallTable(tested.evaluation)) : "",
      ...listensText(squeezed),
    ],
    caveats,
  });
}

/** What the network needs of the sound; nothing in older results. */
function listensText({ explanation }: SqueezeResult): string[] {
  if (!explanation) return [];
  const sentence = explanationSentence(explanation, "It");
  return [sentence, tableMarkdown(kindsTable(explanation)), ...explanationNotes(explanation)];
}

function squeezedDetails(
  result: ExperimentResult,
  model: ModelResult,
  squeezed: SqueezeResult,
  network: CandidateResult,
): string {
  const { data } = result;
  const { name, family, bits, survivors, inputs, hidden, bytes } = network;
  const { file, zipBytes } = squeezed.original;
  return bullets([
    `file: \`${squeezedFile(squeezed)}\`, ${bytesText(bytes)}; \`${file}\`, which it was squeezed from, has ${bytesText(zipBytes)} as a zip`,
    "format: coldpress container, for coldpress and coldpress/runtime",
    `in: ${countText(inputs)} of the ${countText(data.featureCount)} acoustic features of one recording, unscaled; the file names them`,
    `out: probabilities of ${listText(data.classes)}, in this order${family === "linear" ? ", not calibrated" : ""}`,
    `${name} (${FAMILY_WORDS[family]}): ${hiddenText(result, model, hidden)}; ${countText(survivors)} weights that are not zero, as indices ` +
      `of ${bits} bits into a codebook for each layer`,
  ]);
}

function details(result: ExperimentResult, model: ModelResult, variant: VariantResult): string {
  const { data } = result;
  const format = variant.file.endsWith(".tflite")
    ? "TensorFlow Lite FlatBuffer with int8 kernels, for LiteRT and TensorFlow Lite"
    : "safetensors with float32 weights, for coldpress";
  return bullets([
    `file: \`${variant.file}\`, ${bytesText(variant.fileBytes)}, zipped ${bytesText(variant.zipBytes)}`,
    `format: ${format}`,
    `in: ${countText(data.featureCount)} acoustic features of one recording, as they stand in the table, unscaled`,
    `out: probabilities of ${listText(data.classes)}, in this order`,
    `dense network with ${hiddenText(result, model, model.hidden)}; ` +
      `${countText(model.trainableParameters)} trainable parameters, ${countText(variant.zeros)} of them zero here`,
  ]);
}

/**
 * "2 hidden layers of 4,248 and 2,832 sigmoid units". A squeezed network's layers have the activations of the model's first
 * ones; results without a plan are older than other activations than sigmoids.
 */
function hiddenText({ plan }: ExperimentResult, { name }: ModelResult, hidden: readonly number[]): string {
  const layers = counted(hidden.length, "hidden layer");
  if (hidden.length === 0) return layers;
  const { architecture = {} } = plan?.models.find((planned) => planned.name === name) ?? {};
  const activations = hidden.map((_, l) => activationName(activationOf(architecture, l)));
  if (new Set(activations).size === 1) return `${layers} of ${listText(hidden.map(countText))} ${activations[0]} units`;
  return `${layers} of ${listText(hidden.map((units, l) => `${countText(units)} ${activations[l]}`))} units`;
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

function recallTable({ classes, recalls, confusion }: Evaluation): DataTable {
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

/** The cards of a model's networks as Markdown, with the names of their files in a run's folder. */
export function modelCards(result: ExperimentResult, model: ModelResult): { name: string; text: string }[] {
  const card = (name: string, text: string) => ({ name: `${model.name}/${name}.model-card.md`, text });
  return [
    ...model.variants.map((variant) => card(variant.name, renderModelCard(result, model, variant))),
    ...(model.squeezed?.choice ? [card("squeezed", renderSqueezedCard(result, model))] : []),
  ];
}
