/**
 * The sigmoid, and dropout behind it.
 *
 *   s = 1 / (1 + e^−x)          dx = s · (1 − s) · ds
 *   out = s · multiplier         ds = multiplier · dOut         (0 where dropped, 1/(1 − rate) where kept)
 *
 * All arrays of one call have one length.
 */

import type { Numbers } from "./numbers.ts";

export function sigmoidForwardInto(out: Numbers, x: Numbers, length: number): void {
  for (let at = 0; at < length; at++) out[at] = 1 / (1 + Math.exp(-x[at]));
}

export function sigmoidBackwardInto(dX: Numbers, dOut: Numbers, out: Numbers, length: number): void {
  for (let at = 0; at < length; at++) dX[at] = out[at] * (1 - out[at]) * dOut[at];
}

/** Forward with activations, backward with their gradients: dropout is the same multiplication both ways. */
export function dropoutInto(out: Numbers, x: Numbers, multipliers: Numbers, length: number): void {
  for (let at = 0; at < length; at++) out[at] = x[at] * multipliers[at];
}
