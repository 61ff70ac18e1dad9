/**
 * The activation of a hidden layer, and dropout behind it.
 *
 *   y = f(x)                     dx = f'(x) · dy
 *   out = y · multiplier         dy = multiplier · dOut         (0 where dropped, 1/(1 − rate) where kept)
 *
 * All arrays of one call have one length.
 */

import { type Activation, activationFunction } from "../../network/activation.ts";
import type { Numbers } from "./numbers.ts";

/** y of `length` sums x. */
export function activationForwardInto(out: Numbers, x: Numbers, length: number, activation: Activation): void {
  const { value } = activationFunction(activation);
  for (let at = 0; at < length; at++) out[at] = value(x[at]);
}

/** @param out  What `activationForwardInto` made of x. */
export function activationBackwardInto(
  dX: Numbers,
  dOut: Numbers,
  x: Numbers,
  out: Numbers,
  length: number,
  activation: Activation,
): void {
  const { derivative } = activationFunction(activation);
  for (let at = 0; at < length; at++) dX[at] = derivative(x[at], out[at]) * dOut[at];
}

/** Forward with activations, backward with their gradients: dropout is the same multiplication both ways. */
export function dropoutInto(out: Numbers, x: Numbers, multipliers: Numbers, length: number): void {
  for (let at = 0; at < length; at++) out[at] = x[at] * multipliers[at];
}
