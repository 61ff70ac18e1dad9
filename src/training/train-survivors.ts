/**
 * Training of survivors: steps of shuffled batches through an engine that holds nothing else. It is what retrains a
 * network after each round of pruning, and what teaches it another network's answers.
 *
 * A run is a function of its arguments: order and dropout of an epoch come from a stream that is named after the epoch.
 * It ends after its steps, be that in the middle of an epoch.
 */

import { UserError } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import type { AdamStep } from "../engine/engine.ts";
import type { ResidentSparseNetwork, SparseEngine } from "../engine/sparse/sparse-engine.ts";
import type { SparseNetwork } from "../network/sparse-network.ts";
import { ADAM_DEFAULTS, type AdamOptions, adamStep } from "./adam.ts";
import { checkDropout, softEpochBatches } from "./batches.ts";
import { learningRateOfStep, type StepSchedule } from "./learning-rate.ts";

export interface SurvivorTrainOptions {
  readonly steps: number;
  readonly batchSize: number;
  /** Of the first step. */
  readonly learningRate: number;
  readonly schedule: StepSchedule;
  /** Share of hidden activations that are dropped. */
  readonly dropout: number;
  readonly adam: AdamOptions;
}

export const SURVIVOR_TRAIN_DEFAULTS: SurvivorTrainOptions = {
  steps: 500,
  batchSize: 32,
  learningRate: 1e-3,
  schedule: "linear",
  dropout: 0,
  adam: ADAM_DEFAULTS,
};

export interface SurvivorTask {
  /** What to start from; it is not changed. */
  readonly network: SparseNetwork;
  /** [N × I] */
  readonly inputs: Float32Array;
  /** A probability for every class of every row: labels as 0 and 1, or another network's answers. [N × C] */
  readonly targets: Float32Array;
  readonly options: SurvivorTrainOptions;
  /** The run's own stream. */
  readonly random: Random;
}

export interface SurvivorProgress {
  /** Steps done, from 1. */
  readonly step: number;
  readonly steps: number;
  /** Mean loss of the epoch so far, in nats. */
  readonly loss: number;
}

/** What happens around a step. */
export interface SurvivorHooks {
  /** After every step. A caller that draws or listens for signals returns a promise that lets the event loop turn. */
  readonly onStep?: (progress: SurvivorProgress) => void | Promise<void>;
  /**
   * Instead of `resident.adamStep(adam)`, with the step's gradients computed: layers with a codebook turn
   * `weightGradients` into those of their centroids, put the moved centroids back with `writeWeights`, and leave the
   * rest to `resident.adamStep(adam, frozen)`.
   */
  readonly update?: (resident: ResidentSparseNetwork, adam: AdamStep) => void;
}

/**
 * The trained network: the same survivors with other values.
 *
 * @throws UserError if the loss is no longer a number, or the network does not fit into memory.
 * @throws RangeError if rows, targets and network do not fit each other.
 * @example
 * const options = { ...SURVIVOR_TRAIN_DEFAULTS, steps: 1000 };
 * await trainSurvivors(createSparseEngine(), { network, inputs, targets, options, random: new Random(1) });
 */
export async function trainSurvivors(
  engine: SparseEngine,
  task: SurvivorTask,
  hooks: SurvivorHooks = {},
): Promise<SparseNetwork> {
  checkTask(task);
  const { network, inputs, targets, options, random } = task;
  const { steps, batchSize } = options;
  const { update = (resident, adam) => resident.adamStep(adam), onStep } = hooks;
  const resident = engine.load(network, { batchSize });
  try {
    let step = 0;
    for (let epoch = 1; step < steps; epoch++) {
      let lossSum = 0;
      let rowSum = 0;
      const epochRandom = random.fork(`epoch ${epoch}`);
      for (const batch of softEpochBatches(inputs, targets, network.architecture, options, epochRandom)) {
        const learningRate = learningRateOfStep(options.schedule, options.learningRate, steps, step);
        const loss = resident.computeGradients(batch);
        step++;
        if (!Number.isFinite(loss))
          throw new UserError(`training: the loss of step ${step} is ${loss}; try a smaller learning rate`);
        update(resident, adamStep(options.adam, learningRate, step));
        lossSum += batch.rows * loss;
        rowSum += batch.rows;
        await onStep?.({ step, steps, loss: lossSum / rowSum });
        if (step === steps) break;
      }
    }
    return resident.read();
  } finally {
    resident.release();
  }
}

function checkTask({ network, inputs, targets, options }: SurvivorTask): void {
  const { inputs: width, classes } = network.architecture;
  const rows = targets.length / classes;
  if (!Number.isInteger(rows) || rows < 1 || inputs.length !== rows * width)
    throw new RangeError(
      `trainSurvivors: inputs and targets must hold ${width} and ${classes} numbers for each of the same rows, ` +
        `got ${inputs.length} and ${targets.length}`,
    );
  if (!Number.isInteger(options.steps) || options.steps < 1)
    throw new RangeError(`trainSurvivors: steps must be a whole number of at least 1, got ${options.steps}`);
  checkDropout("trainSurvivors", options.dropout);
}
