/**
 * What pruning will do to a network, without any data: when the masks change, and how many weights stay in each kernel.
 */

import { type Architecture, countParameters, layerShapes } from "../network/architecture.ts";
import { stepsPerEpoch } from "../training/batches.ts";
import { maskUpdates, type PruningOptions, survivorCount } from "./schedule.ts";

/** How long the pruning phase is. */
export interface PruningLength {
  readonly examples: number;
  readonly epochs: number;
  readonly batchSize: number;
}

/** The paper's: 3,738 rebalanced training recordings, 5 epochs, batches of 32. */
export const PRUNING_LENGTH_DEFAULTS: PruningLength = { examples: 3738, epochs: 5, batchSize: 32 };

/** What an update of the masks leaves. */
export interface PlannedUpdate {
  readonly step: number;
  readonly sparsity: number;
  /** Weights that stay in each kernel, input side first. */
  readonly kernelSurvivors: readonly number[];
  /** With the biases and the normalisation's parameters, which are not pruned. */
  readonly survivors: number;
}

/** When a pruning changes its masks, and what each change leaves. */
export interface PruningPlan {
  readonly steps: number;
  readonly updates: readonly PlannedUpdate[];
}

/**
 * What pruning will do to a network of this shape: every update of the masks with the survivors after it, without any
 * data.
 */
export function pruningPlan(architecture: Architecture, options: PruningOptions, length: PruningLength): PruningPlan {
  const steps = length.epochs * stepsPerEpoch(length.examples, length.batchSize);
  const { biases, normalization } = countParameters(architecture);
  const updates = maskUpdates(options, steps).map(({ step, sparsity }) => {
    const kernelSurvivors = layerShapes(architecture).map((shape) =>
      survivorCount(shape.inputs * shape.outputs, sparsity),
    );
    const survivors = kernelSurvivors.reduce((sum, count) => sum + count, biases + normalization);
    return { step, sparsity, kernelSurvivors, survivors };
  });
  return { steps, updates };
}
