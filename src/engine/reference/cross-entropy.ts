/**
 * Cross-entropy of a softmax to a target for every class, with Keras's clip of the probabilities.
 *
 *   loss = −1/B · Σ_b Σ_c t_bc · ln clip(p_bc),   clip to [1e-7, 1 − 1e-7]
 *   dz_bc = 1/B · (p_bc · Σ_{k not clipped} t_bk − [c not clipped] · t_bc)      a clipped term is constant
 *
 * A label is the target 1 for its class and 0 for the others: then loss_b = −ln p_b,label and dz_bc = (p_bc − [c = label]) / B,
 * and 0 for rows whose clip is active. For two classes this is also Keras's binary cross-entropy over both softmax
 * outputs, since p₀ = 1 − p₁. A row that weighs more than others has larger targets.
 *
 * Shapes  logits z, probabilities p, targets t [B × C].
 */

import type { Numbers } from "./numbers.ts";

/** Keras's `epsilon()`: how near to 0 and 1 a probability counts in the loss. */
const CLIP = 1e-7;

/** Mean cross-entropy, in nats. */
export function crossEntropy(probabilities: Numbers, targets: Numbers, rows: number, classes: number): number {
  let sum = 0;
  for (let at = 0; at < rows * classes; at++)
    sum -= targets[at] * Math.log(Math.min(Math.max(probabilities[at], CLIP), 1 - CLIP));
  return sum / rows;
}

/** Gradient of the mean cross-entropy with respect to the softmax's logits. */
export function crossEntropyBackwardInto(
  dLogits: Numbers,
  probabilities: Numbers,
  targets: Numbers,
  rows: number,
  classes: number,
): void {
  for (let b = 0; b < rows; b++) {
    const row = b * classes;
    let counted = 0;
    for (let at = row; at < row + classes; at++) if (!isClipped(probabilities[at])) counted += targets[at];
    for (let at = row; at < row + classes; at++) {
      const target = isClipped(probabilities[at]) ? 0 : targets[at];
      dLogits[at] = (probabilities[at] * counted - target) / rows;
    }
  }
}

/** False for NaN, so that a diverged network shows as NaN and not as gradients of zero. */
function isClipped(p: number): boolean {
  return p < CLIP || p > 1 - CLIP;
}
