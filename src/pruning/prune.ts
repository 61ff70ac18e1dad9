/**
 * Magnitude pruning while training goes on: masks get tighter on a schedule, the survivors adapt in between.
 *
 * Only kernels are pruned, each to the same sparsity, the last one too; biases and the normalisation are not.
 * A masked weight still receives its gradient and Adam's update and is set to zero again in the same step, as in
 * TensorFlow Model Optimization 0.1.3. Its zero keeps the sign that it had (w · 0), so about half of them are −0.0.
 */

import type { Engine, ResidentNetwork } from "../engine/engine.ts";
import { stepsPerEpoch } from "../training/batches.ts";
import { enoughEpochs, type LeastLength } from "../training/run-length.ts";
import {
  TRAIN_DEFAULTS,
  type TrainingHooks,
  type TrainingRun,
  type TrainingTask,
  type TrainOptions,
  train,
} from "../training/train.ts";
import { magnitudeMask } from "./magnitude-mask.ts";
import { maskUpdates, PRUNING_DEFAULTS, type PruningOptions, survivorCount } from "./schedule.ts";

export interface PruneOptions {
  readonly pruning: PruningOptions;
  readonly training: TrainOptions;
}

/**
 * The paper's 5 epochs, or on a small corpus as many as make the steps that survivors need to adapt: with 35, emodb falls
 * from .742 to .628 on devel (docs/training.md).
 */
export const LEAST_PRUNING: LeastLength = { epochs: 5, steps: 150 };

/**
 * The paper gives no learning rate for this phase. 1e-3 is Keras's own for Adam, as after compiling anew; at 1e-4 model B
 * at the paper's size ends at chance, which the paper's does not, and its int8 zip is smaller than the paper's.
 */
export const PRUNE_DEFAULTS: PruneOptions = {
  pruning: PRUNING_DEFAULTS,
  training: { ...TRAIN_DEFAULTS, epochs: LEAST_PRUNING.epochs, learningRate: 1e-3 },
};

/** Epochs of pruning for a corpus. @param examples  Training recordings. */
export function pruningEpochs(examples: number, batchSize: number): number {
  return enoughEpochs(LEAST_PRUNING, examples, batchSize);
}

/** The pruned network and the history of the pruning phase; `task.network` is the trained one. */
export async function prune(
  engine: Engine,
  task: TrainingTask<PruneOptions>,
  hooks: Omit<TrainingHooks, "masksBeforeStep"> = {},
): Promise<TrainingRun> {
  const { pruning, training } = task.options;
  const steps = training.epochs * stepsPerEpoch(task.data.train.ids.length, training.batchSize);
  const sparsityOfStep = new Map(maskUpdates(pruning, steps).map(({ step, sparsity }) => [step, sparsity]));
  let masks = task.state?.masks ?? [];
  const masksBeforeStep = async (step: number, resident: ResidentNetwork) => {
    const sparsity = sparsityOfStep.get(step);
    if (sparsity !== undefined) masks = await tightenMasks(resident, task.network.layers.length, sparsity);
    return masks;
  };
  return train(engine, { ...task, options: training }, { ...hooks, masksBeforeStep });
}

async function tightenMasks(resident: ResidentNetwork, layerCount: number, sparsity: number): Promise<Uint8Array[]> {
  const masks: Uint8Array[] = [];
  for (let layer = 0; layer < layerCount; layer++) {
    const weights = await resident.readWeights(layer);
    const mask = magnitudeMask(weights, survivorCount(weights.length, sparsity));
    resident.setMask(layer, mask);
    masks.push(mask);
  }
  return masks;
}
