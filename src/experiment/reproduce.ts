/**
 * The paper's experiment: each model trained, pruned, quantised and both; sizes, UAR and tests of each network.
 *
 *   tables -> train -> prune -> quantize (original and pruned) -> files -> evaluate and compare -> ExperimentResult
 */

import { Random } from "../core/random.ts";
import { labeledRows } from "../table/index.ts";
import { compressModel } from "./compress-model.ts";
import type { ExperimentData } from "./describe-data.ts";
import { differencesFromPaper } from "./differences.ts";
import { linearResult } from "./linear.ts";
import type { ExperimentTools } from "./phases.ts";
import type { ExperimentPlan } from "./plan.ts";
import {
  type ExperimentResult,
  type ExperimentSettings,
  type MadeWith,
  type ModelResult,
  RESULT_SCHEMA,
  RESULT_VERSION,
} from "./result.ts";

/**
 * Runs the experiment. Files go to the store as they are made; an interrupted run goes on where it was.
 *
 * @param made  Who ran it, where and when: written into the result.
 */
export async function reproduce(
  plan: ExperimentPlan,
  experiment: ExperimentData,
  tools: ExperimentTools,
  made: MadeWith,
): Promise<ExperimentResult> {
  const { description: data } = experiment;
  const random = new Random(plan.seed);
  const rounds = experiment.rounds.map((round) => ({ ...round, test: labeledRows(round.test) }));
  const linear = await linearResult(rounds, plan, tools.observer, random.fork("linear"));
  const models: ModelResult[] = [];
  for (const model of plan.models)
    models.push(await compressModel(model, plan, { ...experiment, rounds }, tools, random.fork(`model ${model.name}`)));
  return {
    schema: RESULT_SCHEMA,
    version: RESULT_VERSION,
    made,
    settings: settingsOf(plan),
    data,
    differences: differencesFromPaper(data, plan),
    linear,
    models,
  };
}

function settingsOf({ seed, training, pruning, comparison }: ExperimentPlan): ExperimentSettings {
  const { epochs, batchSize, learningRate, schedule, dropout } = training;
  return {
    seed,
    epochs,
    pruningEpochs: pruning.training.epochs,
    batchSize,
    learningRate,
    schedule,
    dropout,
    finalSparsity: pruning.pruning.finalSparsity,
    pruningEnd: pruning.pruning.end,
    resamples: comparison.resamples,
    margin: comparison.margin,
    alpha: comparison.alpha,
  };
}
