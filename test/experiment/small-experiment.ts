/** A small experiment for tests: tables that can be learned, a plan of few epochs. */

import type { Partitions } from "../../src/corpus/partitions.ts";
import type { ExperimentPlan } from "../../src/experiment/plan.ts";
import { EXPERIMENT_DEFAULTS } from "../../src/experiment/plan.ts";
import { TRAIN_DEFAULTS } from "../../src/training/train.ts";
import { learnableTable } from "../training/learnable-table.ts";

export const FEATURES = 20;

/** @param seed  Another seed, other recordings. */
export function smallPartitions(seed = 0): Partitions {
  const [train, devel, test] = [80, 40, 40].map((rows, part) => learnableTable(rows, FEATURES, 2, 10 * seed + part));
  return { train, devel, test };
}

const training = { ...TRAIN_DEFAULTS, epochs: 4, learningRate: 0.01 };

export const SMALL_PLAN: ExperimentPlan = {
  ...EXPERIMENT_DEFAULTS,
  models: [{ name: "S", architecture: { inputs: FEATURES, hidden: [60, 12], classes: 2 } }],
  training,
  pruning: { ...EXPERIMENT_DEFAULTS.pruning, training: { ...training, epochs: 3 } },
  comparison: { ...EXPERIMENT_DEFAULTS.comparison, resamples: 200 },
  squeeze: null,
};
