/**
 * Training and pruning as runs that can be resumed: what their results depend on, written once for all who train.
 */

import { sha256 } from "../core/fingerprint.ts";
import { Random } from "../core/random.ts";
import { mentioned } from "../features/feature-profile.ts";
import { encodeModelFile } from "../formats/model-file.ts";
import type { Architecture } from "../network/architecture.ts";
import { initializeNetwork, type Network } from "../network/network.ts";
import { type PruneOptions, prune } from "../pruning/prune.ts";
import { tableHash } from "../table/table-hash.ts";
import { type TrainingData, type TrainingRun, type TrainOptions, train } from "../training/train.ts";
import { type RunPlace, type RunTools, resumableRun } from "./resumable-run.ts";

/** A training that can be interrupted. */
export interface TrainingRequest {
  readonly architecture: Architecture;
  readonly data: TrainingData;
  readonly options: TrainOptions;
  readonly seed: number;
}

/** A fresh network, trained. @throws UserError as `resumableRun` does, or if the data do not fit. */
export async function trainingRun(request: TrainingRequest, place: RunPlace, tools: RunTools): Promise<TrainingRun> {
  const { architecture, data, options, seed } = request;
  const random = new Random(seed);
  const settings = { architecture, seed, training: options, data: await dataHashes(data) };
  const { features, classes, profile } = data.train;
  return resumableRun(
    place,
    {
      recipe: "training",
      settings,
      work: (hooks, state) => {
        const begin = () => initializeNetwork(architecture, features, classes, random.fork("initial weights"));
        const network = state?.network ?? { ...begin(), ...mentioned(profile) };
        return train(tools.engine, { network, data, options, random: random.fork("training"), state }, hooks);
      },
    },
    tools,
  );
}

/** A pruning that can be interrupted. */
export interface PruningRequest {
  /** The trained network. */
  readonly network: Network;
  readonly data: TrainingData;
  readonly options: PruneOptions;
  readonly seed: number;
}

/** A trained network, pruned by magnitude. @throws UserError as `resumableRun` does, or if the data do not fit. */
export async function pruningRun(request: PruningRequest, place: RunPlace, tools: RunTools): Promise<TrainingRun> {
  const { network, data, options, seed } = request;
  const random = new Random(seed).fork("pruning");
  const settings = { original: await networkHash(network), seed, ...options, data: await dataHashes(data) };
  return resumableRun(
    place,
    {
      recipe: "pruning",
      settings,
      work: (hooks, state) => prune(tools.engine, { network, data, options, random, state }, hooks),
    },
    tools,
  );
}

async function dataHashes({ train: trainRows, devel }: TrainingData): Promise<object> {
  return { train: await tableHash(trainRows), devel: await tableHash(devel) };
}

/** Of everything that a model file holds but where it comes from. */
async function networkHash(network: Network): Promise<string> {
  const parts: string[] = [];
  for (const chunk of encodeModelFile({ network, provenance: {} })) parts.push(await sha256(chunk));
  return sha256(parts.join("\n"));
}
