/**
 * The options of training survivors, the same in every command that has them.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { predictNetwork } from "../../engine/predict.ts";
import type { SparseEngine } from "../../engine/sparse/sparse-engine.ts";
import type { SparseNetwork } from "../../network/sparse-network.ts";
import type { FeatureTable } from "../../table/feature-table.ts";
import { DISTILLATION_DEFAULTS, type DistillationOptions, softTargets } from "../../training/distillation.ts";
import { balancedTargets, labelTargets } from "../../training/targets.ts";
import type { TrainOptions } from "../../training/train.ts";
import type { SurvivorTrainOptions } from "../../training/train-survivors.ts";
import { isGiven } from "./method-options.ts";
import { positiveNumber, shareOrAll } from "./option-parsers.ts";

/** Undefined, or a default of another method, where an option is not given. */
export interface RetrainingFlags {
  readonly steps: number | undefined;
  readonly batchSize: number | undefined;
  readonly learningRate: number | undefined;
  readonly dropout: number | undefined;
}

/** The settings of a training of survivors: what stands on the command line, and the method's defaults. */
export function retrainingOptions(
  command: Command,
  flags: Partial<RetrainingFlags>,
  defaults: SurvivorTrainOptions,
): SurvivorTrainOptions {
  const given = (["steps", "batchSize", "learningRate", "dropout"] as const).filter((name) => isGiven(command, name));
  return { ...defaults, ...Object.fromEntries(given.map((name) => [name, flags[name]])) };
}

/** How much of a training target is the teacher's answer, and how soft that is. */
export interface TeacherFlags {
  readonly teacher: number | undefined;
  readonly temperature: number;
}

/** @param defaults  What the default share is, in words. */
export function addTeacherOption(command: Command, defaults: string): Command {
  return command.option(
    "--teacher <share>",
    `share of <model>'s answers in what is learned, the rest is the label (${defaults})`,
    shareOrAll,
  );
}

/** Adds --temperature. */
export function addTemperatureOption(command: Command): Command {
  const { temperature } = DISTILLATION_DEFAULTS;
  return command.option(
    "--temperature <number>",
    "how much the teacher's answers are softened; 1: not at all",
    positiveNumber,
    temperature,
  );
}

/**
 * Share and temperature of the teacher, where the flags or the method give it a share.
 *
 * @throws UserError if a temperature is given for a teacher without a share.
 */
export function teacherOptions(command: Command, flags: TeacherFlags, defaultShare: number): DistillationOptions {
  const { teacher: weight = defaultShare, temperature } = flags;
  if (weight === 0 && isGiven(command, "temperature"))
    throw new UserError("--temperature: does nothing while the teacher has no share; give it one with --teacher");
  return { weight, temperature };
}

/**
 * A probability for every class of every row: labels mixed with the answers of a teacher, where it has a share; times what
 * its class weighs. [N × C]
 */
export async function targetsOf(
  engine: SparseEngine,
  teacher: SparseNetwork,
  { values, labels, classes }: FeatureTable,
  options: DistillationOptions,
  classWeights: TrainOptions["classWeights"],
): Promise<Float32Array> {
  const targets =
    options.weight === 0
      ? labelTargets(labels, classes.length)
      : softTargets(labels, await predictNetwork(engine, teacher, values), options);
  return classWeights === "equal" ? balancedTargets(targets, labels) : targets;
}
