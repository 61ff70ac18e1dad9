/**
 * One model on one set of partitions, trained and pruned; an interrupted run resumes.
 */

import type { ArtifactStore } from "../core/artifact-store.ts";
import type { Random } from "../core/random.ts";
import type { RunObserver } from "../core/run-observer.ts";
import type { Network } from "../network/network.ts";
import type { RunPlace, RunTools } from "../runs/resumable-run.ts";
import { pruningRun, trainingRun } from "../runs/train-and-prune.ts";
import type { TrainingData, TrainingRun } from "../training/train.ts";
import type { ExperimentPlan, PlannedModel } from "./plan.ts";

/** What an experiment needs from outside. */
export interface ExperimentTools extends RunTools {
  readonly store: ArtifactStore;
  readonly observer: RunObserver;
}

/** One model on one set of partitions. */
export interface ModelRun {
  /** What the display calls it. */
  readonly label: string;
  /** Where its files lie in the store. */
  readonly folder: string;
  readonly model: PlannedModel;
  readonly plan: ExperimentPlan;
  readonly data: TrainingData;
  /** The model's own stream. */
  readonly random: Random;
}

/** The trained network of a model. */
export function trainedModel(run: ModelRun, tools: ExperimentTools): Promise<TrainingRun> {
  const { model, plan, data, random } = run;
  const request = { architecture: model.architecture, data, options: plan.training, seed: random.seed };
  return trainingRun(request, placeOf(run, "training", "original"), tools);
}

/** The pruned network of a model, from its trained one. */
export function prunedModel(run: ModelRun, original: Network, tools: ExperimentTools): Promise<TrainingRun> {
  const { plan, data, random } = run;
  const request = { network: original, data, options: plan.pruning, seed: random.seed };
  return pruningRun(request, placeOf(run, "pruning", "pruned"), tools);
}

function placeOf({ label, folder }: ModelRun, work: string, network: string): RunPlace {
  return { label: `${label} ${work}`, network: `${folder}/${network}.safetensors`, leftovers: "resume" };
}
