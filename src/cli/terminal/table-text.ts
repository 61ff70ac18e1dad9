/**
 * Tables for a terminal.
 */

import CliTable from "cli-table3";
import pc from "picocolors";
import type { PaperTable, TableCell } from "../../experiment/table-cells.ts";

/** Rows in columns, without lines between them. */
export function columnsText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const none = ["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"];
  const lines = ["left", "left-mid", "mid", "mid-mid", "right", "right-mid"];
  const chars = Object.fromEntries([...none, ...lines].map((place) => [place, ""]));
  const table = new CliTable({
    head: head.map((name) => pc.dim(name)),
    chars: { ...chars, middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
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
