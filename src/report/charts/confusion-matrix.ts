/**
 * A confusion matrix: counts in cells, shaded by their share of the row, so that the diagonal shows the recalls.
 */

import { countText, shareText } from "../../core/number-text.ts";
import type { Evaluation } from "../../evaluation/evaluate.ts";
import { element } from "../markup.ts";
import { annotation, group, picture, shortened } from "./picture.ts";

const LONGEST_NAME = 16;
const LARGEST_CELL = 84;
const TITLE_HEIGHT = 20;
/** Width of a character of the labels, px. */
const CHARACTER = 6.6;
/** Above this share of the row white text stands out better from the cell than dark text does (4 to 1 at worst). */
const DARK_CELL = 0.72;

/** The matrix as SVG. */
export function confusionMatrix(
  { classes, confusion, recalls }: Evaluation,
  id: string,
  title: string,
  width: number,
): string {
  const longest = Math.min(LONGEST_NAME, Math.max(...classes.map((name) => name.length)));
  const left = Math.max(48, longest * CHARACTER + 26);
  const cell = Math.min(LARGEST_CELL, (width - left - 58) / classes.length);
  const upright = longest * CHARACTER + 8 > cell;
  const top = (upright ? 30 + longest * CHARACTER * 0.78 : 40) + TITLE_HEIGHT;
  const height = top + cell * classes.length + 12;
  const columns = classes.map((name, c) => columnLabel(name, left + (c + 0.5) * cell, top - 8, upright));
  const recallText = (c: number, none: string) => (typeof recalls[c] === "number" ? shareText(recalls[c]) : none);
  const rows = confusion.map((counts, actual) => {
    const row = { name: classes[actual], counts, recall: recallText(actual, "none") };
    return rowMarks(row, left, top + actual * cell, cell);
  });
  const names = classes.map((name, c) => `${name} ${recallText(c, "without recordings")}`);
  return picture(
    {
      width,
      height,
      id,
      title,
      description: `Rows are the true class, columns the predicted one. Recalls: ${names.join(", ")}.`,
    },
    annotation(0, 12, title, "start", "strong"),
    annotation(left, 32, "predicted as", "start", "name"),
    annotation(left - 8, top - 8, "true class", "end", "name"),
    annotation(left + classes.length * cell + 8, top - 8, "recall", "start", "name"),
    ...columns,
    ...rows,
  );
}

function rowMarks(
  { name, counts, recall }: { name: string; counts: readonly number[]; recall: string },
  x: number,
  y: number,
  cell: number,
): string {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const middle = y + cell / 2 + 4;
  return group(
    "",
    annotation(x - 8, middle, shortened(name, LONGEST_NAME), "end"),
    ...counts.map((count, predicted) =>
      cellMark(x + predicted * cell, y, cell, { count, share: total && count / total }),
    ),
    annotation(x + counts.length * cell + 8, middle, recall, "start", "strong"),
  );
}

function columnLabel(name: string, x: number, y: number, upright: boolean): string {
  const words = shortened(name, LONGEST_NAME);
  if (!upright) return annotation(x, y, words, "middle");
  return element("g", { transform: `rotate(-50 ${x.toFixed(1)} ${y})` }, annotation(x, y, words, "start"));
}

function cellMark(x: number, y: number, size: number, { count, share }: { count: number; share: number }): string {
  const fontSize = Math.min(14, size / (0.62 * Math.max(2.4, countText(count).length)));
  return group(
    share > DARK_CELL ? "cell dark" : "cell",
    element("rect", { x: x + 1, y: y + 1, width: size - 2, height: size - 2, rx: 2, class: "ground" }),
    element("rect", {
      x: x + 1,
      y: y + 1,
      width: size - 2,
      height: size - 2,
      rx: 2,
      class: "shade",
      "fill-opacity": share,
    }),
    element(
      "text",
      {
        x: x + size / 2,
        y: y + size / 2 + fontSize * 0.36,
        "text-anchor": "middle",
        style: `font-size:${fontSize.toFixed(1)}px`,
      },
      countText(count),
    ),
  );
}
