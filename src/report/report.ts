/**
 * The report: one self-contained page made from results alone. It answers, in this order: what was asked of which data; is
 * the small network as good as the big one; what did each step gain; how small can it get; can I believe it; how do I get the
 * model.
 *
 * Nothing is asked for from outside: styles, script and pictures are in the page, and its content security policy
 * forbids everything else.
 */

import { UserError } from "../core/errors.ts";
import { bytesText, counted, countText, intervalText, listText, ratioText, shareText } from "../core/number-text.ts";
import type { ExperimentResult, ModelResult } from "../experiment/result.ts";
import { isCrossValidated, variantOf } from "../experiment/tables.ts";
import { figureHtml } from "./figure.ts";
import { capitalized, judged, modelsInSentence, mostCompressed, VARIANT_TITLES } from "./judged.ts";
import { element, text } from "./markup.ts";
import { PAGE_SCRIPT } from "./page-script.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { sectionsHtml, sectionsOf } from "./sections.ts";
import { sizeFigure } from "./size-figure.ts";
import { type SqueezedChoice, squeezedChoice } from "./squeezed-choice.ts";
import { INTENDED_USE } from "./trust-box.ts";
import { type ModelVerdict, resultVerdict } from "./verdict.ts";

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
  const links = sectionsOf(result).map(([name, title]) =>
    element("li", {}, element("a", { href: `#${name}` }, text(title))),
  );
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
      element("h2", { id: `result-${r}` }, text(names[r])),
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
    (result, r) => element("h2", {}, element("a", { href: `#result-${r}` }, text(names[r]))) + verdictHtml(result),
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

function subtitle(result: ExperimentResult): string {
  const { data, models, settings } = result;
  return [
    capitalized(modelsInSentence(models)),
    `${data.classes.length} classes`,
    testedText(result),
    settings.seeds ? `${settings.seeds.length} seeds from ${settings.seed}` : `seed ${settings.seed}`,
  ].join(" · ");
}

/** What was tested: in cross-validation all recordings, each once. */
function testedText(result: ExperimentResult): string {
  const test = result.data.partitions.find(({ name }) => name === "test");
  if (!test) return "no test recordings";
  const { recordings, uar } = judged(result.linear);
  if (isCrossValidated(result))
    return `${counted(recordings, "recording")} of ${counted(uar.unitCount, uar.unit)}, each tested once in cross-validation`;
  const speakers = typeof test.speakers === "number" ? ` of ${counted(test.speakers, "speaker")}` : "";
  return `${counted(test.recordings, "test recording")}${speakers}`;
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
    first.squeezed === null ? "" : element("p", { class: "sentence" }, text(first.squeezed)),
    caveats.length > 0 ? list : "",
  );
  const items = others.map((other) =>
    element(
      "li",
      { class: other.tone },
      label(other, "strong"),
      text(` ${[other.sentence, other.squeezed ?? ""].join(" ").trimEnd()}`),
    ),
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
  const squeezed = squeezedTiles(model, tile);
  return element(
    "dl",
    { class: squeezed.length > 0 ? "tiles six" : "tiles" },
    uarTile("UAR, original", judged(original)),
    uarTile(`UAR, ${VARIANT_TITLES[compressed.name].toLowerCase()}`, judged(compressed)),
    tile(
      "Zipped model",
      bytesText(compressed.zipBytes),
      `from ${bytesText(original.zipBytes)} (${ratioText(original.zipBytes / compressed.zipBytes)}\u00a0×)`,
    ),
    ...squeezed,
    tile("Linear baseline", shareText(judged(result.linear).uar.estimate), bytesText(result.linear.bytes)),
  );
}

/** UAR and size of the squeezed network; none where there is none, or test has no labels. */
function squeezedTiles(model: ModelResult, tile: (name: string, value: string, below: string) => string): string[] {
  const choice = squeezedChoice(model);
  if (!choice) return [];
  const { uar } = choice.tested.evaluation;
  const below = `${countText(Math.floor(choice.timesSmaller))}\u00a0×${medianOf(choice.squeeze)}`;
  return [
    tile("UAR, squeezed", shareText(uar.estimate), intervalText(uar.interval)),
    tile("Squeezed model", bytesText(choice.bytes), below),
  ];
}

function medianOf({ seeds, procedure }: SqueezedChoice["squeeze"]): string {
  if (procedure) return ", median of folds";
  return seeds ? ", median of seeds" : "";
}
