import { describe, expect, it } from "vitest";
import { paperTables } from "../../src/experiment/tables.ts";
import {
  type DataTable,
  paperDataTable,
  tableCsv,
  tableHtml,
  tableLatex,
  tableMarkdown,
} from "../../src/report/data-table.ts";
import { madeUpResult } from "./results.ts";

const TABLE: DataTable = {
  caption: "Sizes & shares",
  columns: ["", "A|B", "C"],
  rows: [{ heading: "50 %" }, ["width, in px", "−1", 'say "2"']],
  notes: ["A note."],
};

describe("a table", () => {
  it("is Markdown with its pipes escaped", () => {
    expect(tableMarkdown(TABLE).split("\n")).toEqual([
      "**Sizes & shares**",
      "",
      "|  | A\\|B | C |",
      "|---|---:|---:|",
      "| **50 %** |  |  |",
      '| width, in px | −1 | say "2" |',
      "",
      "A note.",
    ]);
  });

  it("is CSV with cells in quotes where they need them", () => {
    expect(tableCsv(TABLE)).toBe(',A|B,C\r\n50 %,,\r\n"width, in px",−1,"say ""2"""');
  });

  it("is LaTeX with booktabs, percent, ampersand and minus written as LaTeX wants them", () => {
    const latex = tableLatex(TABLE);
    expect(latex).toContain("\\caption{Sizes \\& shares}");
    expect(latex).toContain("\\multicolumn{3}{l}{\\textit{50 \\%}} \\\\");
    expect(latex).toContain('width, in px & $-$1 & say "2" \\\\');
    expect(latex).toContain("\\begin{tabular}{lrr}");
  });

  it("is HTML with a caption, headers with a scope, and what comes from outside escaped", () => {
    const html = tableHtml({ ...TABLE, rows: [["<script>", "1", "2"]] });
    expect(html).toContain("<caption>Sizes &amp; shares</caption>");
    expect(html).toContain('<th scope="col">A|B</th>');
    expect(html).toContain('<th scope="row">&lt;script&gt;</th>');
  });

  it("of the paper has the paper's number behind ours", () => {
    const [, , table] = paperTables(madeUpResult());
    const rows = paperDataTable(table).rows;
    expect(rows).toContainEqual(["Size [MiB]", "7.0 (paper 7.0)"]);
    expect(tableHtml(paperDataTable(table))).toContain("<td>7.0<small> (paper 7.0)</small></td>");
  });
});
