/**
 * The loop of all training: epochs of shuffled batches, each a step at the learning rate of its place in the run.
 *
 * A run is a function of its arguments: order and dropout of an epoch come from a stream that is named after the epoch,
 * so a run that goes on after some epochs does what an uninterrupted one does. It ends after its steps, be that in the
 * middle of an epoch. What a step is, on a dense network or on survivors, is the caller's.
 */

import { UserError } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import type { AdamStep, Answer, TrainingBatch } from "../engine/engine.ts";
import type { Architecture } from "../network/architecture.ts";
import { type AdamOptions, adamStep } from "./adam.ts";
import { type BatchOptions, epochBatches, stepsPerEpoch, type TrainingRows } from "./batches.ts";
import { type LearningRateSchedule, learningRateAt } from "./learning-rate.ts";

/** What every way of training has to be told. */
export interface StepOptions extends BatchOptions {
  /** Of the first step. */
  readonly learningRate: number;
  readonly schedule: LearningRateSchedule;
  readonly adam: AdamOptions;
}

/** Steps of a training: the whole run, or what an earlier part of it has left. */
export interface LoopTask {
  readonly rows: TrainingRows;
  readonly architecture: Architecture;
  readonly options: StepOptions;
  /** Of the whole run. */
  readonly steps: number;
  /** Epochs that an earlier part of the run has done. */
  readonly epochsDone: number;
  /** The run's own stream. */
  readonly random: Random;
}

/** One step of training. @param step  Number of this step, from 0. @returns the batch's mean loss before it, in nats. */
export type Step = (batch: TrainingBatch, adam: AdamStep, step: number) => Answer<number>;

export interface StepProgress {
  /** From 1. */
  readonly epoch: number;
  /** Steps done in the whole run. */
  readonly step: number;
  readonly steps: number;
  /** Mean loss of the epoch so far, in nats. */
  readonly loss: number;
}

/** Who watches a loop. A watcher that draws or listens for signals returns a promise that lets the event loop turn. */
export interface LoopHooks {
  /** After every step. */
  readonly onStep?: ((progress: StepProgress) => Answer<void>) | undefined;
  /** After every epoch, also a last one that is not whole. @param loss  Its mean. */
  readonly onEpoch?: ((epoch: number, loss: number) => Answer<void>) | undefined;
}

/** Runs the steps. @throws UserError if the loss is no longer a number. */
export async function runSteps(task: LoopTask, step: Step, { onStep, onEpoch }: LoopHooks = {}): Promise<void> {
  const { rows, architecture, options, steps, epochsDone, random } = task;
  const perEpoch = stepsPerEpoch(rows.targets.length / architecture.classes, options.batchSize);
  const length = { steps, epochs: steps / perEpoch };
  let done = epochsDone * perEpoch;
  for (let epoch = epochsDone + 1; done < steps; epoch++) {
    let lossSum = 0;
    let rowSum = 0;
    for (const batch of epochBatches(rows, architecture, options, random.fork(`epoch ${epoch}`))) {
      const learningRate = learningRateAt(options.schedule, options.learningRate, length, done);
      const loss = await step(batch, adamStep(options.adam, learningRate, done + 1), done);
      done++;
      if (!Number.isFinite(loss))
        throw new UserError(`training: the loss of step ${done} is ${loss}; try a smaller learning rate`);
      lossSum += batch.rows * loss;
      rowSum += batch.rows;
      await onStep?.({ epoch, step: done, steps, loss: lossSum / rowSum });
      if (done === steps) break;
    }
    await onEpoch?.(epoch, lossSum / rowSum);
  }
}
