/**
 * The paper's Tables 1-3 as plain rows: our number and the paper's in every cell, whatever draws them.
 */

import { countText, percentText, pValueText } from "../core/number-text.ts";
import { MODEL_NAMES, type ModelName } from "../network/architecture.ts";
import { PAPER_BALANCED_PARTITIONS, PAPER_MODELS, PAPER_ORIGINAL_PARTITIONS, type VariantName } from "./paper.ts";
import type { ExperimentResult, ModelResult, VariantResult } from "./result.ts";
import { squeezedNotes, squeezedSections } from "./squeezed-rows.ts";
import {
  dropText,
  mebibytes,
  type PaperTable,
  plain,
  speakerUarText,
  type TableRow,
  type TableSection,
  uarText,
} from "./table-cells.ts";

const VARIANT_TITLES: Readonly<Record<VariantName, string>> = {
  original: "Uncompressed network",
  pruned: "Pruned",
  quantized: "Quantised",
  "pruned-quantized": "Pruned and quantised",
};

/** Tables 1, 2 and 3 of a result. */
export function paperTables(result: ExperimentResult): readonly [PaperTable, PaperTable, PaperTable] {
  return [partitionTable(result), develTable(result), testTable(result)];
}

/** Whether the test's answers are those of all folds of a cross-validation; the data's description is that of the first. */
export function isCrossValidated({ data, linear }: ExperimentResult): boolean {
  const test = data.partitions.find(({ name }) => name === "test");
  return linear.test !== null && test !== undefined && linear.test.recordings > test.recordings;
}

function partitionTable(result: ExperimentResult): PaperTable {
  const { partitions, classes } = result.data;
  const row = (label: string, cells: readonly string[]): TableRow => ({ label, cells: cells.map(plain) });
  const summed = (label: string, counts: readonly number[]) =>
    row(label, [...counts, counts.reduce((sum, n) => sum + n, 0)].map(countText));
  const unlabeled = partitions.map((partition) => partition.unlabeled);
  const rows = [
    ...classes.map((name, c) =>
      summed(
        name,
        partitions.map(({ perClass }) => perClass[c] ?? 0),
      ),
    ),
    ...(unlabeled.some((n) => n > 0) ? [summed("(no label)", unlabeled)] : []),
    summed(
      "all",
      partitions.map(({ recordings }) => recordings),
    ),
    row("speakers", [...partitions.map(({ speakers }) => (speakers === null ? "unknown" : countText(speakers))), ""]),
  ];
  const paper = (partitions: typeof PAPER_ORIGINAL_PARTITIONS) =>
    partitions.map(({ name, cold, notCold }) => `${name} ${countText(cold)} / ${countText(notCold)}`).join(", ");
  return {
    title: isCrossValidated(result) ? "Table 1: recordings of the first fold" : "Table 1: recordings",
    columns: [...partitions.map(({ name }) => name), "sum"],
    sections: [{ heading: null, rows }],
    notes: [
      `Paper (URTIC, cold / not cold): ${paper(PAPER_ORIGINAL_PARTITIONS)}; ` +
        `rebalanced ${paper(PAPER_BALANCED_PARTITIONS)}.`,
    ],
  };
}

function develTable(result: ExperimentResult): PaperTable {
  const names = result.models[0]?.variants.map(({ name }) => name) ?? [];
  const rows = names.map((name) => ({
    label: VARIANT_TITLES[name],
    cells: result.models.map((model) => ({
      ours: uarText(variantOf(model, name)?.devel, variantOf(model, name)?.overSeeds?.devel),
      paper: paperVariant(model, name, ({ develUar }) => develUar.toFixed(2)),
    })),
  }));
  return {
    title: "Table 2: UAR on the development set",
    columns: modelColumns(result),
    sections: [{ heading: null, rows: [...rows, linearRow(result, "devel")] }],
    notes: [
      "The paper's development set is rebalanced and shares speakers with its training set.",
      ...seedNotes(result.settings),
    ],
  };
}

function testTable(result: ExperimentResult): PaperTable {
  const { models } = result;
  const sections: TableSection[] = [
    { heading: "Network", rows: networkRows(models) },
    ...(models[0]?.variants ?? []).map(({ name }) => ({
      heading: VARIANT_TITLES[name],
      rows: variantRows(models, name),
    })),
    ...squeezedSections(models),
    {
      heading: "Linear baseline",
      rows: [linearRow(result, "test"), ...linearSpeakerRow(result), linearSizeRow(result)],
    },
  ];
  return {
    title: "Table 3: UAR on the test set and sizes",
    columns: modelColumns(result),
    sections,
    notes: [
      "Size is that of a zip (deflate level 6) in MiB, which the paper prints as MB.",
      "Zeros of the pruned float32 file keep the sign of the weight, as in the paper's tool; " +
        "with +0.0 throughout it predicts the same and zips smaller.",
      "McNemar's mid-p is the paper's test and takes recordings as independent: with 20 to 50 recordings of a speaker it is " +
        "wrong in up to 23 to 45 % instead of 5. By speaker: the signs of the speakers' differences flipped.",
      ...squeezedNotes(models),
      ...seedNotes(result.settings),
    ],
  };
}

/** What figures over seeds are, and which are not. */
function seedNotes({ seeds }: ExperimentResult["settings"]): string[] {
  if (!seeds) return [];
  return [
    `Over ${seeds.length} seeds, each with other starts on the same partitions: UAR and drop are means ± standard deviations between the ` +
      "seeds; intervals and verdicts are over speakers and seeds. Sizes, weights, UAR per speaker, McNemar's tests and the linear " +
      "classifier are those of the first seed.",
  ];
}

