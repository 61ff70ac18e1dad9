/**
 * Tables for a terminal.
 */

import { stripVTControlCharacters } from "node:util";
import type { PaperTable, TableCell } from "../../experiment/table-cells.ts";
import { stdoutColors as pc } from "./colors.ts";

/** Rows in columns, without lines between them. */
export function columnsText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head.map((name) => pc.dim(name)), ...rows];
  const widths = head.map((_, column) =>
    lines.reduce((most, cells) => Math.max(most, displayWidth(cells[column] ?? "")), 0),
  );
  const padded = (text: string, column: number) => text + " ".repeat(widths[column] - displayWidth(text));
  return lines.map((cells) => cells.map(padded).join("  ").trimEnd()).join("\n");
}

/** Letters that take two columns of a terminal: Chinese, Japanese and Korean ones, and emoji. */
const WIDE =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}|[\uff01-\uff60]/u;
/** Signs that stand above or below the letter before them. */
const COMBINING = /\p{Mark}/u;

/** Columns of a terminal that a text takes, its colors aside. */
function displayWidth(text: string): number {
  let width = 0;
  for (const letter of stripVTControlCharacters(text)) width += COMBINING.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1;
  return width;
}

/** One of the paper's tables: our number, and the paper's in brackets. */
export function tableText({ title, columns, sections, notes }: PaperTable): string {
  const cellText = ({ ours, paper }: TableCell) => (paper === null ? ours : `${ours} ${pc.dim(`(paper ${paper})`)}`);
  const rows = sections.flatMap(({ heading, rows }) => [
    ...(heading === null ? [] : [[pc.bold(heading)]]),
    ...rows.map(({ label, cells }) => [`${heading === null ? "" : "  "}${label}`, ...cells.map(cellText)]),
  ]);
  const padded = rows.map((row) => [...row, ...Array<string>(columns.length + 1 - row.length).fill("")]);
  return [pc.bold(title), columnsText(["", ...columns], padded), ...notes.map((note) => pc.dim(note))].join("\n");
}
