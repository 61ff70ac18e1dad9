/**
 * What is said about the columns of a table before anything is learned from it: who are the speakers, and which columns
 * are left out although no option says so.
 */

import { type Finding, note, some, warning } from "../core/finding.ts";
import { COLUMN_NAMES, columnKey } from "./column-names.ts";
import type { Column, ColumnOptions, LeftOut } from "./columns.ts";
import type { TableSurvey } from "./survey.ts";

/** Why a column is left out, in words; text is left out without a word, as it never was a feature. */
const REASONS: Readonly<Record<Exclude<LeftOut, "text">, string>> = {
  "row number": "numbers the rows",
  identifier: "tells speakers or recordings apart by name",
  "class once more": "is the class once more",
};

/** What is to be said about the columns of all files of a table, each thing once. @param label  The class as an option names it. */
export function columnFindings(surveys: readonly TableSurvey[], label?: ColumnOptions["label"]): Finding[] {
  const columns = surveys.flatMap((survey) => survey.columns);
  const leftOut = new Map<string, string>();
  for (const { name, leftOut: reason } of columns)
    if (reason !== undefined && reason !== "text") leftOut.set(name, REASONS[reason]);
  const speaker = columns.find(({ role, name }) => role === "speaker" && !/^(speaker|spk)/.test(columnKey(name)));
  const findings: Finding[] = [];
  if (leftOut.size > 0) {
    const listed = [...leftOut].map(([name, reason]) => `${quotedName(name)} (${reason})`);
    findings.push(
      note(
        "left-out-columns",
        `Left out, as no feature of speech: ${some(listed, 5)}; what is named (--only) is taken all the same.`,
      ),
    );
  }
  if (speaker) findings.push(note("speaker-column", `The speakers are those of the column "${speaker.name}".`));
  return label === undefined ? [...findings, ...guessedClassFinding(columns)] : findings;
}

/** A warning where the class is the last of several nominal columns and no name says that it is one: sex, or the illness. */
function guessedClassFinding(columns: readonly Column[]): Finding[] {
  const guessed = columns.find(({ role, kind }) => role === "label" && kind === "nominal");
  if (!guessed || COLUMN_NAMES.label.includes(columnKey(guessed.name))) return [];
  const others = columns
    .filter(({ leftOut, kind }) => leftOut === "text" && kind === "nominal")
    .map(({ name }) => name);
  if (others.length === 0) return [];
  const names = [...new Set(others)].map((name) => `"${name}"`);
  return [
    warning(
      "class-column",
      `The class is the column "${guessed.name}", as the last that declares its values; ${some(names)} ${names.length === 1 ? "declares" : "declare"} some too. Name the column if it is another.`,
    ),
  ];
}

function quotedName(name: string): string {
  return name === "" ? "the first column, which has no name" : `"${name}"`;
}
