/**
 * One model on one set of partitions with one seed, trained and pruned; an interrupted run resumes.
 */

import type { ArtifactStore } from "../core/artifact-store.ts";
import { Random } from "../core/random.ts";
import type { RunObserver } from "../core/run-observer.ts";
import type { Partitions } from "../corpus/partitions.ts";
import type { Network } from "../network/network.ts";
import type { RunPlace, RunTools } from "../runs/resumable-run.ts";
import { pruningRun, trainingRun } from "../runs/train-and-prune.ts";
import type { TrainingData, TrainingRun } from "../training/train.ts";
import { givenOriginal } from "./given-original.ts";
import type { ExperimentPlan, PlannedModel } from "./plan.ts";
import { seedFolder, seedsOf } from "./seeds.ts";

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
  /** The run's own stream. */
  readonly random: Random;
}

/** One model with one seed, in all folds. */
export interface SeededModel {
  readonly label: string;
  readonly folder: string;
  /** The model's stream; each fold of a cross-validation has one of its own from it. */
  readonly random: Random;
  readonly folds: readonly (ModelRun & { readonly data: Partitions })[];
}

/**
 * The runs of a model with a seed: their names, folders and streams of chance.
 *
 * @param folds  Labelled rows only; test may be empty.
 * @param seed  Position among the plan's seeds, from 0.
 */
export function seededModel(
  model: PlannedModel,
  plan: ExperimentPlan,
  folds: readonly Partitions[],
  seed: number,
): SeededModel {
  const seeds = seedsOf(plan);
  const random = new Random(seeds[seed]).fork(`model ${model.name}`);
  const label = seeds.length === 1 ? model.name : `${model.name} seed ${seed + 1}/${seeds.length}`;
  const folder = seedFolder(seed) + model.name;
  const ofFold = (data: Partitions, index: number) => ({
    label: folds.length === 1 ? label : `${label} fold ${index + 1}/${folds.length}`,
    folder: folds.length === 1 ? folder : `${folder}/fold-${index + 1}`,
    model,
    plan,
    data,
    random: folds.length === 1 ? random : random.fork(`fold ${index + 1}`),
  });
  return { label, folder, random, folds: folds.map(ofFold) };
}

/** The trained network of a model, or the one that is given in its place. */
export function trainedModel(run: ModelRun, tools: ExperimentTools): Promise<TrainingRun> {
  const { model, plan, data, random } = run;
  if (model.original) return givenOriginal(run, tools);
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
