/**
 * The experiment that a command line asks for: its options, its data, its plan as a list of jobs, its folder.
 */

import { type Command, Option } from "commander";
import type { ArtifactStore } from "../../core/artifact-store.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Gathering } from "../../experiment/gather.ts";
import { givenOriginalFile } from "../../experiment/given-original.ts";
import { planJobs } from "../../experiment/jobs.ts";
import { mentioned } from "../../features/feature-profile.ts";
import { MODEL_NAMES } from "../../network/architecture.ts";
import { openEngine } from "../../node/open-engine.ts";
import { readSharedPlan } from "../../node/planned-run.ts";
import { checkRunFolder, openRunFolder } from "../../node/run-folder.ts";
import { RECIPE_VERSIONS } from "../../runs/recipes.ts";
import { TEST_LOOKS_FILE } from "../../squeeze/test-looks.ts";
import { LEAST_TRAINING } from "../../training/run-length.ts";
import { TRAIN_DEFAULTS } from "../../training/train.ts";
import { addDataOptions, type DataFlags, firstFold, inputsOf, openExperimentData } from "../data/data-input.ts";
import { madeWith, VERSION } from "../files/made-with.ts";
import { addEngineOptions } from "../options/engine-options.ts";
import { addPlanOptions, experimentPlan, type PlanFlags } from "../options/experiment-plan.ts";
import { addActivationOption } from "../options/model-options.ts";
import { modelNames } from "../options/option-parsers.ts";
import { addPruningOptions, addTrainingOptions } from "../options/training-options.ts";
import type { Progress } from "../terminal/progress.ts";
import { openGivenModel, readGivenModel } from "./given-model.ts";

/** What the user may say about an experiment and its folder. */
export interface ExperimentFlags extends DataFlags, PlanFlags {
  readonly out: string;
  /** Path of a network in place of models. */
  readonly original?: string;
  readonly overwrite?: true;
}

/** Adds all options that an experiment is decided by. */
export function addExperimentOptions(command: Command): Command {
  addDataOptions(command)
    .option("--models <names>", "which of the paper's models", modelNames, [...MODEL_NAMES])
    .addOption(
      new Option(
        "--original <file>",
        "your own network (.safetensors, see coldpress import) in place of models that are trained here",
      ).conflicts(["models", "activation", "seeds"]),
    )
    .option("--out <folder>", "where models, result.json and report.html go", "coldpress-out")
    .option("--overwrite", "start anew where the folder holds another run; removes that run's own files only");
  addActivationOption(command);
  addPlanOptions(command);
  addTrainingOptions(command, LEAST_TRAINING, TRAIN_DEFAULTS);
  addPruningOptions(command);
  return addEngineOptions(command);
}

/** An experiment, ready to be done. */
export interface ExperimentRun extends Gathering {
  readonly store: ArtifactStore;
  /** To be closed by whoever opened the run. */
  readonly engine: Engine;
}

/** Reads the data, plans, and takes the folder. Where the folder is planned already, the plan stays who and when it was. */
export async function openExperimentRun(flags: ExperimentFlags, progress: Progress): Promise<ExperimentRun> {
  checkRunFolder(flags.out);
  const original = flags.original === undefined ? undefined : readGivenModel(flags.original);
  // Recordings are heard as the network was trained to hear them.
  const asOriginal = { ...mentioned(original?.network.profile), ...flags };
  const knowing = original && {
    name: flags.original as string,
    features: original.network.features,
    provenance: original.provenance,
  };
  const { experiment, rebalancing } = await openExperimentData(asOriginal, progress, "every fold", knowing);
  const given = original && openGivenModel(flags.original as string, original, experiment);
  const data = given?.data ?? experiment;
  const plan = experimentPlan(flags, firstFold(data).train, given?.model);
  const engine = await openEngine(flags);
  try {
    const recipes = { engine: engine.kind, versions: RECIPE_VERSIONS };
    // More seeds, and models after the first, are more of the same run and not another one: no job depends on them. The
    // first model counts, since what hardly depends on a model is searched with it.
    const { seeds: _, models, ...same } = plan;
    const settings = {
      command: "reproduce",
      ...recipes,
      data: data.description.hash,
      ...same,
      models: models.slice(0, 1),
    };
    const store = openRunFolder(flags.out, settings, {
      overwrite: flags.overwrite === true,
      inputs: [...inputsOf(flags), ...(flags.original === undefined ? [] : [flags.original])],
      kept: [TEST_LOOKS_FILE],
    });
    if (given) await store.write(givenOriginalFile(given.model), [given.bytes]);
    if (rebalancing !== null) await store.write("rebalancing.tsv", [new TextEncoder().encode(rebalancing)]);
    const jobs = await planJobs(plan, data, engine.kind);
    const planned = await readSharedPlan(store, VERSION);
    const isSame = JSON.stringify(planned?.jobs) === JSON.stringify(jobs);
    return { plan, data, jobs, store, engine, made: planned && isSame ? planned.made : madeWith(engine) };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
