/**
 * Gradients from differences of the loss, by which those of backward passes are checked.
 */

import type { Numbers } from "../../src/engine/reference/numbers.ts";

/** Half the distance of the two places, small enough in float64 for an error below 1e-7. */
const STEP = 1e-5;

/** (loss(x + STEP) − loss(x − STEP)) / (2 · STEP) for x = array[at], which is put back. */
export function centralDifference(loss: () => number, array: Numbers, at: number): number {
  const value = array[at];
  array[at] = value + STEP;
  const above = loss();
  array[at] = value - STEP;
  const below = loss();
  array[at] = value;
  return (above - below) / (2 * STEP);
}
