/**
 * Training of a dense network: steps through an engine, the devel UAR after each epoch, a state to resume from. A run
 * that resumes from a state ends with the same bits as one that was never interrupted.
 *
 * Two defaults are not Keras's, because a corpus smaller than the paper's needs them (docs/training.md): mean and variance
 * of the inputs are those of the training rows, and classes weigh equally in the loss. At the paper's size, with its
 * balanced classes, neither changes the result.
 */

import type { Random } from "../core/random.ts";
import type { Answer, Engine, Moments, ResidentNetwork } from "../engine/engine.ts";
import { mostProbableClasses, predictAll } from "../engine/predict.ts";
import { confusionMatrix } from "../evaluation/confusion.ts";
import { uar } from "../evaluation/uar.ts";
import { fitLabeledTable } from "../network/fit-table.ts";
import { inputStatistics } from "../network/input-statistics.ts";
import type { Network } from "../network/network.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { ADAM_DEFAULTS } from "./adam.ts";
import { checkDropout, stepsPerEpoch } from "./batches.ts";
import type { EpochRecord } from "./history.ts";
import { runSteps, type Step, type StepOptions, type StepProgress } from "./loop.ts";
import { NORMALIZATION_MOMENTUM, type Normalization, withStatistics } from "./normalization.ts";
import { balancedTargets, labelTargets } from "./targets.ts";

/** "equal": every class weighs the same in the loss, whatever its share of the rows; "none": every row does. */
export const CLASS_WEIGHTS = ["equal", "none"] as const;

/** Settings of a training by epochs. */
export interface TrainOptions extends StepOptions {
  readonly epochs: number;
  /** Where the trained network's mean and variance of the inputs come from. */
  readonly normalization: Normalization;
  readonly classWeights: (typeof CLASS_WEIGHTS)[number];
}

/** The paper's settings (section 3.3), Keras 2.2's where it is silent; the paper does not give its rate of dropout. */
export const TRAIN_DEFAULTS: TrainOptions = {
  epochs: 40,
  batchSize: 32,
  learningRate: 1e-4,
  schedule: "inverse-time",
  dropout: 0.5,
  normalization: "exact",
  classWeights: "equal",
  adam: ADAM_DEFAULTS,
};

/** What is learned from, and what is watched meanwhile. */
export interface TrainingData {
  readonly train: FeatureTable;
  readonly devel: FeatureTable;
}

/** All that a run needs to go on: what a checkpoint holds. */
export interface TrainingState {
  readonly history: readonly EpochRecord[];
  readonly network: Network;
  readonly moments: Moments;
  /** Masks in force, by layer, [O × I]; empty where nothing is pruned. */
  readonly masks: readonly Uint8Array[];
}

/** A trained network and how it got there, epoch by epoch. */
export interface TrainingRun {
  readonly network: Network;
  readonly history: readonly EpochRecord[];
}

export interface TrainingProgress extends StepProgress {
  /** Of the whole run. */
  readonly epochs: number;
  readonly history: readonly EpochRecord[];
}

/** What happens around the loop. Each may be asynchronous; the loop waits for it. */
export interface TrainingHooks {
  /** After every step. A caller that draws or listens for signals returns a promise that lets the event loop turn. */
  readonly onStep?: (progress: TrainingProgress) => Answer<void>;
  /** After every epoch; `state` copies the numbers out of the engine, so call it only to keep them. */
  readonly onEpoch?: (record: EpochRecord, state: () => Promise<TrainingState>) => Answer<void>;
  /** Before every step, counted from 0: pruning changes the masks here and returns those in force. */
  readonly masksBeforeStep?: (step: number, resident: ResidentNetwork) => Answer<readonly Uint8Array[]>;
}

/** A run of training, from its beginning or from where it was interrupted. */
export interface TrainingTask<Options = Partial<TrainOptions>> {
  /** What to start from; for a run that goes on, only its shape and names are used. */
  readonly network: Network;
  readonly data: TrainingData;
  /** What is not given is as in TRAIN_DEFAULTS. */
  readonly options: Options;
  /** The run's own stream. */
  readonly random: Random;
  /** Where an interrupted run stood. */
  readonly state?: TrainingState | undefined;
}

/**
 * The trained network and its history.
 *
 * @throws UserError if the tables do not fit the network or a training label is unknown.
 */
export async function train(engine: Engine, task: TrainingTask, hooks: TrainingHooks = {}): Promise<TrainingRun> {
  const { network, random, state } = task;
  const options = { ...TRAIN_DEFAULTS, ...task.options };
  const data = fittedData(network, task.data);
  checkDropout("train", options.dropout);
  const { architecture } = network;
  const { values: inputs, labels } = data.train;
  const rows = { inputs, targets: targetsOf(data.train, options) };
  const steps = options.epochs * stepsPerEpoch(labels.length, options.batchSize);
  const history = [...(state?.history ?? [])];
  let masks = state?.masks ?? [];
  const start = state?.network ?? startOf(network, inputs, options);
  const resident = engine.load(start, { batchSize: options.batchSize, trainable: true });
  const normalizationMomentum = NORMALIZATION_MOMENTUM[options.normalization];
  const step: Step = async (batch, adam, done) => {
    masks = (await hooks.masksBeforeStep?.(done, resident)) ?? masks;
    return resident.trainStep(batch, { ...adam, normalizationMomentum });
  };
  const snapshot = async (): Promise<TrainingState> => ({
    history: [...history],
    network: await resident.read(),
    moments: await resident.readMoments(),
    masks,
  });
  try {
    if (state) restore(resident, state);
    await runSteps({ rows, architecture, options, steps, epochsDone: history.length, random }, step, {
      onStep: (progress) => hooks.onStep?.({ ...progress, epochs: options.epochs, history }),
      onEpoch: async (epoch, loss) => {
        const record = { epoch, loss, develUar: await develUar(resident, network, data.devel, options) };
        history.push(record);
        await hooks.onEpoch?.(record, snapshot);
      },
    });
    return { network: await resident.read(), history };
  } finally {
    resident.release();
  }
}

/** The network with the statistics that it shall have, where they are known before the first step. */
function startOf(network: Network, inputs: Float32Array, { normalization }: TrainOptions): Network {
  if (normalization === "moving") return network;
  return withStatistics(network, inputStatistics(inputs, network.architecture.inputs));
}

function targetsOf({ labels, classes }: FeatureTable, { classWeights }: TrainOptions): Float32Array {
  const targets = labelTargets(labels, classes.length);
  return classWeights === "equal" ? balancedTargets(targets, labels) : targets;
}

function restore(resident: ResidentNetwork, state: TrainingState): void {
  resident.writeMoments(state.moments);
  state.masks.forEach((mask, layer) => {
    resident.setMask(layer, mask);
  });
}

async function develUar(
  resident: ResidentNetwork,
  { architecture, classes }: Network,
  { values, labels }: FeatureTable,
  { batchSize }: TrainOptions,
): Promise<number> {
  const { inputs: inputCount, classes: classCount } = architecture;
  const probabilities = await predictAll(resident, values, { inputCount, classCount, batchSize });
  return uar(confusionMatrix({ classes, labels, predicted: mostProbableClasses(probabilities, classCount) }));
}

/** The partitions as the network reads them. */
function fittedData(network: Network, { train, devel }: TrainingData): TrainingData {
  return {
    train: fitLabeledTable(network, train, "training", "train"),
    devel: fitLabeledTable(network, devel, "training", "devel"),
  };
}
