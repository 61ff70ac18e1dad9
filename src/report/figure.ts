/**
 * A figure of the report: caption, legend, picture, and behind it the table of its numbers.
 */

import { type DataTable, tableHtml } from "./data-table.ts";
import { element, text } from "./markup.ts";

/** Widths in px that a picture is drawn for: the page shows the one that fits. */
export interface FigureWidths {
  readonly wide: number;
  readonly narrow: number;
}

/** A picture over the whole column. */
export const FULL_WIDTH: FigureWidths = { wide: 880, narrow: 342 };
/** Two pictures beside each other. */
export const HALF_WIDTH: FigureWidths = { wide: 424, narrow: 342 };

/** A picture of the report with its caption, its legend and its numbers as a table. */
export interface Figure {
  readonly title: string;
  /** What to see in it, one or two sentences. */
  readonly caption: string;
  /** HTML of the legend; empty for none. */
  readonly legend: string;
  /** Each draws one picture at a width; several stand beside each other. */
  readonly pictures: readonly ((width: number) => string)[];
  readonly widths: FigureWidths;
  readonly table: DataTable;
}

/** The figure as HTML, its pictures in two widths. */
export function figureHtml({ title, caption, legend, pictures, widths, table }: Figure): string {
  const drawn = (width: number) => pictures.map((draw) => element("div", { class: "picture" }, draw(width)));
  // One drawing serves both pages where they give it the same width.
  const kinds: [string, number][] =
    widths.wide === widths.narrow
      ? [["pictures", widths.wide]]
      : [
          ["pictures wide", widths.wide],
          ["pictures narrow", widths.narrow],
        ];
  return element(
    "figure",
    {},
    element("figcaption", {}, element("strong", {}, text(title)), text(` ${caption}`)),
    legend,
    ...kinds.map(([kind, width]) => element("div", { class: kind }, ...drawn(width))),
    element("details", {}, element("summary", {}, "The numbers behind this picture"), tableHtml(table)),
  );
}
