/**
 * `coldpress train`: a network from a feature table.
 */

import { basename, dirname } from "node:path";
import type { Command } from "commander";
import { Random } from "../../core/random.ts";
import { runPhase } from "../../experiment/phases.ts";
import { checkedArchitecture, type ModelName, paperArchitecture } from "../../network/architecture.ts";
import { initializeNetwork } from "../../network/network.ts";
import { folderStore } from "../../node/folder-store.ts";
import { openEngine } from "../../node/open-engine.ts";
import { TRAIN_DEFAULTS, train } from "../../training/train.ts";
import { addDataOptions, type DataFlags, firstRound, openExperimentData } from "../data/data-input.ts";
import { VERSION } from "../files/made-with.ts";
import { formatFor } from "../networks/out-network.ts";
import { addEngineOptions } from "../options/engine-options.ts";
import { integerList, modelName } from "../options/option-parsers.ts";
import { addTrainingOptions, checkpointClock, type TrainingFlags, trainOptions } from "../options/training-options.ts";
import { printJson } from "../terminal/print.ts";
import { Progress } from "../terminal/progress.ts";

interface TrainFlags extends DataFlags, TrainingFlags {
  readonly model: ModelName;
  readonly hidden?: number[];
  readonly out: string;
  readonly resume?: true;
  readonly json?: true;
}

export function register(command: Command): void {
  addDataOptions(command)
    .option("--model <name>", "A, B or C of the paper, its widths scaled to the number of features", modelName, "A")
    .option("--hidden <widths>", "own widths of the hidden layers, as 128,64 (instead of --model)", integerList)
    .requiredOption("--out <file>", "where the network goes (.safetensors)")
    .option("--resume", "go on from what an interrupted run left beside --out");
  addTrainingOptions(command, TRAIN_DEFAULTS.epochs);
  addEngineOptions(command)
    .option("--json", "print file and history as JSON")
    .addHelpText("after", "\nExample:\n  coldpress train --features features/ --model A --out a.safetensors")
    .action(run);
}

async function run(flags: TrainFlags): Promise<void> {
  formatFor("train", flags.out, "writeTrained");
  const progress = new Progress({ quiet: false });
  const { experiment } = await openExperimentData(flags, progress);
  const { hash: dataHash } = experiment.description;
  const data = firstRound(experiment);
  const { features, classes } = data.train;
  const architecture = flags.hidden
    ? checkedArchitecture({ inputs: features.length, hidden: flags.hidden, classes: classes.length })
    : paperArchitecture(flags.model, features.length, classes.length);
  const options = trainOptions(flags);
  const random = new Random(flags.seed);

  const engine = await openEngine(flags);
  try {
    const network = basename(flags.out);
    const phase = {
      label: "training",
      network,
      checkpoint: `${network}.checkpoint`,
      settings: { architecture, seed: flags.seed, training: options, dataHash },
      reuse: flags.resume === true,
    };
    const store = folderStore(dirname(flags.out));
    const tools = { engine, store, observer: progress, version: VERSION, checkpointDue: checkpointClock(flags) };
    const { history } = await runPhase(phase, tools, (hooks, state) => {
      const start =
        state?.network ?? initializeNetwork(architecture, features, classes, random.fork("initial weights"));
      return train(engine, { network: start, data, options, random: random.fork("training"), state }, hooks);
    });
    if (flags.json) printJson({ file: flags.out, history });
    else process.stdout.write(`${flags.out}\n`);
  } finally {
    progress.stop();
    await engine.close();
  }
}
