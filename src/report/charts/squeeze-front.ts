/**
 * The front of a squeeze: bytes against UAR on devel, every network that was searched, those that no smaller one beats
 * joined by a line, and what was chosen.
 */

import { kibibytesText, mebibytesText, shareText } from "../../core/number-text.ts";
import { front } from "../../squeeze/front.ts";
import type { Family } from "../../squeeze/options.ts";
import { type CandidateResult, chosenCandidate, type SqueezeResult } from "../../squeeze/squeeze-result.ts";
import { element } from "../markup.ts";
import { PAGE_STYLE } from "../page-style.ts";
import {
  annotation,
  bottomAxis,
  type Frame,
  group,
  leftAxis,
  legend,
  linePath,
  picture,
  type Series,
  symbol,
} from "./picture.ts";
import { byteScale, linearScale, type Scale } from "./scale.ts";

/** Each family in the colour and shape of a series that this picture has no other use for. */
const SERIES_OF_FAMILY: Record<Family, Series> = {
  pruned: "pruned",
  narrow: "quantized",
  small: "pruned-quantized",
  linear: "linear",
};

/** What a family is called in legends and tables. */
export const FAMILY_WORDS: Record<Family, string> = {
  pruned: "original, pruned",
  narrow: "original, narrowed",
  small: "small from the start",
  linear: "linear classifier",
};

/** Networks that are worse than the best by more than this are counted, not drawn. */
const SHOWN_SPAN = 0.25;

interface Scales {
  readonly x: Scale;
  readonly y: Scale;
}

/** The picture, for a page. */
export function squeezePicture(result: SqueezeResult, id: string, width: number): string {
  const { candidates, original, margin } = result;
  const frame: Frame = { width, height: 380, left: 44, right: width - 18, top: 34, bottom: 336 };
  const sizes = [...candidates.map(({ bytes }) => bytes), original.zipBytes];
  const reference = original.devel.uar.estimate;
  const best = Math.max(reference, ...candidates.map(({ develUar }) => develUar));
  const worst = Math.min(...candidates.map(({ develUar }) => develUar));
  const lowest = Math.min(reference - margin, Math.max(best - SHOWN_SPAN, worst));
  const scales: Scales = {
    x: byteScale([Math.min(...sizes) / 2, Math.max(...sizes) * 2], [frame.left, frame.right]),
    y: linearScale([lowest - 0.02, best + 0.02], [frame.bottom, frame.top]),
  };
  return picture(
    { ...frame, id, title: "Front of the squeeze", description: description(result) },
    leftAxis(scales.y, frame, "UAR on devel"),
    bottomAxis(scales.x, frame, "size of the whole file; the original zipped"),
    level(reference, "original", scales, frame, "end"),
    level(reference - margin, "original less the margin", scales, frame, "start"),
    frontLine(front(result), scales),
    ...front(result).map((candidate) =>
      boundBar(candidate, Math.max(lowest, reference - candidate.drop.upper), scales),
    ),
    ...candidates.filter(({ develUar }) => develUar >= lowest).map((candidate) => candidateMark(candidate, scales)),
    hiddenNote(candidates.filter(({ develUar }) => develUar < lowest).length, frame),
    group("v-original", symbol("original", scales.x.at(original.zipBytes), scales.y.at(reference))),
    choiceMark(result, scales, frame),
  );
}

/** Which symbol means what. */
export function squeezeLegend({ candidates }: SqueezeResult): string {
  const families = [...new Set(candidates.map(({ family }) => family))];
  return legend([
    { series: "original", words: "original, float32" },
    ...families.map((family) => ({ series: SERIES_OF_FAMILY[family], words: FAMILY_WORDS[family] })),
  ]);
}

/** The picture as a file of its own, with what it needs of the page's style. */
export function squeezeFront(result: SqueezeResult): string {
  const width = 900;
  const drawn = squeezePicture(result, "front", width);
  const opening = drawn.indexOf(">") + 1;
  const style = `<style>${PAGE_STYLE.replace(/body \{[^}]*\}/, "")}</style>`;
  const ground = element("rect", { width, height: 380, fill: "var(--paper)" });
  return `${drawn.slice(0, opening - 1)} xmlns="http://www.w3.org/2000/svg">${style}${ground}${drawn.slice(opening)}\n`;
}

function level(uar: number, words: string, { y }: Scales, { left, right }: Frame, side: "start" | "end"): string {
  const place = y.at(uar);
  const line = element("line", { x1: left, x2: right, y1: place, y2: place });
  return group(
    "reference",
    line,
    annotation(
      side === "end" ? right : left + 4,
      place + (side === "end" ? -9 : 14),
      `${words} ${shareText(uar)}`,
      side,
    ),
  );
}

/** How many networks are too bad to be shown. */
function hiddenNote(count: number, { left, bottom }: Frame): string {
  return count === 0 ? "" : annotation(left + 4, bottom - 6, `${count} more networks far below`, "start");
}

function frontLine(candidates: readonly CandidateResult[], { x, y }: Scales): string {
  const points = candidates.map(({ bytes, develUar }) => [x.at(bytes), y.at(develUar)] as const);
  return element("path", { class: "path", d: linePath(points) });
}

/** From a network of the front down to what its UAR is at least, by the bound that holds for the whole search. */
function boundBar({ family, bytes, develUar }: CandidateResult, least: number, { x, y }: Scales): string {
  const place = x.at(bytes);
  const bar = element("line", {
    class: "bar",
    x1: place,
    x2: place,
    y1: y.at(Math.min(least, develUar)),
    y2: y.at(develUar),
  });
  return group(`v-${SERIES_OF_FAMILY[family]}`, bar);
}

function candidateMark({ family, bytes, develUar }: CandidateResult, { x, y }: Scales): string {
  const series = SERIES_OF_FAMILY[family];
  return group(`v-${series}`, symbol(series, x.at(bytes), y.at(develUar)));
}

/** A ring around the choice and its name. */
function choiceMark(result: SqueezeResult, { x, y }: Scales, { right }: Frame): string {
  const chosen = chosenCandidate(result);
  if (!chosen) return "";
  const [cx, cy] = [x.at(chosen.bytes), y.at(chosen.develUar)];
  const anchor = cx > right / 2 ? "end" : "start";
  return group(
    "v-original",
    element("circle", { class: "hollow", cx, cy, r: 11 }),
    annotation(cx + (anchor === "end" ? -14 : 14), cy - 14, chosen.name, anchor, "strong"),
  );
}

function description({ candidates, original, choice }: SqueezeResult): string {
  const sizes = candidates.map(({ bytes }) => bytes);
  const chosen = choice ? `; chosen: ${choice.name}` : "";
  return (
    `${candidates.length} networks from ${kibibytesText(Math.min(...sizes))} to ${kibibytesText(Math.max(...sizes))} KiB beside the ` +
    `original's ${mebibytesText(original.zipBytes)} MiB and UAR ${shareText(original.devel.uar.estimate)}${chosen}.`
  );
}
