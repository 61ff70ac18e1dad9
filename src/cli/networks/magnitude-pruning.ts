/**
 * Pruning by magnitude while the dense network goes on training, from file to file; it can be interrupted and resumed.
 */

import { countZeros } from "../../experiment/layer-bill.ts";
import { mentioned } from "../../features/feature-profile.ts";
import { folderStore } from "../../node/folder-store.ts";
import { openEngine } from "../../node/open-engine.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { LEAST_PRUNING } from "../../pruning/prune.ts";
import { pruningRun } from "../../runs/train-and-prune.ts";
import { trainingWarnings } from "../../training/training-warnings.ts";
import { type DataFlags, firstFold, openExperimentData } from "../data/data-input.ts";
import { VERSION } from "../files/made-with.ts";
import { type LeftoverFlags, leftoverRule } from "../options/leftover-options.ts";
import {
  checkpointClock,
  type PruningFlags,
  pruneOptions,
  type TrainingFlags,
  trainOptions,
} from "../options/training-options.ts";
import { printJson } from "../terminal/print.ts";
import type { Progress } from "../terminal/progress.ts";
import { trainedNetwork } from "./open-trained.ts";
import { formatFor } from "./out-network.ts";

export interface MagnitudeFlags extends DataFlags, TrainingFlags, PruningFlags, LeftoverFlags {
  readonly out: string;
  readonly json?: true;
}

/** Prunes, retrains and writes the network of a file. */
export async function pruneByMagnitude(model: string, flags: MagnitudeFlags, progress: Progress): Promise<void> {
  formatFor("prune --method magnitude", flags.out, "writeTrained");
  const { network, provenance } = trainedNetwork(readWholeFile(model), model, "prune --method magnitude");
  const knowing = { name: model, features: network.features, provenance };
  const asTrained = { ...mentioned(network.profile), ...flags };
  const { experiment } = await openExperimentData(asTrained, progress, "first fold", knowing);
  const data = firstFold(experiment);
  const engine = await openEngine(flags);
  try {
    const place = { label: "pruning", network: flags.out, leftovers: leftoverRule(flags) };
    const options = trainOptions(flags, LEAST_PRUNING, data.train.ids.length);
    const request = { network, data, options: pruneOptions(flags, options), seed: flags.seed };
    const tools = { engine, store: folderStore(""), observer: progress, version: VERSION };
    const run = await pruningRun(request, place, { ...tools, checkpointDue: checkpointClock(flags) });
    const { network: pruned, history } = run;
    const kernels = pruned.layers.map(({ weights }) => ({
      weights: weights.length,
      survivors: weights.length - countZeros(weights),
    }));
    const warnings = trainingWarnings({ name: "Pruning", least: LEAST_PRUNING, data, options, run });
    for (const sentence of warnings) progress.say(sentence);
    if (flags.json)
      printJson({ file: flags.out, findings: experiment.description.findings, kernels, history, warnings });
    else process.stdout.write(`${flags.out}\n`);
  } finally {
    await engine.close();
  }
}
