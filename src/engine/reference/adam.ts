/**
 * Adam as in Keras 2.2: ε stands outside the bias correction, which is already in the step size.
 *
 *   m ← β₁ · m + (1 − β₁) · g        v ← β₂ · v + (1 − β₂) · g²        w ← w − stepSize · m / (sqrt(v) + ε)
 *
 * Source  D. Kingma, J. Ba 2015, "Adam: A Method for Stochastic Optimization", ICLR, end of section 2; PAPER.md section 2.
 */

import type { AdamStep } from "../engine.ts";
import type { Numbers } from "./numbers.ts";

/** What Adam remembers of one array of parameters. */
export interface AdamMoments {
  readonly first: Numbers;
  readonly second: Numbers;
}

/** One step for all numbers of an array, in place, its moments too. */
export function adamUpdate(
  parameters: Numbers,
  { first, second }: AdamMoments,
  gradient: Numbers,
  step: AdamStep,
): void {
  const { stepSize, beta1, beta2, epsilon } = step;
  for (let at = 0; at < parameters.length; at++) {
    first[at] = beta1 * first[at] + (1 - beta1) * gradient[at];
    second[at] = beta2 * second[at] + (1 - beta2) * gradient[at] ** 2;
    parameters[at] -= (stepSize * first[at]) / (Math.sqrt(second[at]) + epsilon);
  }
}

/** Weights times a mask of 0 and 1. A negative weight becomes −0: TFMOT multiplies too, and its files show it. */
export function maskWeights(weights: Numbers, mask: Uint8Array): void {
  for (let at = 0; at < weights.length; at++) weights[at] *= mask[at];
}
