/**
 * A model's original network squeezed: the fifth row of each model, found by a search instead of the paper's recipe.
 *
 *   <folder>/squeeze/              steps and candidates of the search, kept for a run that resumes
 *   <folder>/squeezed.coldpress    what devel has chosen
 *
 * In cross-validation every fold's original is squeezed, and once more one of all recordings:
 *
 *   <model>/squeeze/fold-1/, …     the searches, one for each fold, and of all recordings (whole/)
 *   <model>/whole/                 that original, and what was chosen of it
 *
 * Looks at test are not counted here: the gathering does, in the order of the plan (test-looks.ts).
 */

import { UserError } from "../core/errors.ts";
import { sha256 } from "../core/fingerprint.ts";
import { labeledObserver } from "../core/run-observer.ts";
import type { Partitions } from "../corpus/partitions.ts";
import { createSparseEngine } from "../engine/sparse/create-sparse-engine.ts";
import type { Classification } from "../evaluation/classification.ts";
import type { Network } from "../network/network.ts";
import type { SqueezeOptions } from "../squeeze/options.ts";
import { isSearchable } from "../squeeze/search-paths.ts";
import { CHOSEN_NAME, squeeze } from "../squeeze/squeeze.ts";
import {
  type FoldTools,
  type SqueezeProcedure,
  squeezedFold,
  squeezedWhole,
  squeezeInFolds,
  type TrainedOriginal,
} from "../squeeze/squeeze-folds.ts";
import { chosenCandidate, type SqueezeResult } from "../squeeze/squeeze-result.ts";
import { answersOfKept } from "../squeeze/test-answers.ts";
import { looksAside, type UncountedLook } from "../squeeze/test-looks.ts";
import type { TrainingData } from "../training/train.ts";
import { type ExperimentTools, type ModelRun, type SeededModel, trainedModel } from "./model-run.ts";

/** A model's original in its only fold. */
export interface SqueezeRun {
  readonly run: ModelRun & { readonly data: Partitions };
  readonly original: Network;
  /** Its file in the store, and what that weighs as a zip. */
  readonly file: string;
  readonly zipBytes: number;
  readonly options: SqueezeOptions;
}

/** A squeeze with what several seeds need of it. */
export interface SqueezedModel {
  /** Its look at test is not counted yet: the number is that of the first. */
  readonly result: SqueezeResult;
  /** What was asked of test; null where it was not asked. */
  readonly look: UncountedLook | null;
  /** Classes that the choice gives the test recordings; null where test was not asked. */
  readonly chosen: Int32Array | null;
}

/** The squeeze of one model; null where its network is too small for any of the search's steps. */
export async function squeezeModel(
  { run, original, file, zipBytes, options }: SqueezeRun,
  { engine: denseEngine, store, observer }: ExperimentTools,
): Promise<SqueezedModel | null> {
  if (!isSearchable(original.architecture, options)) return null;
  const engine = createSparseEngine({ kind: denseEngine.kind });
  const aside = looksAside(store);
  const { result } = await squeeze(
    original,
    run.data,
    { ...options, seed: run.random.seed },
    {
      engine,
      denseEngine,
      store: aside.store,
      observer: labeledObserver(observer, run.label),
      originalFile: { file, zipBytes, madeFrom: await madeFrom(file, store) },
      keptPrefix: `${run.folder}/squeeze/`,
      chosenName: `${run.folder}/${CHOSEN_NAME}`,
    },
  );
  const choice = chosenCandidate(result);
  const answers = result.test && choice ? await answersOfKept(choice.file, run.data.test, { engine, store }) : null;
  return squeezedModel(result, await aside.looks(), answers);
}

/** A model with one seed in cross-validation, and how it is squeezed. */
export interface FoldsToSqueeze {
  readonly model: SeededModel;
  readonly options: SqueezeOptions;
}

/** The search in one fold; what it finds is kept in the store. Nothing where the network is too small for its steps. */
export async function squeezeFold(folds: FoldsToSqueeze, index: number, tools: ExperimentTools): Promise<void> {
  if (!searchable(folds)) return;
  const { procedure, options, foldTools } = procedureOf(folds, tools);
  await squeezedFold(procedure, index, options, foldTools);
}

/** The search for the network that is kept, from all recordings. */
export async function squeezeWhole(folds: FoldsToSqueeze, tools: ExperimentTools): Promise<void> {
  if (!searchable(folds)) return;
  const { procedure, options, foldTools, chosenName } = procedureOf(folds, tools);
  await squeezedWhole(procedure, options, { ...foldTools, chosenName });
}

/**
 * The squeeze of a model in every fold of a cross-validation, with what the folds have kept in the store; null where its
 * network is too small for the search's steps.
 */
export async function squeezeModelInFolds(
  folds: FoldsToSqueeze,
  tools: ExperimentTools,
): Promise<SqueezedModel | null> {
  if (!searchable(folds)) return null;
  const { procedure, options, foldTools, chosenName } = procedureOf(folds, tools);
  const aside = looksAside(tools.store);
  const { result, answers } = await squeezeInFolds(procedure, options, {
    ...foldTools,
    store: aside.store,
    chosenName,
  });
  return squeezedModel(result, await aside.looks(), answers.chosen);
}

function squeezedModel(
  result: SqueezeResult,
  looks: readonly UncountedLook[],
  answers: Classification | null,
): SqueezedModel {
  return { result, look: looks[0] ?? null, chosen: answers?.predicted ?? null };
}

function searchable({ model, options }: FoldsToSqueeze): boolean {
  const [first] = model.folds;
  return first !== undefined && isSearchable(first.model.architecture, options);
}

function procedureOf({ model, options }: FoldsToSqueeze, tools: ExperimentTools) {
  const [first] = model.folds;
  if (!first) throw new RangeError("squeezeModelInFolds: there must be at least 1 fold, got none");
  const whole = {
    ...first,
    label: `${model.label} all recordings`,
    folder: `${model.folder}/whole`,
    random: model.random.fork("whole"),
  };
  const original = async (data: TrainingData, fold: number | "whole"): Promise<TrainedOriginal> => {
    const run = fold === "whole" ? { ...whole, data } : (model.folds[fold] as ModelRun);
    const { network } = await trainedModel(run, tools);
    const file = `${run.folder}/original.safetensors`;
    return { network, originalFile: { file, madeFrom: await madeFrom(file, tools.store) } };
  };
  const procedure: SqueezeProcedure = { folds: model.folds.map(({ data }) => data), original };
  const foldTools: FoldTools = {
    engine: createSparseEngine({ kind: tools.engine.kind }),
    denseEngine: tools.engine,
    store: tools.store,
    observer: labeledObserver(tools.observer, model.label),
    keptPrefix: `${model.folder}/squeeze/`,
  };
  return {
    procedure,
    options: { ...options, seed: model.random.seed },
    foldTools,
    chosenName: `${whole.folder}/${CHOSEN_NAME}`,
  };
}

async function madeFrom(file: string, store: ExperimentTools["store"]): Promise<string> {
  const bytes = await store.read(file);
  if (!bytes) throw new UserError(`${file}: was there a moment ago and is gone; run the experiment again`);
  return `sha256:${await sha256(bytes)}`;
}

/** Where the chosen network lies, beside the original. */
export function squeezedFile({ original }: SqueezeResult): string {
  return original.file.replace(/[^/]*$/, CHOSEN_NAME);
}
