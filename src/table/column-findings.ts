/**
 * What is said about the columns of a table before anything is learned from it: who are the speakers, and which columns
 * are left out although no option says so.
 */

import { type Finding, note, some } from "../core/finding.ts";
import { columnKey } from "./column-names.ts";
import type { LeftOut } from "./columns.ts";
import type { TableSurvey } from "./survey.ts";

/** Why a column is left out, in words; text is left out without a word, as it never was a feature. */
const REASONS: Readonly<Record<Exclude<LeftOut, "text">, string>> = {
  "row number": "numbers the rows",
  identifier: "tells speakers or recordings apart by name",
  "class once more": "is the class once more",
};

/** Notes about the columns of all files of a table, each said once. */
export function columnFindings(surveys: readonly TableSurvey[]): Finding[] {
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
  return findings;
}

function quotedName(name: string): string {
  return name === "" ? "the first column, which has no name" : `"${name}"`;
}
