/**
 * One job of the experiment, done: what it needs is in the store, what it leaves goes there, whole or not at all.
 *
 * Doing a job again, or at two places at once, changes nothing: its files have the same bytes whoever writes them. One that was
 * interrupted resumes from its checkpoint.
 */

import { isStored } from "../core/artifact-store.ts";
import { Random } from "../core/random.ts";
import { foldsOnDemand } from "../corpus/folds-on-demand.ts";
import type { Partitions } from "../corpus/partitions.ts";
import { labeledRows } from "../table/rows.ts";
import { compressModel } from "./compress-model.ts";
import type { ExperimentData } from "./describe-data.ts";
import { keepOutcome, keptOutcome, type Outcome, packedFold, packedSqueeze } from "./job-outcome.ts";
import { type Job, type JobKind, squeezeOfModel } from "./jobs.ts";
import { linearResult } from "./linear.ts";
import { type ExperimentTools, type SeededModel, seededModel } from "./model-run.ts";
import type { ExperimentPlan } from "./plan.ts";
import {
  type FoldsToSqueeze,
  squeezedFile,
  squeezeFold,
  squeezeModel,
  squeezeModelInFolds,
  squeezeWhole,
} from "./squeeze-model.ts";

/** A job that works: every one but the gathering. */
export type WorkingJob = Job & { readonly kind: Exclude<JobKind, "gather"> };

/** Whether a job is one that works. */
export function isWorking(job: Job): job is WorkingJob {
  return job.kind !== "gather";
}

/** What all jobs of an experiment are about. */
export interface PlannedExperiment {
  readonly plan: ExperimentPlan;
  readonly data: ExperimentData;
}

/** Does a job, unless it is done. @throws UserError as training does, where files of another run are in the way. */
export async function runJob(job: WorkingJob, experiment: PlannedExperiment, tools: ExperimentTools): Promise<void> {
  if (await isDone(job, tools.store)) {
    tools.observer.start(job.name, 1);
    tools.observer.done("kept from the earlier run");
    return;
  }
  await keepOutcome(tools.store, job, await outcomeOf(job, experiment, tools));
}

/** Whether a job has left its outcome, and the files that it is about are still there. */
export async function isDone(job: Job, store: ExperimentTools["store"]): Promise<boolean> {
  return (await wholeOutcome(job, store)) !== undefined;
}

/** A job's outcome; undefined where it is not done, or the outcome or a file that it is about is damaged or gone. */
export async function wholeOutcome<Kind extends JobKind>(
  job: Job & { readonly kind: Kind },
  store: ExperimentTools["store"],
): Promise<Outcome<Kind> | undefined> {
  const outcome = await keptOutcome(store, job);
  if (!outcome) return undefined;
  for (const file of filesOf(outcome)) if (!(await isStored(store, file))) return undefined;
  return outcome;
}

function filesOf(outcome: Outcome<JobKind>): readonly string[] {
  if ("files" in outcome) return outcome.files;
  const squeezed = "squeezed" in outcome ? outcome.squeezed?.result : undefined;
  const variants = "variants" in outcome ? outcome.variants : [];
  return [...variants.map(({ weight }) => weight.file), ...(squeezed?.choice ? [squeezedFile(squeezed)] : [])];
}

async function outcomeOf(
  job: WorkingJob,
  { plan, data }: PlannedExperiment,
  tools: ExperimentTools,
): Promise<Outcome<WorkingJob["kind"]>> {
  const folds = labeledFolds(data);
  if (job.kind === "linear") {
    const random = new Random(plan.seed).fork("linear");
    return { linear: await linearResult(folds, plan, tools.observer, random) };
  }
  const model = seededModel(plan.models[job.model as number], plan, folds, job.seed);
  const options = squeezeOfModel(plan, job.model as number);
  const toSqueeze = options && { model, options };
  switch (job.kind) {
    case "model":
      return modelOutcome(job, model, toSqueeze, tools);
    case "whole":
      if (toSqueeze) await squeezeWhole(toSqueeze, tools);
      return {};
    case "pooled":
      return { squeezed: packedSqueeze(toSqueeze && (await squeezeModelInFolds(toSqueeze, tools))) };
  }
}

async function modelOutcome(
  { fold }: Job,
  model: SeededModel,
  toSqueeze: FoldsToSqueeze | null,
  tools: ExperimentTools,
): Promise<Outcome<"model">> {
  const run = model.folds[fold as number];
  const compressed = await compressModel(run, tools);
  if (!toSqueeze) return packedFold(compressed.fold, null);
  if (model.folds.length > 1) {
    await squeezeFold(toSqueeze, fold as number, tools);
    return packedFold(compressed.fold, null);
  }
  const { file, zipBytes } = compressed.fold.variants[0].weight;
  const { options } = toSqueeze;
  const squeezed = await squeezeModel({ run, original: compressed.original, file, zipBytes, options }, tools);
  return packedFold(compressed.fold, squeezed);
}

/** The folds with what of test has a label. */
export function labeledFolds({ folds }: ExperimentData): Partitions[] {
  return foldsOnDemand(folds.length, (index) => {
    const { train, devel, test } = folds[index];
    return { train, devel, test: labeledRows(test) };
  });
}
