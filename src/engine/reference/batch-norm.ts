/**
 * Batch normalisation of the input, as Keras 2.2 does it.
 *
 *   mean_i = 1/B · Σ_b x_bi           variance_i = 1/B · Σ_b (x_bi − mean_i)²          (biased)
 *   x̂_bi = (x_bi − mean_i) / sqrt(variance_i + ε)          out_bi = gamma_i · x̂_bi + beta_i
 *   moving ← momentum · moving + (1 − momentum) · batch      (mean and biased variance alike)
 *
 * Shapes  x, normalized (x̂), out [B × I]; gamma, beta, mean, variance [I].
 * Source  S. Ioffe, C. Szegedy 2015, "Batch Normalization", ICML; PAPER.md section 2 for Keras's choices.
 */

import { NORMALIZATION_EPSILON } from "../../network/network.ts";
import type { Numbers } from "./numbers.ts";

/** Mean and biased variance of every column of `x`. */
export function batchStatisticsInto(mean: Numbers, variance: Numbers, x: Numbers, rows: number): void {
  const inputs = mean.length;
  for (let i = 0; i < inputs; i++) {
    let sum = 0;
    for (let b = 0; b < rows; b++) sum += x[b * inputs + i];
    const center = sum / rows;
    let squares = 0;
    for (let b = 0; b < rows; b++) squares += (x[b * inputs + i] - center) ** 2;
    mean[i] = center;
    variance[i] = squares / rows;
  }
}

/** The trained part of batch normalisation. [I] each */
export interface Scaling {
  readonly gamma: Numbers;
  readonly beta: Numbers;
}

/** Mean and variance of each input. [I] each */
export interface Statistics {
  readonly mean: Numbers;
  readonly variance: Numbers;
}

/** The normalised rows and, for the backward pass, the rows before gamma and beta. [B × I] each */
export function batchNormForwardInto(
  out: Numbers,
  normalized: Numbers,
  x: Numbers,
  { mean, variance }: Statistics,
  { gamma, beta }: Scaling,
  rows: number,
): void {
  const inputs = gamma.length;
  for (let b = 0; b < rows; b++)
    for (let i = 0; i < inputs; i++) {
      const at = b * inputs + i;
      normalized[at] = (x[at] - mean[i]) / Math.sqrt(variance[i] + NORMALIZATION_EPSILON);
      out[at] = gamma[i] * normalized[at] + beta[i];
    }
}

/** Gradients of gamma and beta. The input itself needs none: nothing lies before it. */
export function batchNormBackwardInto(dScaling: Scaling, dOut: Numbers, normalized: Numbers, rows: number): void {
  const inputs = dScaling.gamma.length;
  for (let i = 0; i < inputs; i++) {
    let dGamma = 0;
    let dBeta = 0;
    for (let b = 0; b < rows; b++) {
      dGamma += dOut[b * inputs + i] * normalized[b * inputs + i];
      dBeta += dOut[b * inputs + i];
    }
    dScaling.gamma[i] = dGamma;
    dScaling.beta[i] = dBeta;
  }
}

/** One step of an exponential moving average towards the batch's value. */
export function moveTowards(moving: Numbers, batch: Numbers, momentum: number): void {
  for (let i = 0; i < moving.length; i++) moving[i] = momentum * moving[i] + (1 - momentum) * batch[i];
}
