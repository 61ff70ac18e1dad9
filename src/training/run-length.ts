/**
 * How long a network is trained: the paper's epochs, or on a corpus too small for these as many as make enough steps.
 *
 * Enough is measured (docs/training.md): the fewest steps after which twice and four times as many gain less than .01 of
 * UAR on devel. The paper's 40 epochs have 4,680 steps, a hundred recordings give 160.
 */

import { stepsPerEpoch } from "./batches.ts";

/** How long a run has to be. */
export interface LeastLength {
  readonly epochs: number;
  readonly steps: number;
}

export const LEAST_TRAINING: LeastLength = { epochs: 40, steps: 300 };

/** Epochs that a run of these examples needs to be long enough. */
export function enoughEpochs(least: LeastLength, examples: number, batchSize: number): number {
  return Math.max(least.epochs, Math.ceil(least.steps / stepsPerEpoch(examples, batchSize)));
}

/**
 * Epochs of training for a corpus.
 *
 * @param examples  Training recordings.
 * @example
 * const options = { ...TRAIN_DEFAULTS, epochs: trainingEpochs(table.ids.length, TRAIN_DEFAULTS.batchSize) };
 */
export function trainingEpochs(examples: number, batchSize: number): number {
  return enoughEpochs(LEAST_TRAINING, examples, batchSize);
}

/** One sentence where a run was stopped before it had enough steps; undefined where it had. @param name  "Training". */
export function stoppedEarly(name: string, { steps: enough }: LeastLength, steps: number): string | undefined {
  if (steps >= enough) return undefined;
  return `${name} was stopped early, after ${steps} of the ${enough} steps that it takes: it may not show what the network can do.`;
}
