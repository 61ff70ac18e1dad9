/**
 * The paper's experiment: each model trained, pruned, quantised and both; sizes, UAR and tests of each network.
 *
 *   tables -> train -> prune -> quantize (original and pruned) -> files -> evaluate and compare -> squeeze -> ExperimentResult
 */

import { Random } from "../core/random.ts";
import type { DataFinding } from "../squeeze/squeeze-result.ts";
import { labeledRows } from "../table/rows.ts";
import { compressModel } from "./compress-model.ts";
import type { ExperimentData } from "./describe-data.ts";
import { differencesFromPaper } from "./differences.ts";
import { linearResult } from "./linear.ts";
import type { ExperimentTools } from "./model-run.ts";
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
import { laterModels } from "./squeeze-plan.ts";

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
  for (const [m, model] of plan.models.entries()) {
    const squeeze = plan.squeeze && m > 0 ? laterModels(plan.squeeze) : plan.squeeze;
    const stream = random.fork(`model ${model.name}`);
    models.push(await compressModel(model, { ...plan, squeeze }, { ...experiment, rounds }, tools, stream));
  }
  return {
    schema: RESULT_SCHEMA,
    version: RESULT_VERSION,
    made,
    settings: settingsOf(plan),
    plan: planSchema.parse(plan),
    data: { ...data, findings: [...data.findings, ...trainingFindings(models)] },
    differences: differencesFromPaper(data, plan),
    linear,
    models,
  };
}

/** What speaks against a model's networks, and with which models. */
function trainingFindings(models: readonly ModelResult[]): DataFinding[] {
  return models.flatMap(({ name, warnings }) =>
    warnings.map(
      (warning): DataFinding => ({ severity: "warning", check: "training", sentence: `${name}: ${warning}` }),
    ),
  );
}

function settingsOf({ seed, training, pruning, comparison }: ExperimentPlan): ExperimentSettings {
  const { epochs, batchSize, learningRate, schedule, dropout, normalization, classWeights } = training;
  return {
    seed,
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