function networkRows(models: readonly ModelResult[]): TableRow[] {
  const paperName = (model: ModelResult) => MODEL_NAMES.find((name) => name === model.name);
  return [
    { label: "Hidden layers", cells: models.map(({ hidden }) => plain(String(hidden.length))) },
    {
      label: "Trainable parameters",
      cells: models.map((model) => {
        const name = paperName(model);
        return {
          ours: countText(model.trainableParameters),
          paper: name ? countText(PAPER_MODELS[name].trainableParameters) : null,
        };
      }),
    },
  ];
}

/** A row of a table: a variant's text for each model, and the paper's. */
type VariantRow = (
  label: string,
  ours: (variant: VariantResult, model: ModelResult) => string,
  paper?: (model: ModelResult) => string | null,
) => TableRow;

function variantRows(models: readonly ModelResult[], name: VariantName): TableRow[] {
  const row: VariantRow = (label, ours, paper = () => null) => ({
    label,
    cells: models.map((model) => {
      const variant = variantOf(model, name);
      return { ours: variant ? ours(variant, model) : "-", paper: paper(model) };
    }),
  });
  const variants = models.map((model) => variantOf(model, name));
  const pruned = name === "pruned" || name === "pruned-quantized";
  return [
    row(
      "UAR on test set",
      ({ test, overSeeds }) => uarText(test, overSeeds?.test),
      (model) => paperVariant(model, name, ({ testUar }) => testUar.toFixed(2)),
    ),
    ...(variants.some((variant) => variant?.test?.perSpeaker)
      ? [row("UAR per speaker", ({ test }) => speakerUarText(test))]
      : []),
    ...(pruned ? zeroRows(row, name) : []),
    ...sizeRows(row, name, variants),
    ...(name === "original" ? [] : comparisonRows(row, name)),
  ];
}

function zeroRows(row: VariantRow, name: VariantName): TableRow[] {
  return [
    row(
      "Weights set to zero",
      ({ zeros }) => countText(zeros),
      (model) => paperZeros(model, name),
    ),
    row(
      "Reduction in weights",
      ({ zeros }, model) => percentText(zeros / model.trainableParameters),
      (model) => (name === "pruned" && isPaperModel(model) ? "89.8 %" : null),
    ),
  ];
}

function sizeRows(row: VariantRow, name: VariantName, variants: readonly (VariantResult | undefined)[]): TableRow[] {
  const size = row(
    "Size [MiB]",
    ({ zipBytes }) => mebibytes(zipBytes),
    (model) => paperVariant(model, name, ({ sizeMebibytes }) => sizeMebibytes.toFixed(1)),
  );
  if (!variants.some((variant) => typeof variant?.canonicalZipBytes === "number")) return [size];
  const canonical = row("Size with +0.0 [MiB]", ({ canonicalZipBytes }) =>
    canonicalZipBytes === null ? "-" : mebibytes(canonicalZipBytes),
  );
  return [size, canonical];
}

function comparisonRows(row: VariantRow, name: VariantName): TableRow[] {
  return [
    row(
      "Reduction in size",
      ({ zipBytes }, model) => percentText(1 - zipBytes / (variantOf(model, "original")?.zipBytes ?? Number.NaN)),
      (model) => paperReduction(model, name),
    ),
    row("Drop of UAR", ({ comparison, overSeeds }) =>
      comparison ? dropText(comparison.uarDrop, overSeeds?.drop) : "-",
    ),
    row("McNemar mid-p", ({ comparison }) => pText(comparison?.mcnemar.overall.pMid)),
    row("McNemar by speaker, p", ({ comparison }) => pText(comparison?.mcnemar.bySpeaker?.pSignFlips)),
    row("As good as the original", ({ comparison }) => comparison?.nonInferiority.verdict ?? "-"),
  ];
}

function pText(p: number | undefined): string {
  return p === undefined ? "-" : pValueText(p);
}

function linearRow({ linear, models }: ExperimentResult, partition: "devel" | "test"): TableRow {
  const ours = uarText(linear[partition]);
  return { label: "Linear classifier, UAR", cells: models.map(() => plain(ours)) };
}

function linearSpeakerRow({ linear: { test }, models }: ExperimentResult): TableRow[] {
  if (!test?.perSpeaker) return [];
  return [{ label: "Linear classifier, UAR per speaker", cells: models.map(() => plain(speakerUarText(test))) }];
}

function linearSizeRow({ linear, models }: ExperimentResult): TableRow {
  return {
    label: "Linear classifier, size [MiB]",
    cells: models.map(() => plain(mebibytes(linear.bytes))),
  };
}

function modelColumns({ models }: ExperimentResult): string[] {
  return models.map(({ name }) => (MODEL_NAMES.includes(name as ModelName) ? `Model ${name}` : name));
}

function isPaperModel(model: ModelResult): boolean {
  return MODEL_NAMES.includes(model.name as ModelName);
}

function paperVariant(
  model: ModelResult,
  name: VariantName,
  text: (variant: (typeof PAPER_MODELS)[ModelName]["variants"][VariantName]) => string,
): string | null {
  const paper = PAPER_MODELS[model.name as ModelName];
  return paper ? text(paper.variants[name]) : null;
}

function paperZeros(model: ModelResult, name: VariantName): string | null {
  const paper = PAPER_MODELS[model.name as ModelName];
  return paper && name === "pruned" ? countText(paper.trainableParameters - paper.survivors) : null;
}

function paperReduction(model: ModelResult, name: VariantName): string | null {
  const paper = PAPER_MODELS[model.name as ModelName]?.variants;
  return paper ? percentText(1 - paper[name].sizeMebibytes / paper.original.sizeMebibytes) : null;
}

/** One of a model's networks. */
export function variantOf(model: ModelResult, name: VariantName): VariantResult | undefined {
  return model.variants.find((variant) => variant.name === name);
}
