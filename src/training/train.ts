/**
 * The training loop: epochs of shuffled batches through an engine, the devel UAR after each, a state to go on from.
 *
 * A run is a function of its arguments: order and dropout of an epoch come from a stream that is named after the epoch,
 * so a run that goes on from a state ends with the same bits as one that was never interrupted.
 */

import { UserError } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import type { Engine, Moments, ResidentNetwork } from "../engine/engine.ts";
import { mostProbableClasses, predictAll } from "../engine/predict.ts";
import { confusionMatrix } from "../evaluation/confusion.ts";
import { uar } from "../evaluation/uar.ts";
import { fitLabeledTable } from "../network/fit-table.ts";
import type { Network } from "../network/network.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { ADAM_DEFAULTS, type AdamOptions, adamStep } from "./adam.ts";
import { checkDropout, epochBatches, stepsPerEpoch } from "./batches.ts";
import type { EpochRecord } from "./history.ts";
import { type LearningRateSchedule, learningRateAt } from "./learning-rate.ts";

export interface TrainOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly schedule: LearningRateSchedule;
  /** Share of hidden activations that are dropped; the paper does not give its rate. */
  readonly dropout: number;
  readonly adam: AdamOptions;
}

/** The paper's settings (section 3.3), Keras 2.2's where it is silent. */
export const TRAIN_DEFAULTS: TrainOptions = {
  epochs: 40,
  batchSize: 32,
  learningRate: 1e-4,
  schedule: "inverse-time",
  dropout: 0.5,
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

export interface TrainingRun {
  readonly network: Network;
  readonly history: readonly EpochRecord[];
}

export interface TrainingProgress {
  /** From 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done in the whole run. */
  readonly step: number;
  readonly steps: number;
  /** Mean loss of the epoch so far. */
  readonly loss: number;
  readonly history: readonly EpochRecord[];
}

/** What happens around the loop. Each may be asynchronous; the loop waits for it. */
export interface TrainingHooks {
  /** After every step. A caller that draws or listens for signals returns a promise that lets the event loop turn. */
  readonly onStep?: (progress: TrainingProgress) => void | Promise<void>;
  /** After every epoch; `state` copies the numbers out of the engine, so call it only to keep them. */
  readonly onEpoch?: (record: EpochRecord, state: () => TrainingState) => void | Promise<void>;
  /** Before every step, counted from 0: pruning changes the masks here and returns those in force. */
  readonly masksBeforeStep?: (step: number, resident: ResidentNetwork) => readonly Uint8Array[];
}

/** A run of training, from its beginning or from where it was interrupted. */
export interface TrainingTask<Options = TrainOptions> {
  /** What to start from; for a run that goes on, only its shape and names are used. */
  readonly network: Network;
  readonly data: TrainingData;
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
  const { network, options, random, state } = task;
  const data = fittedData(network, task.data);
  checkDropout("train", options.dropout);
  const resident = engine.load(state?.network ?? network, { batchSize: options.batchSize, trainable: true });
  try {
    if (state) restore(resident, state);
    const history = [...(state?.history ?? [])];
    let masks = state?.masks ?? [];
    const steps = options.epochs * stepsPerEpoch(data.train.ids.length, options.batchSize);
    let step = history.length * stepsPerEpoch(data.train.ids.length, options.batchSize);
    for (let epoch = history.length + 1; epoch <= options.epochs; epoch++) {
      let lossSum = 0;
      let rowSum = 0;
      const { hidden } = network.architecture;
      const batches = epochBatches(
        data.train.values,
        data.train.labels,
        hidden,
        options,
        random.fork(`epoch ${epoch}`),
      );
      for (const batch of batches) {
        masks = hooks.masksBeforeStep?.(step, resident) ?? masks;
        const learningRate = learningRateAt(options.schedule, options.learningRate, options.epochs, step);
        lossSum += batch.rows * resident.trainStep(batch, adamStep(options.adam, learningRate, step + 1));
        rowSum += batch.rows;
        step++;
        await hooks.onStep?.({ epoch, epochs: options.epochs, step, steps, loss: lossSum / rowSum, history });
      }
      if (!Number.isFinite(lossSum))
        throw new UserError(`training: the loss of epoch ${epoch} is ${lossSum}; try a smaller --learning-rate`);
      history.push({ epoch, loss: lossSum / rowSum, develUar: develUar(resident, network, data.devel, options) });
      await hooks.onEpoch?.(history[history.length - 1], () => ({
        history: [...history],
        network: resident.read(),
        moments: resident.readMoments(),
        masks,
      }));
    }
    return { network: resident.read(), history };
  } finally {
    resident.release();
  }
}

function restore(resident: ResidentNetwork, state: TrainingState): void {
  resident.writeMoments(state.moments);
  state.masks.forEach((mask, layer) => {
    resident.setMask(layer, mask);
  });
}

function develUar(
  resident: ResidentNetwork,
  { architecture, classes }: Network,
  { values, labels }: FeatureTable,
  { batchSize }: TrainOptions,
): number {
  const { inputs: inputCount, classes: classCount } = architecture;
  const probabilities = predictAll(resident, values, { inputCount, classCount, batchSize });
  return uar(confusionMatrix({ classes, labels, predicted: mostProbableClasses(probabilities, classCount) }));
}

/** The partitions as the network reads them. */
function fittedData(network: Network, { train, devel }: TrainingData): TrainingData {
  return {
    train: fitLabeledTable(network, train, "training", "train"),
    devel: fitLabeledTable(network, devel, "training", "devel"),
  };
}
