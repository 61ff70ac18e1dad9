/**
 * Activations over the lanes of a block of rows, in plain TypeScript: all but the sigmoid, which the kernels have themselves.
 *
 *   y_ob = multiplier_bo · f(x_ob)          derivative_ob = multiplier_bo · f'(x_ob)
 */

import { type Activation, activationFunction } from "../../network/activation.ts";

/** What training needs beside the activations. */
interface LaneTraining {
  /** Receives the derivatives. [O][lanes] */
  readonly derivatives: Float32Array;
  /** [B × O], or null for no dropout. */
  readonly multipliers: Float32Array | null;
  readonly outputs: number;
  readonly rows: number;
}

/** @param sums  Receives the activations. [O][lanes] */
export function activateLanesInto(sums: Float32Array, activation: Activation, training?: LaneTraining): void {
  const { value, derivative } = activationFunction(activation);
  if (!training) {
    for (let at = 0; at < sums.length; at++) sums[at] = value(sums[at]);
    return;
  }
  const { derivatives, multipliers, outputs, rows } = training;
  const lanes = sums.length / outputs;
  for (let at = 0; at < sums.length; at++) {
    const x = sums[at];
    const y = value(x);
    const b = at % lanes;
    const kept = multipliers && b < rows ? multipliers[b * outputs + (at - b) / lanes] : 1;
    sums[at] = y * kept;
    derivatives[at] = derivative(x, y) * kept;
  }
}
