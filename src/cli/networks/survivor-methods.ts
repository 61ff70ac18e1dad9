/**
 * The methods of `coldpress prune` that train survivors: what stays of a network, and what it learns.
 */

import type { Command } from "commander";
import { lossText } from "../../core/number-text.ts";
import { Random } from "../../core/random.ts";
import type { SparseEngine } from "../../engine/sparse/sparse-engine.ts";
import type { SparseNetwork } from "../../network/sparse-network.ts";
import { keepInputs, keepNeurons } from "../../pruning/keep-groups.ts";
import { keepLargest } from "../../pruning/keep-largest.ts";
import { geometricSparsities, pruneInRounds, REWINDS, ROUNDS_DEFAULTS } from "../../pruning/rounds.ts";
import type { FeatureTable } from "../../table/feature-table.ts";
import { DISTILLATION_DEFAULTS, studentOf } from "../../training/distillation.ts";
import type { TrainOptions } from "../../training/train.ts";
import { SURVIVOR_TRAIN_DEFAULTS, trainSurvivors } from "../../training/train-survivors.ts";
import type { MethodOptions } from "../options/method-options.ts";
import { choice, integerList, wholeNumber } from "../options/option-parsers.ts";
import {
  addTeacherOption,
  addTemperatureOption,
  type RetrainingFlags,
  retrainingOptions,
  type TeacherFlags,
  targetsOf,
  teacherOptions,
} from "../options/retraining-options.ts";
import type { Progress } from "../terminal/progress.ts";

/** What stays of a network at a sparsity, by the method's name. */
const KEEP = {
  rounds: (network: SparseNetwork, sparsity: number) => keepLargest(network, { sparsity }),
  global: (network: SparseNetwork, sparsity: number) => keepLargest(network, { sparsity, threshold: "global" }),
  neurons: (network: SparseNetwork, sparsity: number) => keepNeurons(network, { sparsity }),
  inputs: (network: SparseNetwork, sparsity: number) => keepInputs(network, { sparsity }),
} as const;

/** Methods that train survivors; "distill" has no sparsity, its network is small from the start. */
export const SURVIVOR_METHODS = ["rounds", "global", "neurons", "inputs", "distill"] as const;

/** A method of `prune` that trains survivors: all but the paper's. */
export type SurvivorMethod = (typeof SURVIVOR_METHODS)[number];

/** Width of a student's hidden layer: with 6373 inputs 102 thousand weights, a 380th of model A's. */
export const STUDENT_HIDDEN = [16];

const IN_ROUNDS = ["rounds", "global", "neurons", "inputs"] as const;

/** Which of these methods have an option that not all methods of the command have. */
export const SURVIVOR_OPTIONS: MethodOptions<SurvivorMethod> = {
  steps: SURVIVOR_METHODS,
  teacher: SURVIVOR_METHODS,
  temperature: SURVIVOR_METHODS,
  rewind: IN_ROUNDS,
  hidden: ["distill"],
};

export interface SurvivorMethodFlags extends Partial<RetrainingFlags>, TeacherFlags {
  readonly method: SurvivorMethod;
  readonly seed: number;
  readonly sparsity: number;
  readonly rewind: (typeof REWINDS)[number];
  readonly hidden: readonly number[];
  readonly classWeights: TrainOptions["classWeights"];
}

/** Adds the options of these methods. */
export function addSurvivorOptions(command: Command): Command {
  const { weight } = DISTILLATION_DEFAULTS;
  command
    .option(
      "--steps <count>",
      `steps of training, after each round of pruning where there are rounds (default: ${SURVIVOR_TRAIN_DEFAULTS.steps})`,
      wholeNumber(1),
    )
    .option(
      "--rewind <kind>",
      "learning-rate: each round begins with the first rate; none: a constant tenth of it",
      choice(REWINDS),
      ROUNDS_DEFAULTS.rewind,
    )
    .option("--hidden <widths>", "widths of the hidden layers of a distilled network", integerList, STUDENT_HIDDEN);
  return addTemperatureOption(addTeacherOption(command, `default: 0; distill ${weight}`));
}

/** What a method makes of a network and its training recordings. */
export type SurvivorTraining = (
  engine: SparseEngine,
  network: SparseNetwork,
  train: FeatureTable,
  progress: Progress,
) => Promise<SparseNetwork>;

/** The method that the flags name, with its options. */
export function survivorTraining(flags: SurvivorMethodFlags, command: Command): SurvivorTraining {
  const { method } = flags;
  return method === "distill" ? distilling(flags, command) : pruningInRounds(method, flags, command);
}

function pruningInRounds(method: keyof typeof KEEP, flags: SurvivorMethodFlags, command: Command): SurvivorTraining {
  const sparsities = geometricSparsities(flags.sparsity);
  const retraining = retrainingOptions(command, flags, ROUNDS_DEFAULTS.retraining);
  const teaching = teacherOptions(command, flags, 0);
  const { rewind } = flags;
  return async (engine, network, train, progress) => {
    progress.start("pruning", sparsities.length * retraining.steps);
    const targets = await targetsOf(engine, network, train, teaching, flags.classWeights);
    const random = new Random(flags.seed).fork("pruning");
    const options = { sparsities, rewind, retraining };
    return pruneInRounds(
      engine,
      { network, inputs: train.values, targets, options, random, keep: KEEP[method] },
      {
        onStep: ({ step, round, sparsity, loss }) =>
          progress.step(
            step,
            `round ${round}/${sparsities.length} to ${sparsity.toPrecision(4)}, loss ${lossText(loss)}`,
          ),
      },
    );
  };
}

function distilling(flags: SurvivorMethodFlags, command: Command): SurvivorTraining {
  const options = retrainingOptions(command, flags, SURVIVOR_TRAIN_DEFAULTS);
  const teaching = teacherOptions(command, flags, DISTILLATION_DEFAULTS.weight);
  return async (engine, teacher, train, progress) => {
    progress.start("distilling", options.steps);
    const random = new Random(flags.seed).fork("distilling");
    const network = studentOf(teacher, flags.hidden, random.fork("initial weights"));
    const targets = await targetsOf(engine, teacher, train, teaching, flags.classWeights);
    const task = { network, inputs: train.values, targets, options, random };
    return trainSurvivors(engine, task, { onStep: ({ step, loss }) => progress.step(step, `loss ${lossText(loss)}`) });
  };
}
