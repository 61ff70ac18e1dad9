/**
 * The report: one self-contained page made from a result alone.
 */

import type { ExperimentResult } from "../experiment/result.ts";
import { type PaperTable, paperTables, type TableCell } from "../experiment/tables.ts";

/** The page as HTML; it asks for nothing from outside. */
export function renderReport(result: ExperimentResult): string {
  const { data, made, settings } = result;
  const synthetic = data.synthetic ? "<p><strong>All of this is computed from synthetic data.</strong></p>" : "";
  const sentences = [...data.findings.map(({ sentence }) => sentence), ...result.differences];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>coldpress: ${escapeHtml(data.name)}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  table { border-collapse: collapse; display: block; overflow-x: auto }
  th, td { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top }
  th[scope=rowgroup] { padding-top: .8rem }
  small { opacity: .7 }
</style>
<h1>${escapeHtml(data.name)}</h1>
${synthetic}
${paperTables(result).map(tableHtml).join("\n")}
<h2>What to know</h2>
<ul>${sentences.map((sentence) => `<li>${escapeHtml(sentence)}</li>`).join("")}</ul>
<p>Seed ${settings.seed}; coldpress ${escapeHtml(made.coldpress)}, engine ${escapeHtml(made.engine)} on ${made.threads}
threads; ${escapeHtml(made.platform)}; ${escapeHtml(made.date)}; data ${data.hash.slice(0, 16)}.</p>
<p>For research. Not a medical device.</p>
</html>
`;
}

function tableHtml({ title, columns, sections, notes }: PaperTable): string {
  const head = `<tr><td></td>${columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join("")}</tr>`;
  const body = sections.map(({ heading, rows }) => {
    const span = columns.length + 1;
    const title = heading === null ? "" : `<tr><th scope="rowgroup" colspan="${span}">${escapeHtml(heading)}</th></tr>`;
    const lines = rows.map(
      ({ label, cells }) => `<tr><td>${escapeHtml(label)}</td>${cells.map(cellHtml).join("")}</tr>`,
    );
    return `<tbody>${title}${lines.join("")}</tbody>`;
  });
  const remarks = notes.map((note) => `<p><small>${escapeHtml(note)}</small></p>`).join("");
  return `<h2>${escapeHtml(title)}</h2><table><thead>${head}</thead>${body.join("")}</table>${remarks}`;
}

function cellHtml({ ours, paper }: TableCell): string {
  return `<td>${escapeHtml(ours)}${paper === null ? "" : ` <small>(paper ${escapeHtml(paper)})</small>`}</td>`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => entities[character] as string);
}
