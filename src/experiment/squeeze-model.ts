/**
 * A model's original network squeezed: the fifth row of each model, found by a search instead of the paper's recipe.
 *
 *   <folder>/squeeze/              steps and candidates of the search, kept for a run that resumes
 *   <folder>/squeezed.coldpress    what devel has chosen
 */

import { UserError } from "../core/errors.ts";
import { sha256 } from "../core/fingerprint.ts";
import type { RunObserver } from "../core/run-observer.ts";
import type { Partitions } from "../corpus/partitions.ts";
import { createSparseEngine } from "../engine/sparse/create-sparse-engine.ts";
import type { Network } from "../network/network.ts";
import type { SqueezeOptions } from "../squeeze/options.ts";
import { isSearchable } from "../squeeze/search-paths.ts";
import { CHOSEN_NAME, squeeze } from "../squeeze/squeeze.ts";
import type { SqueezeResult } from "../squeeze/squeeze-result.ts";
import type { ExperimentTools, ModelRun } from "./model-run.ts";

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

/** The same display, with a label in front of each stage. */
function labeledObserver(observer: RunObserver, label: string): RunObserver {
  return {
    start: (stage, steps, alreadyDone) => observer.start(`${label} ${stage}`, steps, alreadyDone),
    step: (done, detail) => observer.step(done, detail),
    done: (outcome) => observer.done(outcome),
  };
}

/** Where the chosen network lies, beside the original. */
export function squeezedFile({ original }: SqueezeResult): string {
  return original.file.replace(/[^/]*$/, CHOSEN_NAME);
}
