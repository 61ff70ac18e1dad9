/**
 * The report: one self-contained page made from results alone. It answers, in this order: what was asked of which data;
 * is the small network as good as the big one; what did each step gain; can I believe it; how do I get the model.
 *
 * Nothing is asked for from outside: styles, script and pictures are in the page, and its content security policy
 * forbids everything else.
 */

import { UserError } from "../core/errors.ts";
import type { ExperimentResult, ModelResult } from "../experiment/result.ts";
import { paperTables, variantOf } from "../experiment/tables.ts";
import { sizeAgainstUar, sizeLegend } from "./charts/size-against-uar.ts";
import { classTestTable, comparisonTable } from "./comparison-table.ts";
import { copyableTableHtml, type DataTable, paperDataTable, tableHtml } from "./data-table.ts";
import { type Figure, FULL_WIDTH, figureHtml } from "./figure.ts";
import {
  capitalized,
  chanceUar,
  judged,
  judgedPartition,
  modelsInSentence,
  modelTitle,
  mostCompressed,
  VARIANT_TITLES,
} from "./judged.ts";
import { element, text } from "./markup.ts";
import {
  bytesFigure,
  confusionFigure,
  sparsityFigure,
  speakerFigure,
  trainingFigure,
  weightsFigure,
} from "./model-figures.ts";
import { bytesText, counted, countText, intervalText, listText, ratioText, shareText } from "./number-text.ts";
import { PAGE_SCRIPT } from "./page-script.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { INTENDED_USE, trustBoxHtml } from "./trust-box.ts";
import { type ModelVerdict, resultVerdict } from "./verdict.ts";

const SECTIONS = [
  ["question", "The question and the data"],
  ["answer", "Is the small network as good?"],
  ["steps", "What did each step gain?"],
  ["trust", "Can I believe it?"],
  ["models", "How do I get the model?"],
] as const;

type SectionName = (typeof SECTIONS)[number][0];

/** The page of one result, or of several to compare. @param results  At least one, each with a model. */
export function renderReport(...results: readonly ExperimentResult[]): string {
  const [first] = results;
  if (!first) throw new RangeError("renderReport: there must be at least 1 result, got none");
  for (const { data, models } of results)
    if (models.length === 0)
      throw new UserError(`report: the result of "${data.name}" has no models; there is nothing to report`);
  const title = results.map(({ data }) => data.name).join(", ");
  const body = results.length === 1 ? singlePage(first) : comparisonPage(results);
  const page = element("body", {}, ...body, element("script", {}, PAGE_SCRIPT));
  return `<!doctype html>\n${element("html", { lang: "en" }, head(title), page)}\n`;
}

function head(title: string): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
  return element(
    "head",
    {},
    element("meta", { charset: "utf-8" }),
    element("meta", { "http-equiv": "Content-Security-Policy", content: policy }),
    element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    element("title", {}, text(`${title}: coldpress report`)),
    element("style", {}, PAGE_STYLE),
  );
}

function singlePage(result: ExperimentResult): string[] {
  const links = SECTIONS.map(([name, title]) => element("li", {}, element("a", { href: `#${name}` }, text(title))));
  return [
    element(
      "header",
      {},
      brand(),
      element("h1", {}, text(result.data.name)),
      element("p", { class: "lead" }, text(subtitle(result))),
      verdictHtml(result),
      element("nav", { "aria-label": "Contents" }, element("ul", {}, ...links)),
    ),
    element("main", {}, ...sectionsHtml(result, "")),
    footer(),
  ];
}

function comparisonPage(results: readonly ExperimentResult[]): string[] {
  const names = results.map(({ data }) => data.name);
  const whole = results.map((result, r) =>
    element(
      "section",
      {},
      element("h2", { id: `result-${r}` }, text(names[r] as string)),
      element("p", { class: "lead" }, text(subtitle(result))),
      element(
        "details",
        { class: "model" },
        element("summary", {}, text(`Everything about ${names[r]}`)),
        ...sectionsHtml(result, `r${r}-`),
      ),
    ),
  );
  const verdicts = results.map(
    (result, r) =>
      element("h2", {}, element("a", { href: `#result-${r}` }, text(names[r] as string))) + verdictHtml(result),
  );
  return [
    element(
      "header",
      {},
      brand(),
      element("h1", {}, text(`${counted(results.length, "result")} side by side`)),
      element("p", { class: "lead" }, text(listText(names))),
    ),
    element("main", {}, ...verdicts, figureHtml(sizeFigure(results, "size-all")), ...whole),
    footer(),
  ];
}

function brand(): string {
  return element("p", { class: "brand" }, element("strong", {}, "coldpress"), " report");
}

function footer(): string {
  return element("footer", {}, element("p", {}, text(INTENDED_USE)));
}

