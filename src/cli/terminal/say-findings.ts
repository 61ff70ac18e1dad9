/**
 * What a check of the data has found, on stderr: every command that reads data says it in the same way.
 */

import type { DataFinding } from "../../squeeze/squeeze-result.ts";
import { stderrColors as pc } from "./colors.ts";
import type { Progress } from "./progress.ts";

/** One line for each finding, warnings first. */
export function sayFindings(findings: readonly DataFinding[], progress: Progress): void {
  const lines = new Set(
    ["error", "warning", "note"].flatMap((severity) =>
      findings
        .filter((finding) => finding.severity === severity)
        .map(({ sentence }) => `${severity === "note" ? pc.dim(severity) : pc.yellow(severity)} ${sentence}`),
    ),
  );
  for (const line of lines) progress.say(line);
}
