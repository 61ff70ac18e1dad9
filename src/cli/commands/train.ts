/**
 * `coldpress train`: a network from a feature table.
 */

import type { Command } from "commander";
import type { Activation } from "../../network/activation.ts";
import { checkedArchitecture, type ModelName, paperArchitecture, withActivation } from "../../network/architecture.ts";
import { folderStore } from "../../node/folder-store.ts";
import { openEngine } from "../../node/open-engine.ts";
import { trainingRun } from "../../runs/train-and-prune.ts";
import { LEAST_TRAINING } from "../../training/run-length.ts";
import { TRAIN_DEFAULTS } from "../../training/train.ts";
import { hardlyLearned, trainingWarnings } from "../../training/training-warnings.ts";
import { addDataOptions, type DataFlags, firstFold, openExperimentData } from "../data/data-input.ts";
import { VERSION } from "../files/made-with.ts";
import { formatFor } from "../networks/out-network.ts";
import { addEngineOptions } from "../options/engine-options.ts";
import { addLeftoverOptions, type LeftoverFlags, leftoverRule } from "../options/leftover-options.ts";
import { addActivationOption, addShapeOptions } from "../options/model-options.ts";
import { addTrainingOptions, checkpointClock, type TrainingFlags, trainOptions } from "../options/training-options.ts";
import { printJson } from "../terminal/print.ts";
import { Progress } from "../terminal/progress.ts";

interface TrainFlags extends DataFlags, TrainingFlags, LeftoverFlags {
  readonly model: ModelName;
  readonly hidden?: number[];
  readonly activation?: Activation;
  readonly out: string;
  readonly json?: true;
}

export function register(command: Command): void {
  addDataOptions(command);
  addShapeOptions(command, "A, B or C of the paper, its widths scaled to the number of features").requiredOption(
    "--out <file>",
    "where the network goes (.safetensors)",
  );
  addActivationOption(command);
  addLeftoverOptions(command);
  addTrainingOptions(command, LEAST_TRAINING, TRAIN_DEFAULTS);
  addEngineOptions(command)
    .option("--json", "print file and history as JSON")
    .addHelpText("after", "\nExample:\n  coldpress train --features features/ --model A --out a.safetensors")
    .action(run);
}

async function run(flags: TrainFlags): Promise<void> {
  formatFor("train", flags.out, "writeTrained");
  const progress = new Progress({ quiet: false });
  const { experiment } = await openExperimentData(flags, progress);
  const data = firstFold(experiment);
  const { features, classes } = data.train;
  const shape = flags.hidden
    ? checkedArchitecture({ inputs: features.length, hidden: flags.hidden, classes: classes.length })
    : paperArchitecture(flags.model, features.length, classes.length);
  const architecture = withActivation(shape, flags.activation);
  const engine = await openEngine(flags);
  try {
    const place = { label: "training", network: flags.out, leftovers: leftoverRule(flags) };
    const options = trainOptions(flags, LEAST_TRAINING, data.train.ids.length);
    const request = { architecture, data, options, seed: flags.seed };
    const tools = { engine, store: folderStore(""), observer: progress, version: VERSION };
    const run = await trainingRun(request, place, { ...tools, checkpointDue: checkpointClock(flags) });
    const early = trainingWarnings({ name: "Training", least: LEAST_TRAINING, data, options, run });
    const warnings = early.length > 0 ? early : [hardlyLearned(data, run) ?? []].flat();
    for (const sentence of warnings) progress.say(sentence);
    if (flags.json)
      printJson({ file: flags.out, findings: experiment.description.findings, history: run.history, warnings });
    else process.stdout.write(`${flags.out}\n`);
  } finally {
    progress.stop();
    await engine.close();
  }
}
