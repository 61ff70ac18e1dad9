/**
 * The result of an experiment from what its jobs have left: the same bytes whoever did them, in whatever order.
 */

import type { ArtifactStore } from "../core/artifact-store.ts";
import { UserError } from "../core/errors.ts";
import { some } from "../core/finding.ts";
import type { DataFinding } from "../squeeze/squeeze-result.ts";
import { differencesFromPaper } from "./differences.ts";
import { keptOutcome, type Outcome, unpackedFold, unpackedSqueeze } from "./job-outcome.ts";
import type { Job, JobKind } from "./jobs.ts";
import { type GatheredModel, modelResult } from "./model-result.ts";
import type { ExperimentPlan, PlannedModel } from "./plan.ts";
import { planSchema } from "./plan-schema.ts";
import {
  type ExperimentResult,
  type ExperimentSettings,
  type MadeWith,
  type ModelResult,
  RESULT_SCHEMA,
  RESULT_VERSION,
} from "./result.ts";
import { isWorking, labeledFolds, type PlannedExperiment } from "./run-job.ts";
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
  const outcomes = await outcomesOf(jobs, store);
  const folds = labeledFolds(data);
  const ofModel = (kind: JobKind, model: number, seed: number) =>
    jobs.filter((job) => job.kind === kind && job.model === model && job.seed === seed);
  const models: ModelResult[] = [];
  for (const [m, model] of plan.models.entries()) {
    const seeds = seedsOf(plan).map((_, seed): GatheredModel => {
      const own = ofModel("model", m, seed).map(({ name }) => outcomes.get(name) as Outcome<"model">);
      const pooled = ofModel("pooled", m, seed).map(({ name }) => outcomes.get(name) as Outcome<"pooled">);
      return {
        folds: own.map((outcome, r) => unpackedFold(outcome, folds[r] as (typeof folds)[number])),
        squeezed: squeezedOf([...pooled, ...own]),
      };
    });
    models.push(await modelResult(model as PlannedModel, { plan, data, folds, store }, seeds));
  }
  const { description } = data;
  return {
    schema: RESULT_SCHEMA,
    version: RESULT_VERSION,
    made,
    settings: settingsOf(plan),
    plan: planSchema.parse(plan),
    data: { ...description, findings: [...description.findings, ...trainingFindings(models)] },
    differences: differencesFromPaper(description, plan),
    linear: (outcomes.get("linear") as Outcome<"linear">).linear,
    models,
  };
}

/** In cross-validation the pooled squeeze, otherwise that of the only fold. */
function squeezedOf(outcomes: readonly Pick<Outcome<"pooled">, "squeezed">[]): SqueezedModel | null {
  const found = outcomes.find(({ squeezed }) => squeezed !== null);
  return found ? unpackedSqueeze(found.squeezed) : null;
}

/** Outcomes by the jobs' names. */
async function outcomesOf(jobs: readonly Job[], store: ArtifactStore): Promise<ReadonlyMap<string, Outcome<JobKind>>> {
  const outcomes = new Map<string, Outcome<JobKind>>();
  const missing: string[] = [];
  for (const job of jobs) {
    if (!isWorking(job)) continue;
    const outcome = await keptOutcome(store, job);
    if (outcome) outcomes.set(job.name, outcome);
    else missing.push(job.name);
  }
  if (missing.length > 0)
    throw new UserError(
      `gather: ${missing.length} of ${jobs.length - 1} jobs are not done (${some(missing)}); do them first`,
    );
  return outcomes;
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
