/**
 * From the flags of `coldpress reproduce` to the plan of the experiment.
 */

import type { Command } from "commander";
import { COMPARE_DEFAULTS } from "../../evaluation/compare.ts";
import type { ExperimentPlan, PlannedModel } from "../../experiment/plan.ts";
import { REPRODUCE_SQUEEZE } from "../../experiment/squeeze-plan.ts";
import type { Activation } from "../../network/activation.ts";
import { type ModelName, paperArchitecture, withActivation } from "../../network/architecture.ts";
import { LEAST_PRUNING, PRUNE_DEFAULTS, pruningEpochs } from "../../pruning/prune.ts";
import type { FeatureTable } from "../../table/feature-table.ts";
import { LEAST_TRAINING } from "../../training/run-length.ts";
import { positiveNumber, seedCount, wholeNumber } from "./option-parsers.ts";
import {
  epochsByDefault,
  type PruningFlags,
  pruneOptions,
  type TrainingFlags,
  trainOptions,
} from "./training-options.ts";

/** What the user may say about the plan. */
export interface PlanFlags extends TrainingFlags, PruningFlags {
  readonly models: ModelName[];
  readonly activation?: Activation;
  readonly pruningEpochs?: number;
  readonly pruningLearningRate: number;
  readonly squeeze: boolean;
  readonly seeds: number;
}

/** Options of pruning's length and rate, and of the squeeze. */
export function addPlanOptions(command: Command): Command {
  return command
    .option(
      "--pruning-epochs <count>",
      `epochs of pruning (default: ${epochsByDefault(LEAST_PRUNING)})`,
      wholeNumber(1),
    )
    .option(
      "--pruning-learning-rate <rate>",
      "Adam's learning rate at the start of pruning",
      positiveNumber,
      PRUNE_DEFAULTS.training.learningRate,
    )
    .option(
      "--seeds <count>",
      "train everything this many times, from other starts (seeds derived from --seed): figures and verdicts over all; 1, or 3 and more",
      seedCount,
      1,
    )
    .option("--no-squeeze", "leave out the search for the smallest network that is as good");
}

/**
 * The plan, its epochs by the size of the training partition where the flags do not give them.
 *
 * @param given  In place of the models that the flags name.
 */
export function experimentPlan(
  flags: PlanFlags,
  { ids, features, classes }: FeatureTable,
  given?: PlannedModel,
): ExperimentPlan {
  const training = trainOptions(flags, LEAST_TRAINING, ids.length);
  const epochs = flags.pruningEpochs ?? pruningEpochs(ids.length, flags.batchSize);
  return {
    models: given
      ? [given]
      : flags.models.map((name) => ({
          name,
          architecture: withActivation(paperArchitecture(name, features.length, classes.length), flags.activation),
        })),
    seed: flags.seed,
    ...(flags.seeds > 1 && { seeds: flags.seeds }),
    training,
    pruning: pruneOptions(flags, { ...training, epochs, learningRate: flags.pruningLearningRate }),
    comparison: COMPARE_DEFAULTS,
    squeeze: flags.squeeze ? REPRODUCE_SQUEEZE : null,
  };
}
