/**
 * The squeeze of a model: the front as a picture, its numbers, and what they show in sentences.
 */

import { bytesText, countText, shareText, signedText } from "../core/number-text.ts";
import type { ModelResult } from "../experiment/result.ts";
import { squeezedFile } from "../experiment/squeeze-model.ts";
import { front } from "../squeeze/front.ts";
import { FAMILIES } from "../squeeze/options.ts";
import type { CandidateResult, SqueezeResult } from "../squeeze/squeeze-result.ts";
import { FAMILY_WORDS, squeezeLegend, squeezePicture } from "./charts/squeeze-front.ts";
import { copyableTableHtml, type DataRow, type DataTable } from "./data-table.ts";
import { type Figure, FULL_WIDTH, figureHtml } from "./figure.ts";
import { capitalized, modelTitle } from "./judged.ts";
import { element, text } from "./markup.ts";
import { squeezePerSpeaker } from "./per-speaker-text.ts";
import { squeezeVerdict } from "./squeeze-verdict.ts";

const COLUMNS = ["", "file", "times smaller", "weights", "features", "hidden units", "UAR on devel", "at worst"];

/** Verdict, picture and front of one model; a sentence where it was not squeezed. */
export function squeezeHtml(model: ModelResult, id: string): string {
  const { squeezed } = model;
  if (!squeezed) return element("p", {}, text(`${modelTitle(model)} was not squeezed.`));
  const { sentence, others, caveats } = squeezeVerdict(squeezed);
  const items = [...others, ...squeezePerSpeaker(squeezed), ...caveats].map((line) => element("li", {}, text(line)));
  return (
    element("p", {}, text(sentence)) +
    (items.length > 0 ? element("ul", {}, ...items) : "") +
    figureHtml(squeezeFigure(model, squeezed, id)) +
    copyableTableHtml(frontTable(model, squeezed))
  );
}

function squeezeFigure(model: ModelResult, squeezed: SqueezeResult, id: string): Figure {
  const families = FAMILIES.filter((family) => squeezed.candidates.some((candidate) => candidate.family === family));
  return {
    title: "The front.",
    caption:
      `${modelTitle(model)}: every network of the search, by the size of its file and its UAR on devel, which decides alone. ` +
      "Up and left is better. The line joins those that no smaller one beats, each with a bar down to the least that the bound for the whole search leaves it; the ring is the choice.",
    legend: squeezeLegend(squeezed),
    pictures: [(width) => squeezePicture(squeezed, id, width)],
    widths: FULL_WIDTH,
    table: {
      caption: "All networks of the search",
      columns: COLUMNS,
      notes: [],
      rows: families.flatMap((family): DataRow[] => [
        { heading: capitalized(FAMILY_WORDS[family]) },
        ...squeezed.candidates
          .filter((candidate) => candidate.family === family)
          .map((candidate) => networkRow(candidate, squeezed)),
      ]),
    },
  };
}

function frontTable(model: ModelResult, squeezed: SqueezeResult): DataTable {
  const { zipBytes, weights, devel } = squeezed.original;
  const original = [
    "Original, zipped",
    bytesText(zipBytes),
    "1",
    countText(weights),
    "",
    "",
    shareText(devel.uar.estimate),
    "",
  ];
  return {
    caption: `${modelTitle(model)}: networks that no smaller one beats on devel`,
    columns: COLUMNS,
    rows: [original, ...front(squeezed).map((candidate) => networkRow(candidate, squeezed))],
    notes: [
      ...(squeezed.choice ? [`The choice is ${squeezedFile(squeezed)}, beside result.json.`] : []),
      ...lookNote(squeezed),
      `At worst: one-sided ${Math.round(100 * (1 - squeezed.alpha))} % bound of the difference to the original, for all ` +
        `${squeezed.candidates.length} networks at once. It must lie above −${squeezed.margin} for a network to count as shown.`,
    ],
  };
}

/** How often test was asked. */
function lookNote({ test }: SqueezeResult): string[] {
  if (!test) return [];
  return [`Question ${test.look.number} to the test set ${test.look.test.slice(0, 12)} in the run's folder.`];
}

function networkRow(candidate: CandidateResult, { original, choice, criticalValue }: SqueezeResult): string[] {
  const { name, bytes, survivors, inputs, hidden, develUar, drop } = candidate;
  return [
    name === choice?.name ? `${name} (chosen)` : name,
    bytesText(bytes),
    countText(Math.floor(original.zipBytes / bytes)),
    countText(survivors),
    countText(inputs),
    hidden.map(countText).join(" + ") || "none",
    shareText(develUar),
    criticalValue === null ? "open" : signedText(-drop.upper),
  ];
}
