/**
 * What a job is expected to take: for schedulers, which want to know before. Rough, and on the safe side of what was measured.
 *
 *   training, pruning   7 ns of a core for each weight and step (docs/performance.md: model A, 117 steps of 32 rows in 15 s on two)
 *   squeeze             4 ms and 14 ns for each survivor of each step (docs/kernels.md), doubled for reading, packing and answers
 *   memory              32 bytes for each weight (weights, both moments, gradients' tiles; a checkpoint and a file of them while they
 *                       are written), the tables of one fold three times (the file, the fold, what is made of it), and what Node takes
 */

import type { Partitions } from "../corpus/partitions.ts";
import { countParameters } from "../network/architecture.ts";
import { FAMILIES, type Family, type SqueezeOptions } from "../squeeze/options.ts";
import { stepsPerEpoch } from "../training/batches.ts";
import type { ExperimentPlan, PlannedModel } from "./plan.ts";

/** Expected time and memory of a job. */
export interface JobCost {
  /** Of one core. */
  readonly minutes: number;
  /** Most memory that is used at once. */
  readonly mebibytes: number;
}

const SECONDS_PER_WEIGHT_STEP = 7e-9;
const SECONDS_PER_SQUEEZE_STEP = 4e-3;
const SECONDS_PER_SURVIVOR_STEP = 14e-9;
/** Reading, packing and answers, as a factor on the steps of a squeeze. */
const SQUEEZE_OVERHEAD = 2;
const BYTES_PER_WEIGHT = 32;
const TABLE_COPIES = 3;
const FLOAT_BYTES = 4;
const NODE_MEBIBYTES = 300;
/** Starting, reading the tables, writing files. */
const LEAST_MINUTES = 0.5;

/** The tables of an experiment, as far as jobs cost more because of them. */
export interface TablesCost {
  /** Rows that are trained on in a fold. */
  readonly rows: number;
  /** Of the largest fold. */
  readonly values: number;
}

/** Looks at each fold once. */
export function tablesCost(folds: readonly Partitions[]): TablesCost {
  const sizes = folds.map(({ train, devel, test }) => ({
    rows: train.ids.length,
    values: train.values.length + devel.values.length + test.values.length,
  }));
  return {
    rows: sizes[0]?.rows ?? 0,
    values: sizes.reduce((most, { values }) => Math.max(most, values), 0),
  };
}

/** What a job costs by its kind, its model and the folds' tables. */
export function jobCost(
  { kind, model }: { readonly kind: string; readonly model: number | null },
  plan: ExperimentPlan,
  tables: TablesCost,
): JobCost {
  const planned = model === null ? undefined : plan.models[model];
  const weights = planned ? countParameters(planned.architecture).kernels : 0;
  return costOf(planned ? secondsOf(kind, planned, plan, tables.rows) : 0, weights, tables);
}

function secondsOf(kind: string, model: PlannedModel, plan: ExperimentPlan, rows: number): number {
  const { training, pruning, squeeze } = plan;
  const weights = countParameters(model.architecture).kernels;
  const epochs = (model.original ? 0 : training.epochs) + (kind === "model" ? pruning.training.epochs : 0);
  const trained = trainingSeconds(weights, epochs * stepsPerEpoch(rows, training.batchSize));
  const searched = squeeze ? searchSeconds(weights, squeeze) : 0;
  switch (kind) {
    case "model":
    case "whole":
      return trained + searched;
    default:
      return 0;
  }
}

/** Training or pruning a network of this many weights for this many steps, on one core. */
export function trainingSeconds(weights: number, steps: number): number {
  return steps * weights * SECONDS_PER_WEIGHT_STEP;
}

/** The search of these families in a network of this many weights, on one core. */
export function searchSeconds(
  weights: number,
  options: SqueezeOptions,
  families: readonly Family[] = FAMILIES,
): number {
  const { sparsities, widths, smallSparsities, bits, training, fineTuning } = options;
  const survivors: Readonly<Record<Family, readonly number[]>> = {
    pruned: sparsities.map((sparsity) => weights * (1 - sparsity)),
    narrow: widths.map(({ neurons, inputs }) => neurons * inputs),
    small: smallSparsities.map(() => 0),
    linear: smallSparsities.map(() => 0),
  };
  const steps = training.steps + bits.length * fineTuning.steps;
  const perStep = (count: number) => SECONDS_PER_SQUEEZE_STEP + count * SECONDS_PER_SURVIVOR_STEP;
  const ofFamilies = families.flatMap((family) => survivors[family]);
  return SQUEEZE_OVERHEAD * steps * ofFamilies.reduce((sum, count) => sum + perStep(count), 0);
}

/** Time and memory as schedulers are told them. @param seconds  Of one core. */
export function costOf(seconds: number, weights: number, { values }: TablesCost): JobCost {
  const bytes = TABLE_COPIES * FLOAT_BYTES * values + BYTES_PER_WEIGHT * weights;
  const mebibytes = Math.ceil(NODE_MEBIBYTES + bytes / 2 ** 20);
  return { minutes: Math.round(10 * (LEAST_MINUTES + seconds / 60)) / 10, mebibytes };
}
