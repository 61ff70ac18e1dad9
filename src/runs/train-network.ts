/**
 * Training and pruning with a default for everything: partitions in, a network out.
 */

import { createEngine } from "../engine/create-engine.ts";
import type { Engine } from "../engine/engine.ts";
import type { Activation } from "../network/activation.ts";
import {
  type Architecture,
  checkedArchitecture,
  type ModelName,
  paperArchitecture,
  withActivation,
} from "../network/architecture.ts";
import type { Network } from "../network/network.ts";
import { PRUNE_DEFAULTS, pruningEpochs } from "../pruning/prune.ts";
import { PRUNING_DEFAULTS, type PruningOptions } from "../pruning/schedule.ts";
import { trainingEpochs } from "../training/run-length.ts";
import { TRAIN_DEFAULTS, type TrainingData, type TrainingRun, type TrainOptions } from "../training/train.ts";
import type { LeftoverRule, RunTools } from "./resumable-run.ts";
import { pruningRun, trainingRun } from "./train-and-prune.ts";

/** Shape and settings of a training; what is not given is as in TRAIN_DEFAULTS, with as many epochs as the corpus needs. */
export interface TrainNetworkOptions extends Partial<TrainOptions> {
  /** One of the paper's models, its widths scaled to the number of features. Default: A. */
  readonly model?: ModelName;
  /** Own widths of the hidden layers, input side first, in place of a model. */
  readonly hidden?: readonly number[];
  /** Of all hidden layers. Default: sigmoid. */
  readonly activation?: Activation;
  /** Of all chance. Default: 1. */
  readonly seed?: number;
}

/** Settings of a pruning; what is not given is as in PRUNE_DEFAULTS, with as many epochs as the corpus needs. */
export interface PruneNetworkOptions extends Partial<TrainOptions>, Partial<Pick<PruningOptions, "finalSparsity">> {
  /** Of all chance. Default: 1. */
  readonly seed?: number;
}

/** Engine, store and display; each has a default. */
export interface NetworkTools extends Partial<RunTools> {
  /** Name of the network in the store. Default: network.safetensors. */
  readonly name?: string;
  /** What to do with what an earlier call left in the store. Default: resume. */
  readonly leftovers?: LeftoverRule;
}

/**
 * A fresh network, trained on `train` and watched on `devel`. The same call with the same store resumes.
 *
 * @throws UserError if the tables do not fit each other, a label is unknown, or both a model and own widths are given.
 * @example
 * const { network, history } = await trainNetwork(partition(table), { hidden: [64] });
 */
export async function trainNetwork(
  data: TrainingData,
  options: TrainNetworkOptions = {},
  tools: NetworkTools = {},
): Promise<TrainingRun> {
  const { model, hidden, activation, seed = 1, ...settings } = options;
  const architecture = withActivation(architectureFor(data, model, hidden), activation);
  const { batchSize = TRAIN_DEFAULTS.batchSize } = settings;
  const epochs = trainingEpochs(data.train.ids.length, batchSize);
  const request = { architecture, data, options: { ...TRAIN_DEFAULTS, epochs, ...settings }, seed };
  return withEngine(tools, (engine) => trainingRun(request, placeOf(tools, "training"), { ...tools, engine }));
}

/**
 * A trained network with most of its weights set to zero while the others adapt: the paper's pruning.
 *
 * @throws UserError if the tables do not fit the network.
 * @example
 * const { network: pruned } = await pruneNetwork(network, partition(table), { finalSparsity: 0.95 });
 */
export async function pruneNetwork(
  network: Network,
  data: TrainingData,
  options: PruneNetworkOptions = {},
  tools: NetworkTools = {},
): Promise<TrainingRun> {
  const { finalSparsity = PRUNING_DEFAULTS.finalSparsity, seed = 1, ...settings } = options;
  const { batchSize = PRUNE_DEFAULTS.training.batchSize } = settings;
  const epochs = pruningEpochs(data.train.ids.length, batchSize);
  const prune = {
    pruning: { ...PRUNING_DEFAULTS, finalSparsity },
    training: { ...PRUNE_DEFAULTS.training, epochs, ...settings },
  };
  const request = { network, data, options: prune, seed };
  return withEngine(tools, (engine) => pruningRun(request, placeOf(tools, "pruning"), { ...tools, engine }));
}

function architectureFor(
  { train: { features, classes } }: TrainingData,
  model: ModelName | undefined,
  hidden: readonly number[] | undefined,
): Architecture {
  if (hidden && model) throw new TypeError("trainNetwork: give a model or own widths of hidden layers, not both");
  return hidden
    ? checkedArchitecture({ inputs: features.length, hidden, classes: classes.length })
    : paperArchitecture(model ?? "A", features.length, classes.length);
}

function placeOf({ name = "network.safetensors", leftovers = "resume" }: NetworkTools, label: string) {
  return { label, network: name, leftovers };
}

async function withEngine<Result>(
  { engine }: NetworkTools,
  work: (engine: Engine) => Promise<Result>,
): Promise<Result> {
  if (engine) return work(engine);
  const own = await createEngine({ threads: 1 });
  try {
    return await work(own);
  } finally {
    await own.close();
  }
}