function subtitle({ data, models, settings }: ExperimentResult): string {
  const test = data.partitions.find(({ name }) => name === "test");
  const speakers = typeof test?.speakers === "number" ? ` of ${counted(test.speakers, "speaker")}` : "";
  const recordings = test ? `${counted(test.recordings, "test recording")}${speakers}` : "no test recordings";
  return [
    capitalized(modelsInSentence(models)),
    `${data.classes.length} classes`,
    recordings,
    `seed ${settings.seed}`,
  ].join(" · ");
}

/** The first model's verdict with the caveats and key figures; the other models' in a list. */
function verdictHtml(result: ExperimentResult): string {
  const { others, caveats, ...first } = resultVerdict(result);
  const label = ({ label }: ModelVerdict, name: string) => element(name, { class: "tone" }, text(label));
  const list = element("ul", {}, ...caveats.map((caveat) => element("li", {}, text(caveat))));
  const main = element(
    "div",
    { class: `verdict ${first.tone}` },
    label(first, "p"),
    element("p", { class: "sentence" }, text(first.sentence)),
    caveats.length > 0 ? list : "",
  );
  const items = others.map((other) =>
    element("li", { class: other.tone }, label(other, "strong"), text(` ${other.sentence}`)),
  );
  return main + tilesHtml(result) + (items.length > 0 ? element("ul", { class: "others" }, ...items) : "");
}

function tilesHtml(result: ExperimentResult): string {
  const model = result.models[0];
  const original = model && variantOf(model, "original");
  const compressed = model && mostCompressed(model);
  if (!original || !compressed) return "";
  const tile = (name: string, value: string, below: string) =>
    element(
      "div",
      {},
      element("dt", {}, text(name)),
      element("dd", {}, text(value), element("small", {}, text(below))),
    );
  const uarTile = (name: string, { uar }: ReturnType<typeof judged>) =>
    tile(name, shareText(uar.estimate), intervalText(uar.interval));
  return element(
    "dl",
    { class: "tiles" },
    uarTile("UAR, original", judged(original)),
    uarTile(`UAR, ${VARIANT_TITLES[compressed.name].toLowerCase()}`, judged(compressed)),
    tile(
      "Zipped model",
      bytesText(compressed.zipBytes),
      `from ${bytesText(original.zipBytes)} (${ratioText(original.zipBytes / compressed.zipBytes)}\u00a0×)`,
    ),
    tile("Linear baseline", shareText(judged(result.linear).uar.estimate), bytesText(result.linear.bytes)),
  );
}

/** @param prefix  Keeps ids apart where several results are in one page. */
function sectionsHtml(result: ExperimentResult, prefix: string): string[] {
  const contents: Record<SectionName, string> = {
    question: questionHtml(result),
    answer: answerHtml(result, prefix),
    steps: stepsHtml(result, prefix),
    trust: trustBoxHtml(result),
    models: modelsHtml(result),
  };
  return SECTIONS.map(([name, title]) =>
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
  return perModel(result, (model, m) =>
    [
      bytesFigure(model, `${prefix}bytes-${m}`),
      weightsFigure(model, `${prefix}weights-${m}`),
      sparsityFigure(model, result.settings, `${prefix}sparsity-${m}`),
      trainingFigure(model, `${prefix}training-${m}`),
    ]
      .map(figureHtml)
      .join(""),
  );
}

/** The same for each model; with several, the first is open and the others are folded. */
function perModel({ models }: ExperimentResult, draw: (model: ModelResult, m: number) => string): string {
  if (models.length === 1) return draw(models[0] as ModelResult, 0);
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

function sizeFigure(results: readonly ExperimentResult[], id: string): Figure {
  const rows = results.flatMap((result) => [
    ...(results.length > 1 ? [{ heading: result.data.name }] : []),
    ...comparisonTable(result).rows,
  ]);
  return {
    title: "Size against UAR.",
    caption: `Up and left is better. Bars are 95 % intervals over speakers on ${judgedPartition(results[0] as ExperimentResult)}.`,
    legend: sizeLegend(results),
    pictures: [(width) => sizeAgainstUar(results, id, width)],
    widths: FULL_WIDTH,
    table: { ...comparisonTable(results[0] as ExperimentResult), rows },
  };
}

function modelsHtml({ models }: ExperimentResult): string {
  const table: DataTable = {
    caption: "Files of this run, in the folder of result.json",
    columns: ["file", "network", "bytes", "zip"],
    rows: models.flatMap((model) =>
      model.variants.map((variant) => [
        variant.file,
        `${modelTitle(model)}, ${VARIANT_TITLES[variant.name].toLowerCase()}`,
        bytesText(variant.fileBytes),
        bytesText(variant.zipBytes),
      ]),
    ),
    notes: [],
  };
  const file = models[0] && mostCompressed(models[0])?.file;
  return (
    tableHtml(table) +
    element(
      "p",
      {},
      "The .tflite files run in LiteRT and TensorFlow Lite, the .safetensors files in coldpress. To use one:",
    ) +
    element(
      "pre",
      { tabindex: 0, role: "group", "aria-label": "Command" },
      text(`coldpress predict ${file ?? "model.tflite"} --features new.arff --out predictions.csv`),
    )
  );
}
