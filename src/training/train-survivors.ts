/**
 * Training of survivors: steps through an engine that holds nothing else. It is what retrains a network after each round
 * of pruning, and what teaches it another network's answers.
 */

import type { Random } from "../core/random.ts";
import type { AdamStep, Answer } from "../engine/engine.ts";
import type { ResidentSparseNetwork, SparseEngine } from "../engine/sparse/sparse-engine.ts";
import type { SparseNetwork } from "../network/sparse-network.ts";
import { ADAM_DEFAULTS } from "./adam.ts";
import { checkDropout, type TrainingRows } from "./batches.ts";
import { runSteps, type Step, type StepOptions, type StepProgress } from "./loop.ts";

export interface SurvivorTrainOptions extends StepOptions {
  readonly steps: number;
}

/** 500 steps of Adam from 0.001 linearly to 0, without dropout; the methods that take others say so. */
export const SURVIVOR_TRAIN_DEFAULTS: SurvivorTrainOptions = {
  steps: 500,
  batchSize: 32,
  learningRate: 1e-3,
  schedule: "linear",
  dropout: 0,
  adam: ADAM_DEFAULTS,
};

/** What is learned from which rows: a class of 0 and 1 for labels, or another network's answers. */
export interface SurvivorTask extends TrainingRows {
  /** What to start from; it is not changed. */
  readonly network: SparseNetwork;
  /** What is not given is as in SURVIVOR_TRAIN_DEFAULTS. */
  readonly options: Partial<SurvivorTrainOptions>;
  /** The run's own stream. */
  readonly random: Random;
}

/** What happens around a step. */
export interface SurvivorHooks {
  /** After every step. A caller that draws or listens for signals returns a promise that lets the event loop turn. */
  readonly onStep?: (progress: StepProgress) => Answer<void>;
  /**
   * Instead of `resident.adamStep(adam)`, with the step's gradients computed: layers with a codebook turn
   * `weightGradients` into those of their centroids, put the moved centroids back with `writeWeights`, and leave the
   * rest to `resident.adamStep(adam, frozen)`.
   */
  readonly update?: (resident: ResidentSparseNetwork, adam: AdamStep) => Answer<void>;
}

/**
 * The trained network: the same survivors with other values.
 *
 * @throws UserError if the loss is no longer a number, or the network does not fit into memory.
 * @throws RangeError if rows, targets and network do not fit each other.
 * @example
 * const options = { steps: 1000 };
 * await trainSurvivors(createSparseEngine(), { network, inputs, targets, options, random: new Random(1) });
 */
export async function trainSurvivors(
  engine: SparseEngine,
  task: SurvivorTask,
  hooks: SurvivorHooks = {},
): Promise<SparseNetwork> {
  const { network, inputs, targets, random } = task;
  const options = { ...SURVIVOR_TRAIN_DEFAULTS, ...task.options };
  checkTask({ ...task, options });
  const { steps, batchSize } = options;
  const { architecture } = network;
  const { update = (resident, adam) => resident.adamStep(adam), onStep } = hooks;
  const resident = engine.load(network, { batchSize });
  const step: Step = async (batch, adam) => {
    const loss = await resident.computeGradients(batch);
    await update(resident, adam);
    return loss;
  };
  const loop = { rows: { inputs, targets }, architecture, options, steps, epochsDone: 0, random };
  try {
    await runSteps(loop, step, { onStep });
    return await resident.read();
  } finally {
    resident.release();
  }
}

function checkTask({
  network,
  inputs,
  targets,
  options,
}: SurvivorTask & { readonly options: SurvivorTrainOptions }): void {
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
