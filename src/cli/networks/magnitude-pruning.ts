/**
 * Pruning by magnitude while the dense network goes on training, from file to file; it can be interrupted and resumed.
 */

import { basename, dirname } from "node:path";
import { sha256 } from "../../core/fingerprint.ts";
import { Random } from "../../core/random.ts";
import { countZeros } from "../../experiment/layer-bill.ts";
import { runPhase } from "../../experiment/phases.ts";
import { folderStore } from "../../node/folder-store.ts";
import { openEngine } from "../../node/open-engine.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { prune } from "../../pruning/prune.ts";
import { type DataFlags, firstRound, openExperimentData } from "../data/data-input.ts";
import { VERSION } from "../files/made-with.ts";
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

export interface MagnitudeFlags extends DataFlags, TrainingFlags, PruningFlags {
  readonly out: string;
  readonly resume?: true;
  readonly json?: true;
}

/** Prunes, retrains and writes the network of a file. */
export async function pruneByMagnitude(model: string, flags: MagnitudeFlags, progress: Progress): Promise<void> {
  formatFor("prune --method magnitude", flags.out, "writeTrained");
  const bytes = readWholeFile(model);
  const { network } = trainedNetwork(bytes, model, "prune --method magnitude");
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
    await engine.close();
  }
}
