/**
 * Softmax.
 *
 *   p_bc = e^(z_bc − max_c z_bc) / Σ_c e^(z_bc − max_c z_bc)
 *
 * Shapes  logits z, probabilities p [B × C].
 */

import type { Numbers } from "./numbers.ts";

/** Probabilities of each row. [B × C] */
export function softmaxForwardInto(probabilities: Numbers, logits: Numbers, rows: number, classes: number): void {
  for (let b = 0; b < rows; b++) {
    let max = -Infinity;
    for (let c = 0; c < classes; c++) max = Math.max(max, logits[b * classes + c]);
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(logits[b * classes + c] - max);
    for (let c = 0; c < classes; c++) probabilities[b * classes + c] = Math.exp(logits[b * classes + c] - max) / sum;
  }
}
