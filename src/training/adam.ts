/**
 * Adam's step size, with the bias correction merged in as Keras 2.2 does.
 *
 *   stepSize_t = learningRate · sqrt(1 − β₂ᵗ) / (1 − β₁ᵗ)          w ← w − stepSize_t · m / (sqrt(v) + ε)
 *
 * ε stands outside the correction, so it weighs more in the first steps than in the paper's own form.
 * Source: D. Kingma, J. Ba 2015, "Adam: A Method for Stochastic Optimization", ICLR, end of section 2.
 */

import type { AdamStep } from "../engine/engine.ts";

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Keras 2.2's defaults. */
export const ADAM_DEFAULTS: AdamOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/** What the engine needs to know of step t; mean and variance of the normalisation stay. @param t  Number of this step, from 1. */
export function adamStep({ beta1, beta2, epsilon }: AdamOptions, learningRate: number, t: number): AdamStep {
  const stepSize = (learningRate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
  return { stepSize, beta1, beta2, epsilon, normalizationMomentum: 1 };
}
