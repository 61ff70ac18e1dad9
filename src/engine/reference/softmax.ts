/**
 * Softmax and cross-entropy, with Keras's clip of the probabilities.
 *
 *   p_bc = e^(z_bc − max_c z_bc) / Σ_c e^(z_bc − max_c z_bc)
 *   loss = −1/B · Σ_b ln clip(p_b,label(b)),   clip to [1e-7, 1 − 1e-7]
 *   dz_bc = 1/B · (p_bc − [c = label(b)])      and 0 for the rows whose clip is active: the clipped loss is constant there
 *
 * For two classes this is also Keras's binary cross-entropy over both softmax outputs, since p₀ = 1 − p₁.
 * Shapes  logits z, probabilities p [B × C]; labels [B].
 */

import type { Numbers } from "./numbers.ts";

/** Keras's `epsilon()`: how near to 0 and 1 a probability counts in the loss. */
const CLIP = 1e-7;

export function softmaxForwardInto(probabilities: Numbers, logits: Numbers, rows: number, classes: number): void {
  for (let b = 0; b < rows; b++) {
    let max = -Infinity;
    for (let c = 0; c < classes; c++) max = Math.max(max, logits[b * classes + c]);
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(logits[b * classes + c] - max);
    for (let c = 0; c < classes; c++) probabilities[b * classes + c] = Math.exp(logits[b * classes + c] - max) / sum;
  }
}

export function softmaxBackwardInto(
  dLogits: Numbers,
  probabilities: Numbers,
  labels: Int32Array,
  rows: number,
  classes: number,
): void {
  for (let b = 0; b < rows; b++) {
    const p = probabilities[b * classes + labels[b]];
    const scale = isClipped(p) ? 0 : 1 / rows;
    for (let c = 0; c < classes; c++)
      dLogits[b * classes + c] = scale * (probabilities[b * classes + c] - (c === labels[b] ? 1 : 0));
  }
}

/** Mean cross-entropy, in nats. */
export function crossEntropy(probabilities: Numbers, labels: Int32Array, rows: number, classes: number): number {
  let sum = 0;
  for (let b = 0; b < rows; b++)
    sum -= Math.log(Math.min(Math.max(probabilities[b * classes + labels[b]], CLIP), 1 - CLIP));
  return sum / rows;
}

/** False for NaN, so that a diverged network shows as NaN and not as gradients of zero. */
function isClipped(p: number): boolean {
  return p < CLIP || p > 1 - CLIP;
}
