/**
 * How kernels are told an activation: its number in activations.as.ts, and its slope.
 */

import type { Activation, ActivationKind } from "../../network/activation.ts";

const NUMBERS: Readonly<Record<ActivationKind, number>> = { sigmoid: 0, tanh: 1, relu: 2, "leaky-relu": 3, gelu: 4 };

/** Two arguments of a kernel; the slope counts for leaky ReLU alone. */
export function activationArguments(activation: Activation): readonly [kind: number, slope: number] {
  return [NUMBERS[activation.kind], activation.kind === "leaky-relu" ? activation.slope : 0];
}
