/**
 * A table of plain text cells, as the report prints it and as it is copied: Markdown, CSV, LaTeX.
 */

import type { PaperTable, TableCell } from "../experiment/table-cells.ts";
import { element, text } from "./markup.ts";

/** A table that a page shows and copies. */
export interface DataTable {
  readonly caption: string;
  /** The first column holds the names of the rows. */
  readonly columns: readonly string[];
  readonly rows: readonly DataRow[];
  readonly notes: readonly string[];
  /** Cells are words, not numbers: they are set from the left and may wrap. */
  readonly words?: boolean;
  /** Words that wrap in every column, so that the table fits a phone. */
  readonly narrow?: boolean;
}

/** Cells of a row, or the heading of the rows below it. */
export type DataRow = readonly string[] | { readonly heading: string };

/** One of the paper's tables with the paper's number in brackets behind ours. */
export function paperDataTable({ title, columns, sections, notes }: PaperTable): DataTable {
  const cellText = ({ ours, paper }: TableCell) => (paper === null ? ours : `${ours} (paper ${paper})`);
  const rows = sections.flatMap(({ heading, rows }): DataRow[] => [
    ...(heading === null ? [] : [{ heading }]),
    ...rows.map(({ label, cells }) => [label, ...cells.map(cellText)]),
  ]);
  return { caption: title, columns: ["", ...columns], rows, notes };
}

/** HTML; a wide table scrolls in its own box, which the keyboard reaches. */
export function tableHtml({ caption, columns, rows, notes, words, narrow }: DataTable): string {
  const head = columns.map((column, c) =>
    c === 0 && column === "" ? element("td", {}) : element("th", { scope: "col" }, text(column)),
  );
  const table = element(
    "table",
    { class: narrow ? "words fits" : words && "words" },
    element("caption", {}, text(caption)),
    element("thead", {}, element("tr", {}, ...head)),
    ...rowGroups(rows).map((group) => element("tbody", {}, ...group.map((row) => rowHtml(row, columns.length)))),
  );
  const box = element("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": caption }, table);
  return box + notes.map((note) => element("p", { class: "note" }, text(note))).join("");
}

/** Rows with the heading above them. */
function rowGroups(rows: readonly DataRow[]): DataRow[][] {
  const groups: DataRow[][] = [];
  for (const row of rows)
    if (groups.length === 0 || "heading" in row) groups.push([row]);
    else groups.at(-1)?.push(row);
  return groups;
}

function rowHtml(row: DataRow, columns: number): string {
  if ("heading" in row) {
    const heading = element("th", { scope: "rowgroup", colspan: columns }, text(row.heading));
    return element("tr", { class: "heading" }, heading);
  }
  const cells = row.map((cell, c) => (c === 0 ? element("th", { scope: "row" }, text(cell)) : cellHtml(cell)));
  return element("tr", {}, ...cells);
}

/** The paper's number stands smaller, so that ours is read first. */
function cellHtml(cell: string): string {
  const paper = / \(paper [^)]*\)$/.exec(cell)?.[0];
  if (!paper) return element("td", {}, text(cell));
  return element("td", {}, text(cell.slice(0, -paper.length)), element("small", {}, text(paper)));
}

/** A table in GitHub's Markdown. */
export function tableMarkdown({ caption, columns, rows, notes }: DataTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const body = rows.map((row) =>
    line("heading" in row ? [`**${row.heading}**`, ...columns.slice(1).map(() => "")] : row),
  );
  const rule = `|${columns.map((_, c) => (c === 0 ? "---" : "---:")).join("|")}|`;
  return [`**${caption}**`, "", line(columns), rule, ...body, ...notes.flatMap((note) => ["", note])].join("\n");
}

/** A table as comma-separated values (RFC 4180); headings stand in a row of their own. */
export function tableCsv({ columns, rows }: DataTable): string {
  const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const line = (cells: readonly string[]) => cells.map(quoted).join(",");
  return [
    line(columns),
    ...rows.map((row) => line("heading" in row ? [row.heading, ...columns.slice(1).map(() => "")] : row)),
  ].join("\r\n");
}

/** A table for a LaTeX document that uses the booktabs package. */
export function tableLatex({ caption, columns, rows, notes }: DataTable): string {
  const line = (cells: readonly string[]) => `${cells.map(latexText).join(" & ")} \\\\`;
  const body = rows.flatMap((row) =>
    "heading" in row
      ? ["\\midrule", `\\multicolumn{${columns.length}}{l}{\\textit{${latexText(row.heading)}}} \\\\`]
      : [line(row)],
  );
  return [
    "\\begin{table}",
    "\\centering",
    `\\caption{${latexText(caption)}}`,
    `\\begin{tabular}{l${"r".repeat(columns.length - 1)}}`,
    "\\toprule",
    line(columns),
    ...(rows[0] && "heading" in rows[0] ? [] : ["\\midrule"]),
    ...body,
    "\\bottomrule",
    "\\end{tabular}",
    ...notes.map((note) => `% ${note.replaceAll("\n", " ")}`),
    "\\end{table}",
  ].join("\n");
}

const LATEX: Readonly<Record<string, string>> = {
  "&": "\\&",
  "%": "\\%",
  $: "\\$",
  "#": "\\#",
  _: "\\_",
  "{": "\\{",
  "}": "\\}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "\\": "\\textbackslash{}",
  "−": "$-$",
  "→": "$\\rightarrow$",
  "×": "$\\times$",
};

function latexText(plain: string): string {
  return plain.replace(/[&%$#_{}~^\\−→×]/g, (character) => LATEX[character]);
}

/** The table with ways to copy it; without scripts the texts can be selected by hand. */
export function copyableTableHtml(table: DataTable): string {
  const formats = [
    ["Markdown", tableMarkdown(table)],
    ["CSV", tableCsv(table)],
    ["LaTeX", tableLatex(table)],
  ] as const;
  const blocks = formats.map(([name, copy]) =>
    element(
      "div",
      { class: "format" },
      element(
        "p",
        { class: "name" },
        text(name),
        element("button", { type: "button", "data-copy": true, hidden: true }, `Copy ${name}`),
      ),
      element("pre", { tabindex: 0, role: "group", "aria-label": `${table.caption} as ${name}` }, text(copy)),
    ),
  );
  return (
    tableHtml(table) +
    element("details", { class: "copy" }, element("summary", {}, "Copy as Markdown, CSV or LaTeX"), ...blocks)
  );
}
