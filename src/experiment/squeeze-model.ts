/**
 * A model's original network squeezed: the fifth row of each model, found by a search instead of the paper's recipe.
 *
 *   <folder>/squeeze/              steps and candidates of the search, kept for a run that resumes
 *   <folder>/squeezed.coldpress    what devel has chosen
 *
 * In cross-validation every round's original is squeezed, and once more one of all recordings:
 *
 *   <model>/squeeze/fold-1/, …     the searches of the rounds, and of all recordings (whole/)
 *   <model>/whole/                 that original, and what was chosen of it
 */

import { UserError } from "../core/errors.ts";
import { sha256 } from "../core/fingerprint.ts";
import type { Random } from "../core/random.ts";
import { labeledObserver } from "../core/run-observer.ts";
import type { Partitions } from "../corpus/partitions.ts";
import { createSparseEngine } from "../engine/sparse/create-sparse-engine.ts";
import type { Network } from "../network/network.ts";
import type { SqueezeOptions } from "../squeeze/options.ts";
import { isSearchable } from "../squeeze/search-paths.ts";
import { CHOSEN_NAME, squeeze } from "../squeeze/squeeze.ts";
import type { SqueezeResult } from "../squeeze/squeeze-result.ts";
import { squeezeInRounds, type TrainedOriginal } from "../squeeze/squeeze-rounds.ts";
import type { TrainingData } from "../training/train.ts";
import { type ExperimentTools, type ModelRun, trainedModel } from "./model-run.ts";

export interface SqueezeRun {
  readonly run: ModelRun;
  readonly original: Network;
  /** Its file in the store, and what that weighs as a zip. */
  readonly file: string;
  readonly zipBytes: number;
  /** Labelled rows only; test may be empty. */
  readonly partitions: Partitions;
  readonly options: SqueezeOptions;
}

/** The squeeze of one model; null where its network is too small for any of the search's steps. */
export async function squeezeModel(
  { run, original, file, zipBytes, partitions, options }: SqueezeRun,
  { engine, store, observer }: ExperimentTools,
): Promise<SqueezeResult | null> {
  if (!isSearchable(original.architecture, options)) return null;
  const bytes = await store.read(file);
  if (!bytes) throw new UserError(`${file}: was there a moment ago and is gone; run the experiment again`);
  const { result } = await squeeze(
    original,
    partitions,
    { ...options, seed: run.random.seed },
    {
      engine: createSparseEngine({ kind: engine.kind }),
      denseEngine: engine,
      store,
      observer: labeledObserver(observer, run.label),
      originalFile: { file, zipBytes, madeFrom: `sha256:${await sha256(bytes)}` },
      keptPrefix: `${run.folder}/squeeze/`,
      chosenName: `${run.folder}/${CHOSEN_NAME}`,
    },
  );
  return result;
}

/** The squeeze of a model in every round of a cross-validation; null where its network is too small for the search's steps. */
export async function squeezeModelInRounds(
  runs: readonly (ModelRun & { readonly data: Partitions })[],
  options: SqueezeOptions,
  random: Random,
  tools: ExperimentTools,
): Promise<SqueezeResult | null> {
  const [first] = runs;
  if (!first || !isSearchable(first.model.architecture, options)) return null;
  const { name } = first.model;
  const whole = { ...first, label: `${name} all recordings`, folder: `${name}/whole`, random: random.fork("whole") };
  const original = async (data: TrainingData, round: number | "whole"): Promise<TrainedOriginal> => {
    const run = round === "whole" ? { ...whole, data } : (runs[round] as ModelRun);
    const { network } = await trainedModel(run, tools);
    const file = `${run.folder}/original.safetensors`;
    const bytes = await tools.store.read(file);
    if (!bytes) throw new UserError(`${file}: was there a moment ago and is gone; run the experiment again`);
    return { network, originalFile: { file, madeFrom: `sha256:${await sha256(bytes)}` } };
  };
  const { result } = await squeezeInRounds(
    { rounds: runs.map(({ data }) => data), original },
    { ...options, seed: random.seed },
    {
      engine: createSparseEngine({ kind: tools.engine.kind }),
      denseEngine: tools.engine,
      store: tools.store,
      observer: labeledObserver(tools.observer, name),
      keptPrefix: `${name}/squeeze/`,
      chosenName: `${whole.folder}/${CHOSEN_NAME}`,
    },
  );
  return result;
}

/** Where the chosen network lies, beside the original. */
export function squeezedFile({ original }: SqueezeResult): string {
  return original.file.replace(/[^/]*$/, CHOSEN_NAME);
}
