/**
 * The sections of the report, one for each question that a reader has.
 */

import { bytesText, countText, listText, shareText } from "../core/number-text.ts";
import type { ExperimentResult, ModelResult } from "../experiment/result.ts";
import { squeezedFile } from "../experiment/squeeze-model.ts";
import { paperTables } from "../experiment/tables.ts";
import { chosenCandidate } from "../squeeze/squeeze-result.ts";
import { classTestTable, comparisonTable } from "./comparison-table.ts";
import { copyableTableHtml, type DataTable, paperDataTable, tableHtml } from "./data-table.ts";
import { energyTable } from "./energy-table.ts";
import { figureHtml } from "./figure.ts";
import { chanceUar, judged, modelsInSentence, modelTitle, mostCompressed, VARIANT_TITLES } from "./judged.ts";
import { isExplained, listensHtml } from "./listens-section.ts";
import { element, text } from "./markup.ts";
import {
  bytesFigure,
  confusionFigure,
  sparsityFigure,
  speakerFigure,
  trainingFigure,
  weightsFigure,
} from "./model-figures.ts";
import { sizeFigure } from "./size-figure.ts";
import { squeezeHtml } from "./squeeze-section.ts";
import { trustBoxHtml } from "./trust-box.ts";

/** The questions in the order of the page: name in links, title. */
const SECTIONS = [
  ["question", "The question and the data"],
  ["answer", "Is the small network as good?"],
  ["steps", "What did each step gain?"],
  ["squeeze", "The squeeze: how small can it get?"],
  ["listens", "What does it listen to?"],
  ["trust", "Can I believe it?"],
  ["models", "How do I get the model?"],
] as const;

type SectionName = (typeof SECTIONS)[number][0];

/** The sections that a result has something for: one without a squeeze is not asked how small it can get. */
export function sectionsOf(result: ExperimentResult): (typeof SECTIONS)[number][] {
  const has = { squeeze: result.models.some(({ squeezed }) => squeezed !== null), listens: isExplained(result) };
  return SECTIONS.filter(([name]) => (name !== "squeeze" && name !== "listens") || has[name]);
}

/** The sections as HTML. @param prefix  Keeps ids apart where several results are in one page. */
export function sectionsHtml(result: ExperimentResult, prefix: string): string[] {
  const contents: Record<SectionName, string> = {
    question: questionHtml(result),
    answer: answerHtml(result, prefix),
    steps: stepsHtml(result, prefix),
    squeeze: perModel(result, (model, m) => squeezeHtml(model, `${prefix}front-${m}`)),
    listens: listensHtml(result),
    trust: trustBoxHtml(result),
    models: modelsHtml(result),
  };
  return sectionsOf(result).map(([name, title]) =>
    element("section", {}, element("h2", { id: `${prefix}${name}` }, text(title)), contents[name]),
  );
}

function questionHtml(result: ExperimentResult): string {
  const { data, settings, models } = result;
  const chance = shareText(chanceUar(judged(result.linear)));
  const question =
    `Can ${modelsInSentence(models)}, ${models.length === 1 ? "a dense network" : "dense networks"} on ${countText(data.featureCount)} ` +
    `acoustic features, be pruned to ${Math.round(100 * settings.finalSparsity)} % zeros and quantised to 8 bits without losing more than ${settings.margin} of UAR ` +
    `in telling ${listText(data.classes)} apart? Chance is ${chance}. The margin was fixed in advance.`;
  return element("p", {}, text(question)) + copyableTableHtml(paperDataTable(paperTables(result)[0]));
}

function answerHtml(result: ExperimentResult, prefix: string): string {
  const [, devel, test] = paperTables(result);
  return (
    figureHtml(sizeFigure([result], `${prefix}size`)) +
    tableHtml(comparisonTable(result)) +
    perModel(
      result,
      (model, m) =>
        [confusionFigure(model, `${prefix}confusion-${m}`), ...speakerFigure(model, `${prefix}speakers-${m}`)]
          .map(figureHtml)
          .join("") + tableHtml(classTestTable(model)),
    ) +
    element("h3", {}, "The paper's tables") +
    copyableTableHtml(paperDataTable(devel)) +
    copyableTableHtml(paperDataTable(test))
  );
}

function stepsHtml(result: ExperimentResult, prefix: string): string {
  const figures = perModel(result, (model, m) =>
    [
      bytesFigure(model, `${prefix}bytes-${m}`),
      weightsFigure(model, `${prefix}weights-${m}`),
      sparsityFigure(model, result.settings, `${prefix}sparsity-${m}`),
      trainingFigure(model, `${prefix}training-${m}`),
    ]
      .map(figureHtml)
      .join(""),
  );
  return figures + copyableTableHtml(energyTable(result));
}

/** The same for each model; with several, the first is open and the others are collapsed. */
function perModel({ models }: ExperimentResult, draw: (model: ModelResult, m: number) => string): string {
  if (models.length === 1) return draw(models[0], 0);
  return models
    .map((model, m) =>
      element(
        "details",
        { class: "model", open: m === 0 },
        element("summary", {}, text(modelTitle(model))),
        draw(model, m),
      ),
    )
    .join("");
}

function modelsHtml({ models }: ExperimentResult): string {
  const table: DataTable = {
    caption: "Files of this run, in the folder of result.json",
    columns: ["file", "network", "bytes", "zip"],
    rows: models.flatMap((model) => [
      ...model.variants.map((variant) => [
        variant.file,
        `${modelTitle(model)}, ${VARIANT_TITLES[variant.name].toLowerCase()}`,
        bytesText(variant.fileBytes),
        bytesText(variant.zipBytes),
      ]),
      ...squeezedFileRow(model),
    ]),
    notes: [
      "Bytes are those of names and weights; .safetensors files on disk have some KiB more, which say how they were made.",
    ],
  };
  const file = models[0] && mostCompressed(models[0])?.file;
  return (
    tableHtml(table) +
    element(
      "p",
      {},
      "The .tflite files run in LiteRT and TensorFlow Lite, the .safetensors and .coldpress files in coldpress. To use one:",
    ) +
    element(
      "pre",
      { tabindex: 0, role: "group", "aria-label": "Command" },
      text(`coldpress predict ${file ?? "model.tflite"} --features new.arff --out predictions.csv`),
    )
  );
}

function squeezedFileRow(model: ModelResult): string[][] {
  const { squeezed } = model;
  const chosen = squeezed && chosenCandidate(squeezed);
  if (!chosen) return [];
  return [[squeezedFile(squeezed), `${modelTitle(model)}, squeezed: ${chosen.name}`, bytesText(chosen.bytes), ""]];
}
