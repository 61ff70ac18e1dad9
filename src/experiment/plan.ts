/**
 * The paper's experiment as data: which networks, which settings, which chance.
 */

import { COMPARE_DEFAULTS, type CompareOptions } from "../evaluation/compare.ts";
import type { Architecture } from "../network/architecture.ts";
import { PRUNE_DEFAULTS, type PruneOptions } from "../pruning/prune.ts";
import type { SqueezeOptions } from "../squeeze/options.ts";
import { TRAIN_DEFAULTS, type TrainOptions } from "../training/train.ts";
import { REPRODUCE_SQUEEZE } from "./squeeze-plan.ts";

/** Everything that a run of the experiment is decided by, but for the data. */
export interface ExperimentPlan {
  readonly models: readonly PlannedModel[];
  readonly seed: number;
  /** How often all is trained, each time from another start (seeds.ts); once where it is not given. */
  readonly seeds?: number | undefined;
  readonly training: TrainOptions;
  readonly pruning: PruneOptions;
  readonly comparison: CompareOptions;
  /** How each original is squeezed after its four networks; null for not at all. */
  readonly squeeze: SqueezeOptions | null;
}

/** A model of an experiment, to be trained or given. */
export interface PlannedModel {
  /** A, B, C, or a name for own widths. */
  readonly name: string;
  readonly architecture: Architecture;
  /** A network that was trained elsewhere, and is not trained here (given-original.ts). */
  readonly original?: { readonly file: string; readonly hash: string } | undefined;
}

/** Everything but the models. */
export const EXPERIMENT_DEFAULTS: Omit<ExperimentPlan, "models"> = {
  seed: 1,
  training: TRAIN_DEFAULTS,
  pruning: PRUNE_DEFAULTS,
  comparison: COMPARE_DEFAULTS,
  squeeze: REPRODUCE_SQUEEZE,
};
