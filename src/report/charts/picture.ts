/**
 * The parts that all pictures share: the frame with its title and description, axes, symbols, legends.
 *
 * Pictures take their width in px and are drawn once for a wide and once for a narrow page, so that text is never
 * scaled. Colours come from the page's variables, one per network (`v-original`, `v-pruned`, ...).
 */

import type { VariantName } from "../../experiment/paper.ts";
import { element, text } from "../markup.ts";
import type { Scale } from "./scale.ts";

/** A picture and the plot in it, in px. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Inner edges of the plot, px from the picture's. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What is drawn in a series' own colour and shape: the four networks, the squeezed one, the baseline. */
export type Series = VariantName | "squeezed" | "linear";

/** An SVG with a title and description for those who do not see it. */
export function picture(
  {
    width,
    height,
    id,
    title,
    description,
  }: { width: number; height: number; id: string; title: string; description: string },
  ...marks: readonly string[]
): string {
  const name = `${id}-${Math.round(width)}`;
  return element(
    "svg",
    {
      viewBox: `0 0 ${Math.round(width)} ${Math.round(height)}`,
      width: Math.round(width),
      height: Math.round(height),
      role: "img",
      "aria-labelledby": `${name}-title ${name}-text`,
    },
    element("title", { id: `${name}-title` }, text(title)),
    element("desc", { id: `${name}-text` }, text(description)),
    ...marks,
  );
}

/** Width of a character of a label and gap between two labels, in px. */
const CHARACTER_WIDTH = 6.5;
const LABEL_GAP = 5;

/** Ticks and their labels below the plot, where there is room for them, and the axis' name at its right end. */
export function bottomAxis(scale: Scale, { left, right, bottom }: Frame, name: string): string {
  let labelsEnd = Number.NEGATIVE_INFINITY;
  const ticks = scale.ticks.map(({ value, label }) => {
    const place = scale.at(value);
    const tick = element("line", { class: "tick", x1: place, x2: place, y1: bottom, y2: bottom + 4 });
    const halfWidth = (label.length * CHARACTER_WIDTH) / 2;
    if (place - halfWidth < labelsEnd + LABEL_GAP) return tick;
    labelsEnd = place + halfWidth;
    return tick + annotation(place, bottom + 16, label, "middle");
  });
  const line = element("line", { class: "axis", x1: left, x2: right, y1: bottom, y2: bottom });
  return group(
    "",
    line,
    ...ticks,
    element("text", { class: "name", x: right, y: bottom + 33, "text-anchor": "end" }, text(name)),
  );
}

/** Grid lines with their labels left of the plot, and the axis' name above. */
export function leftAxis(scale: Scale, { left, right, top }: Frame, name: string): string {
  const ticks = scale.ticks.map(
    ({ value, label }) =>
      element("line", { class: "grid", x1: left, x2: right, y1: scale.at(value), y2: scale.at(value) }) +
      annotation(left - 6, scale.at(value) + 4, label, "end"),
  );
  return group("", ...ticks, element("text", { class: "name", x: 0, y: top - 14 }, text(name)));
}

/** A small text at a place. */
export function annotation(x: number, y: number, words: string, anchor: "start" | "middle" | "end", kind = ""): string {
  return element("text", { class: kind || undefined, x, y, "text-anchor": anchor }, text(words));
}

/** Several marks of one class. */
export function group(kind: string, ...marks: readonly string[]): string {
  return element("g", { class: kind || undefined }, ...marks);
}

/** The symbol of a series, told apart by shape as well as by colour. @param hollow  For the paper's own points. */
export function symbol(series: Series, x: number, y: number, hollow = false): string {
  const kind = hollow ? "hollow" : "solid";
  const polygon = (...corners: readonly (readonly [number, number])[]) =>
    element("polygon", {
      class: kind,
      points: corners.map(([dx, dy]) => `${rounded(x + dx)},${rounded(y + dy)}`).join(" "),
    });
  switch (series) {
    case "original":
      return element("circle", { class: kind, cx: x, cy: y, r: 5 });
    case "pruned":
      return polygon([-5.5, -4.5], [5.5, -4.5], [0, 5.5]);
    case "quantized":
      return element("rect", { class: kind, x: x - 4.5, y: y - 4.5, width: 9, height: 9 });
    case "pruned-quantized":
      return polygon([0, -6.5], [6.5, 0], [0, 6.5], [-6.5, 0]);
    case "squeezed":
      return polygon([-5.5, 4.5], [5.5, 4.5], [0, -5.5]);
    case "linear":
      return element("path", { class: "cross", d: `M${rounded(x - 4.5)},${rounded(y - 4.5)}l9,9m0,-9l-9,9` });
  }
}

/** A row of symbols with their meaning, as HTML above the picture. */
export function legend(entries: readonly { series: Series; words: string; hollow?: boolean }[]): string {
  const items = entries.map(({ series, words, hollow }) =>
    element(
      "li",
      { class: `v-${series}` },
      element("svg", { width: 16, height: 16, "aria-hidden": "true" }, symbol(series, 8, 8, hollow)),
      text(words),
    ),
  );
  return element("ul", { class: "legend" }, ...items);
}

/** A path through points. */
export function linePath(points: readonly (readonly [x: number, y: number])[]): string {
  return points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${rounded(x)},${rounded(y)}`).join("");
}

/** Words cut to a length, with an ellipsis. */
export function shortened(words: string, length: number): string {
  return words.length <= length ? words : `${words.slice(0, length - 1)}…`;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
