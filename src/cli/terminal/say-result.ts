/**
 * What has to be known of an experiment's result, said on the terminal after its tables.
 */

import type { ExperimentResult } from "../../experiment/result.ts";
import { squeezeVerdict } from "../../report/squeeze-verdict.ts";
import { resultVerdict } from "../../report/verdict.ts";
import type { DataFinding } from "../../squeeze/squeeze-result.ts";
import { stderrColors as pc } from "./colors.ts";
import type { Progress } from "./progress.ts";
import { sayFindings } from "./say-findings.ts";

/** Verdict, caveats, findings and differences, as the report has them. @param said  When the data were read. */
export function sayWhatToKnow(result: ExperimentResult, said: readonly DataFinding[], progress: Progress): void {
  const { sentence, others, caveats } = resultVerdict(result);
  const squeezes = result.models.flatMap(({ name, squeezed }) =>
    squeezed ? [`${name} squeezed. ${squeezeVerdict(squeezed).sentence}`] : [],
  );
  for (const line of [sentence, ...others.map((other) => other.sentence), ...squeezes]) progress.say(pc.bold(line));
  for (const line of caveats) progress.say(`${pc.yellow("caveat")} ${line}`);
  const known = [...caveats, ...said.map(({ sentence }) => sentence)];
  sayFindings(
    result.data.findings.filter(({ sentence }) => !known.includes(sentence)),
    progress,
  );
  for (const line of result.differences) progress.say(`${pc.dim("not like the paper")} ${line}`);
  progress.say("For research; not a medical device.");
}
