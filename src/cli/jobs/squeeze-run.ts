/**
 * The squeeze that a command line asks for: its original, its data, its settings, its folder.
 */

import type { ArtifactStore } from "../../core/artifact-store.ts";
import type { RunObserver } from "../../core/run-observer.ts";
import type { Engine } from "../../engine/engine.ts";
import type { ExperimentData } from "../../experiment/describe-data.ts";
import { mentioned } from "../../features/feature-profile.ts";
import { openEngine, openSparseEngine } from "../../node/open-engine.ts";
import { checkRunFolder, openRunFolder } from "../../node/run-folder.ts";
import { squeezeFront } from "../../report/charts/squeeze-front.ts";
import { RECIPE_VERSIONS } from "../../runs/recipes.ts";
import type { SqueezeOptions } from "../../squeeze/options.ts";
import { squeeze } from "../../squeeze/squeeze.ts";
import { squeezeInFolds } from "../../squeeze/squeeze-folds.ts";
import type { SqueezeResult } from "../../squeeze/squeeze-result.ts";
import { TEST_LOOKS_FILE } from "../../squeeze/test-looks.ts";
import { type DataFlags, firstFold, inputsOf, openExperimentData } from "../data/data-input.ts";
import { type OpenOriginal, openOriginal, originalOfFold } from "../networks/squeeze-originals.ts";
import { refuseBudgetInFolds, type SearchFlags, searchOptions } from "../options/search-options.ts";
import type { Progress } from "../terminal/progress.ts";

export interface SqueezeRunFlags extends DataFlags, SearchFlags {
  readonly out: string;
  readonly overwrite?: true;
}

/** A squeeze, ready to be done. */
export interface SqueezeRun {
  readonly original: OpenOriginal;
  readonly data: ExperimentData;
  readonly options: SqueezeOptions & { readonly seed: number };
  readonly flags: SqueezeRunFlags;
  /** What makes it this run and no other; options of the search are not in it, as all that is kept knows them itself. */
  readonly settings: object;
  readonly store: ArtifactStore;
  /** To be closed by whoever opened the run. */
  readonly engine: Engine;
}

/** Reads original and data and takes the folder. */
export async function openSqueezeRun(path: string, flags: SqueezeRunFlags, progress: Progress): Promise<SqueezeRun> {
  checkRunFolder(flags.out);
  const original = await openOriginal(path);
  const { madeFrom, zipBytes } = original.originalFile;
  const options = { ...searchOptions(flags, zipBytes), seed: flags.seed };
  const asOriginal = { ...mentioned(original.network.profile), ...flags };
  const knowing = { name: path, features: original.network.features, provenance: original.provenance };
  const { experiment: data } = await openExperimentData(asOriginal, progress, "every fold", knowing);
  if (isInFolds(data)) refuseBudgetInFolds(flags);
  const engine = await openEngine(flags);
  try {
    const recipe = { engine: engine.kind, version: RECIPE_VERSIONS.squeeze };
    const settings = { command: "squeeze", ...recipe, madeFrom, data: data.description.hash, seed: flags.seed };
    const store = openRunFolder(flags.out, settings, {
      overwrite: flags.overwrite === true,
      inputs: [path, ...inputsOf(flags)],
      kept: [TEST_LOOKS_FILE],
    });
    return { original, data, options, flags, settings, store, engine };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Whether every fold of a cross-validation is squeezed. */
export function isInFolds({ folds }: ExperimentData): boolean {
  return folds.length > 1;
}

/** What a squeeze is done with. */
export function squeezeTools({ flags, engine, store }: SqueezeRun, observer: RunObserver) {
  return { engine: openSparseEngine(flags), denseEngine: engine, store, observer };
}

/**
 * Does the squeeze, or what of it is not in the store yet, and writes its result.
 *
 * @param startedMs  From when on --budget-minutes counts.
 */
export async function doSqueeze(run: SqueezeRun, observer: RunObserver, startedMs: number): Promise<SqueezeResult> {
  const { original, data, options, flags, store } = run;
  const tools = squeezeTools(run, observer);
  const { findings, synthetic } = data.description;
  const { result: found } = isInFolds(data)
    ? await squeezeInFolds(
        { folds: data.folds, findings, original: originalOfFold(original, flags.seed, tools) },
        options,
        tools,
      )
    : await squeeze(original.network, { ...firstFold(data), findings }, options, {
        ...tools,
        timeIsUp: () => Date.now() - startedMs > 60_000 * (flags.budgetMinutes ?? Infinity),
        originalFile: original.originalFile,
      });
  const result: SqueezeResult = synthetic ? { ...found, synthetic } : found;
  const write = (name: string, text: string) => store.write(name, [new TextEncoder().encode(text)]);
  await write(SQUEEZE_FILE, `${JSON.stringify(result, null, 1)}\n`);
  await write("front.svg", squeezeFront(result));
  return result;
}

/** The result's name in the run's folder. */
export const SQUEEZE_FILE = "squeeze.json";
