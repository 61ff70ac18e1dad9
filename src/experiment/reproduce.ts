/**
 * The paper's experiment: each model trained, pruned, quantised and both; sizes, UAR and tests of each network.
 *
 *   tables -> jobs (train -> prune -> quantize -> evaluate -> squeeze, for each model, fold and seed) -> gather -> ExperimentResult
 */

import type { ExperimentData } from "./describe-data.ts";
import { gather } from "./gather.ts";
import { planJobs } from "./jobs.ts";
import type { ExperimentTools } from "./model-run.ts";
import type { ExperimentPlan } from "./plan.ts";
import type { ExperimentResult, MadeWith } from "./result.ts";
import { isWorking, runJob } from "./run-job.ts";

/**
 * Runs the experiment: its jobs, one after the other. Files go to the store as they are made; an interrupted run resumes where
 * it was.
 *
 * @param made  Who ran it, where and when: written into the result.
 */
export async function reproduce(
  plan: ExperimentPlan,
  data: ExperimentData,
  tools: ExperimentTools,
  made: MadeWith,
): Promise<ExperimentResult> {
  const jobs = await planJobs(plan, data, tools.engine.kind);
  for (const job of jobs.filter(isWorking)) await runJob(job, { plan, data }, tools);
  return gather({ plan, data, jobs, made }, tools.store);
}
