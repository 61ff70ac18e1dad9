/**
 * `coldpress prune`: most weights of a trained network set to zero while the others adapt.
 */

import { basename, dirname } from "node:path";
import type { Command } from "commander";
import { sha256 } from "../../core/fingerprint.ts";
import { Random } from "../../core/random.ts";
import { countZeros } from "../../experiment/layer-bill.ts";
import { runPhase } from "../../experiment/phases.ts";
import { decodeModelFile } from "../../formats/model-file.ts";
import { PRUNE_DEFAULTS, prune } from "../../pruning/prune.ts";
import { addDataOptions, type DataFlags, firstRound, openExperimentData } from "../data-input.ts";
import { folderStore } from "../folder-store.ts";
import { VERSION } from "../made-with.ts";
import { addEngineOptions, openEngine } from "../open-engine.ts";
import { printJson } from "../print.ts";
import { Progress } from "../progress.ts";
import { readWholeFile } from "../read-file.ts";
import {
  addPruningOptions,
  addTrainingOptions,
  checkpointClock,
  type PruningFlags,
  pruneOptions,
  type TrainingFlags,
  trainOptions,
} from "../training-options.ts";

interface PruneFlags extends DataFlags, TrainingFlags, PruningFlags {
  readonly out: string;
  readonly resume?: true;
  readonly json?: true;
}

export function register(program: Command): void {
  const command = program
    .command("prune")
    .argument("<model>", "a trained network (.safetensors)")
    .description("prune a trained network by magnitude while it goes on training");
  addDataOptions(command)
    .requiredOption("--out <file>", "where the pruned network goes (.safetensors)")
    .option("--resume", "go on from what an interrupted run left beside --out");
  addTrainingOptions(command, PRUNE_DEFAULTS.training.epochs);
  addPruningOptions(command);
  addEngineOptions(command)
    .option("--json", "print file, survivors and history as JSON")
    .addHelpText("after", "\nExample:\n  coldpress prune a.safetensors --features features/ --out a-pruned.safetensors")
    .action(run);
}

async function run(model: string, flags: PruneFlags): Promise<void> {
  const progress = new Progress({ quiet: false });
  const bytes = readWholeFile(model);
  const { network } = decodeModelFile(bytes, model);
  const { experiment } = await openExperimentData(flags, progress);
  const data = firstRound(experiment);
  const { hash: dataHash } = experiment.description;
  const options = pruneOptions(flags, trainOptions(flags));

  const engine = await openEngine(flags);
  try {
    const name = basename(flags.out);
    const settings = { original: await sha256(bytes), seed: flags.seed, pruning: options, dataHash };
    const reuse = flags.resume === true;
    const phase = { label: "pruning", network: name, checkpoint: `${name}.checkpoint`, settings, reuse };
    const store = folderStore(dirname(flags.out));
    const tools = { engine, store, observer: progress, version: VERSION, checkpointDue: checkpointClock(flags) };
    const { network: pruned, history } = await runPhase(phase, tools, (hooks, state) => {
      const random = new Random(flags.seed).fork("pruning");
      return prune(engine, { network, data, options, random, state }, hooks);
    });
    const kernels = pruned.layers.map(({ weights }) => ({
      weights: weights.length,
      survivors: weights.length - countZeros(weights),
    }));
    if (flags.json) printJson({ file: flags.out, kernels, history });
    else process.stdout.write(`${flags.out}\n`);
  } finally {
    progress.stop();
    await engine.close();
  }
}
