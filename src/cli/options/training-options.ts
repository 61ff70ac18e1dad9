/**
 * The options of training and pruning, the same in every command that has them.
 */

import type { Command } from "commander";
import { PRUNE_DEFAULTS, type PruneOptions } from "../../pruning/prune.ts";
import { PRUNING_ENDS, type PruningOptions } from "../../pruning/schedule.ts";
import { LEARNING_RATE_SCHEDULES, type LearningRateSchedule } from "../../training/learning-rate.ts";
import { NORMALIZATIONS, type Normalization } from "../../training/normalization.ts";
import { enoughEpochs, type LeastLength } from "../../training/run-length.ts";
import { CLASS_WEIGHTS, TRAIN_DEFAULTS, type TrainOptions } from "../../training/train.ts";
import { choice, positiveNumber, share, wholeNumber } from "./option-parsers.ts";

export interface TrainingFlags {
  readonly seed: number;
  /** Undefined leaves it to the number of recordings. */
  readonly epochs?: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly schedule: LearningRateSchedule;
  readonly dropout: number;
  readonly normalization: Normalization;
  readonly classWeights: TrainOptions["classWeights"];
  readonly checkpointSeconds: number;
}

/** Seconds of training that a kill may cost where an epoch is shorter; a longer epoch ends with a checkpoint anyway. */
const CHECKPOINT_SECONDS = 30;

/** @param least  What the number of epochs is by default. @param learningRate  By default. */
export function addTrainingOptions(
  command: Command,
  least: LeastLength,
  { batchSize, learningRate, schedule, dropout, normalization, classWeights }: TrainOptions,
): Command {
  return command
    .option("--seed <number>", "seed of all chance", wholeNumber(0), 1)
    .option(
      "--epochs <count>",
      `passes over the training recordings (default: ${epochsByDefault(least)})`,
      wholeNumber(1),
    )
    .option("--batch-size <rows>", "rows of a batch", wholeNumber(1), batchSize)
    .option("--learning-rate <rate>", "Adam's learning rate at the start", positiveNumber, learningRate)
    .option("--schedule <kind>", "how the learning rate falls", choice(LEARNING_RATE_SCHEDULES), schedule)
    .option("--dropout <share>", "share of hidden activations dropped", share, dropout)
    .option(
      "--normalization <kind>",
      "exact: by mean and variance of the training recordings; moving: by moving ones, as Keras does",
      choice(NORMALIZATIONS),
      normalization,
    )
    .option(
      "--class-weights <kind>",
      "equal: every class weighs the same in the loss; none: every recording does",
      choice(CLASS_WEIGHTS),
      classWeights,
    )
    .option(
      "--checkpoint-seconds <seconds>",
      "time between checkpoints, which come after whole epochs; 0: after every one",
      wholeNumber(0),
      CHECKPOINT_SECONDS,
    );
}

/** True for the first epoch that ends this many seconds after the last time it was true, or after now. */
export function checkpointClock({ checkpointSeconds }: Pick<TrainingFlags, "checkpointSeconds">): () => boolean {
  let lastMs = Date.now();
  return () => {
    const due = Date.now() - lastMs >= 1000 * checkpointSeconds;
    if (due) lastMs = Date.now();
    return due;
  };
}

/** The number of epochs where none is asked for, in words. */
export function epochsByDefault({ epochs, steps }: LeastLength): string {
  return `${epochs}, or as many as make ${steps} steps`;
}

/** @param examples  Training recordings. */
export function trainOptions(flags: TrainingFlags, least: LeastLength, examples: number): TrainOptions {
  const { batchSize, learningRate, schedule, dropout, normalization, classWeights } = flags;
  const { epochs = enoughEpochs(least, examples, batchSize) } = flags;
  return { ...TRAIN_DEFAULTS, epochs, batchSize, learningRate, schedule, dropout, normalization, classWeights };
}

export interface PruningFlags {
  readonly sparsity: number;
  readonly pruningEnd: PruningOptions["end"];
}

/** Adds --sparsity and --pruning-end. */
export function addPruningOptions(command: Command): Command {
  const { finalSparsity, end } = PRUNE_DEFAULTS.pruning;
  return command
    .option("--sparsity <share>", "share of zeros aimed at", share, finalSparsity)
    .option(
      "--pruning-end <kind>",
      "as-paper: the target lies one step after the last one and is just missed; reaching: it is met",
      choice(PRUNING_ENDS),
      end,
    );
}

/** @param training  The pruning phase's own settings. */
export function pruneOptions({ sparsity, pruningEnd }: PruningFlags, training: TrainOptions): PruneOptions {
  return { pruning: { ...PRUNE_DEFAULTS.pruning, finalSparsity: sparsity, end: pruningEnd }, training };
}
