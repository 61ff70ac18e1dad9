/**
 * A model's original network squeezed: the fifth row of each model, found by a search instead of the paper's recipe.
 *
 *   <folder>/squeeze/              steps and candidates of the search, kept for a run that resumes
 *   <folder>/squeezed.coldpress    what devel has chosen
 */

import { UserError } from "../core/errors.ts";
import { sha256 } from "../core/fingerprint.ts";
import type { RunObserver } from "../core/run-observer.ts";
import type { Partitions } from "../corpus/index.ts";
import { createSparseEngine } from "../engine/sparse/create-sparse-engine.ts";
import type { Network } from "../network/network.ts";
import { type Family, SQUEEZE_DEFAULTS, type SqueezeOptions } from "../squeeze/options.ts";
import { isSearchable } from "../squeeze/search-paths.ts";
import { CHOSEN_NAME, squeeze } from "../squeeze/squeeze.ts";
import type { CandidateResult, SqueezeResult } from "../squeeze/squeeze-result.ts";
import type { ExperimentTools, ModelRun } from "./phases.ts";

/**
 * The search of a reproduction: shorter than that of `coldpress squeeze`, so that three models end within 12 minutes on two
 * cores.
 *
 *   sparsities   from 99 %, in steps of five instead of two: the first step takes three fifths of the path's time
 *   widths       without the two narrowest, which on EmoDB lose 0.1 of UAR to linear classifiers of their size
 *   bits         4: codebooks of 3 bits give files that are a tenth smaller, for a second fine-tuning of every network
 *   steps        two thirds of the retraining, half of the fine-tuning
 */
export const REPRODUCE_SQUEEZE: SqueezeOptions = {
  ...SQUEEZE_DEFAULTS,
  sparsities: [0.99, 0.998, 0.9995, 0.9998, 0.9999],
  widths: [
    { neurons: 64, inputs: 2048 },
    { neurons: 32, inputs: 1024 },
    { neurons: 16, inputs: 512 },
  ],
  bits: [4],
  training: { ...SQUEEZE_DEFAULTS.training, steps: 400 },
  fineTuning: { ...SQUEEZE_DEFAULTS.fineTuning, steps: 75 },
};

/** Ways whose networks have the same shape whatever the original: its answers alone are new to them. */
const OWN_SHAPE: readonly Family[] = ["linear", "small"];

/** The options for the models after the first, whose search has tried what hardly depends on the model. */
export function laterModels(options: SqueezeOptions): SqueezeOptions {
  return { ...options, families: options.families.filter((family) => !OWN_SHAPE.includes(family)) };
}

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

/**
 * What the rule of squeeze/choose.ts takes of the networks that are made of the original's own weights: where the choice
 * is a linear classifier or a network trained small, the pruned original still stands beside it.
 */
export function chosenOfOriginal({ candidates, familyChoices }: SqueezeResult): CandidateResult | undefined {
  const own = familyChoices.flatMap(({ name, basis }) => {
    const candidate = candidates.find((other) => other.name === name);
    return candidate && isOfOriginal(candidate) ? [{ candidate, basis }] : [];
  });
  const smallest = (of: typeof own) => [...of].sort((a, b) => a.candidate.bytes - b.candidate.bytes)[0]?.candidate;
  return (
    smallest(own.filter(({ basis }) => basis === "shown")) ??
    smallest(own.filter(({ basis }) => basis === "estimated")) ??
    [...own].sort((a, b) => b.candidate.develUar - a.candidate.develUar)[0]?.candidate
  );
}

/** Whether a network is made of the original's own weights. */
export function isOfOriginal({ family }: Pick<CandidateResult, "family">): boolean {
  return !OWN_SHAPE.includes(family);
}
