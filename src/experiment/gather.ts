/**
 * The result of an experiment from what its jobs have left: the same bytes whoever did them, in whatever order.
 */

import type { ArtifactStore } from "../core/artifact-store.ts";
import { UserError } from "../core/errors.ts";
import { some } from "../core/finding.ts";
import type { Partitions } from "../corpus/partitions.ts";
import type { DataFinding } from "../squeeze/squeeze-result.ts";
import type { CompressedFold } from "./compress-model.ts";
import { differencesFromPaper } from "./differences.ts";
import { type Outcome, outcomeName, unpackedFold, unpackedSqueeze } from "./job-outcome.ts";
import { notDone } from "./job-states.ts";
import type { Job } from "./jobs.ts";
import { type GatheredModel, modelResult } from "./model-result.ts";
import type { ExperimentPlan } from "./plan.ts";
import { planSchema } from "./plan-schema.ts";
import {
  type ExperimentResult,
  type ExperimentSettings,
  type MadeWith,
  type ModelResult,
  RESULT_SCHEMA,
  RESULT_VERSION,
} from "./result.ts";
import { isWorking, labeledFolds, type PlannedExperiment, type WorkingJob, wholeOutcome } from "./run-job.ts";
import { seedsOf } from "./seeds.ts";
import type { SqueezedModel } from "./squeeze-model.ts";

/** The result with what is needed to gather it. */
export interface Gathering extends PlannedExperiment {
  readonly jobs: readonly Job[];
  /** Who planned it, where and when: written into the result. */
  readonly made: MadeWith;
}

/**
 * Gathers the result. Looks at test sets are counted here, in the order of the plan.
 *
 * @throws UserError if a job is not done; names the first ones.
 */
export async function gather({ plan, data, jobs, made }: Gathering, store: ArtifactStore): Promise<ExperimentResult> {
  refuseMissing(await notDone(jobs.filter(isWorking), store), jobs);
  const folds = labeledFolds(data);
  const models: ModelResult[] = [];
  for (const [m, model] of plan.models.entries()) {
    const seeds: GatheredModel[] = [];
    for (const seed of seedsOf(plan).keys()) {
      const own = jobs.filter((job) => job.model === m && job.seed === seed);
      seeds.push(await gatheredModel(own, { jobs, folds, store }));
    }
    models.push(await modelResult(model, { plan, data, folds, store }, seeds));
  }
  const [linear] = await outcomesOf("linear", jobs, { jobs, store });
  const { description } = data;
  return {
    schema: RESULT_SCHEMA,
    version: RESULT_VERSION,
    made,
    settings: settingsOf(plan),
    plan: planSchema.parse(plan),
    data: { ...description, findings: [...description.findings, ...trainingFindings(models)] },
    differences: differencesFromPaper(description, plan),
    linear: linear.linear,
    models,
  };
}

/** In cross-validation the pooled squeeze, otherwise that of the only fold. */
function squeezedOf(outcomes: readonly Pick<Outcome<"pooled">, "squeezed">[]): SqueezedModel | null {
  const found = outcomes.find(({ squeezed }) => squeezed !== null);
  return found ? unpackedSqueeze(found.squeezed) : null;
}

/** What the jobs of a model with a seed have left: at once as small as it gets, since there may be thousands. */
async function gatheredModel(
  own: readonly Job[],
  { jobs, folds, store }: { jobs: readonly Job[]; folds: readonly Partitions[]; store: ArtifactStore },
): Promise<GatheredModel> {
  const squeezes: Pick<Outcome<"pooled">, "squeezed">[] = [...(await outcomesOf("pooled", own, { jobs, store }))];
  const compressed: CompressedFold[] = [];
  for (const job of own.filter(({ kind }) => kind === "model")) {
    const [outcome] = await outcomesOf("model", [job], { jobs, store });
    compressed.push(unpackedFold(outcome, folds[compressed.length]));
    squeezes.push({ squeezed: outcome.squeezed });
  }
  return { folds: compressed, squeezed: squeezedOf(squeezes) };
}

/**
 * The outcomes of the jobs of a kind.
 *
 * @throws UserError where one is damaged, or files are gone that it names. It is forgotten then, so that everybody sees that the job
 *         is to be done again.
 */
async function outcomesOf<Kind extends WorkingJob["kind"]>(
  kind: Kind,
  own: readonly Job[],
  { jobs, store }: { readonly jobs: readonly Job[]; readonly store: ArtifactStore },
): Promise<Outcome<Kind>[]> {
  const outcomes: Outcome<Kind>[] = [];
  for (const job of own) {
    if (job.kind !== kind) continue;
    const outcome = await wholeOutcome({ ...job, kind }, store);
    if (!outcome) await store.remove(outcomeName(job));
    refuseMissing(outcome ? [] : [job.name], jobs);
    outcomes.push(outcome as Outcome<Kind>);
  }
  return outcomes;
}

function refuseMissing(missing: readonly string[], jobs: readonly Job[]): void {
  if (missing.length > 0)
    throw new UserError(
      `gather: ${missing.length} of ${jobs.length - 1} jobs are not done (${some(missing)}); do them first`,
    );
}

/** What speaks against a model's networks, and with which models. */
function trainingFindings(models: readonly ModelResult[]): DataFinding[] {
  return models.flatMap(({ name, warnings }) =>
    warnings.map(
      (warning): DataFinding => ({ severity: "warning", check: "training", sentence: `${name}: ${warning}` }),
    ),
  );
}

function settingsOf({ seed, seeds = 1, training, pruning, comparison }: ExperimentPlan): ExperimentSettings {
  const { epochs, batchSize, learningRate, schedule, dropout, normalization, classWeights } = training;
  return {
    seed,
    ...(seeds > 1 && { seeds: seedsOf({ seed, seeds }) }),
    epochs,
    pruningEpochs: pruning.training.epochs,
    batchSize,
    learningRate,
    schedule,
    dropout,
    normalization,
    classWeights,
    pruningLearningRate: pruning.training.learningRate,
    finalSparsity: pruning.pruning.finalSparsity,
    pruningEnd: pruning.pruning.end,
    margin: comparison.margin,
    alpha: comparison.alpha,
  };
}
