/**
 * A job of an experiment, done by whoever has it: this command, a worker, a task of a cluster.
 */

import { type Gathering, gather } from "../../experiment/gather.ts";
import { keepOutcome } from "../../experiment/job-outcome.ts";
import type { Job } from "../../experiment/jobs.ts";
import type { ExperimentTools } from "../../experiment/model-run.ts";
import type { ExperimentResult } from "../../experiment/result.ts";
import { isWorking, runJob } from "../../experiment/run-job.ts";
import { modelCards } from "../../report/model-card.ts";
import { renderReport } from "../../report/report.ts";
import { notingFailure } from "./noting-failure.ts";

/** Does the job, or finds it done. */
export async function performJob(job: Job, run: Gathering, tools: ExperimentTools): Promise<void> {
  await notingFailure(tools.store, job, async () => {
    if (isWorking(job)) await runJob(job, run, tools);
    else await writeResult(job, run, tools);
  });
}

/** The job that gathers: result.json, the report and the networks' cards. */
export async function writeResult(
  job: Job,
  run: Gathering,
  { store }: Pick<ExperimentTools, "store">,
): Promise<ExperimentResult> {
  const result = await gather(run, store);
  const files = [
    { name: "result.json", text: `${JSON.stringify(result, null, 1)}\n` },
    { name: "report.html", text: renderReport(result) },
    ...result.models.flatMap((model) => modelCards(result, model)),
  ];
  for (const { name, text } of files) await store.write(name, [new TextEncoder().encode(text)]);
  await keepOutcome(store, job, { files: files.map(({ name }) => name) });
  return result;
}
