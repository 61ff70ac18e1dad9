/**
 * Activations over the kernels' panels of 24 outputs, in plain TypeScript: all but the sigmoid, which the kernels have themselves.
 *
 *   y_ob = multiplier_bo · f(x_ob)          derivative_ob = multiplier_bo · f'(x_ob)
 *
 * They touch O × B numbers, where the sums before them take O × B × I multiplications; one thread does all of it, so the bits
 * do not depend on the number of threads. Layouts are those of forward.as.ts.
 */

import { type Activation, activationFunction } from "../../network/activation.ts";
import { PANEL } from "./panels.ts";

/** What training needs beside the activations. */
export interface PanelTraining {
  /** Receives the derivatives, [O][stride]; null where the network is only run. */
  readonly derivatives: Float32Array | null;
  /** [B × O], or null for no dropout. */
  readonly multipliers: Float32Array | null;
}

/**
 * @param pairs    Receives the activations as the next layer reads them, zero beyond the outputs. [stride/2][O][2]
 * @param panels   Sums; receives the activations. [O/24][stride][24]
 * @param outputs  Of the layer; the arrays have them up to a multiple of 24.
 * @param stride   Rows up to a multiple of 4.
 */
export function activatePanelsInto(
  pairs: Float32Array,
  panels: Float32Array,
  outputs: number,
  stride: number,
  activation: Activation,
  { derivatives, multipliers }: PanelTraining,
): void {
  const { value, derivative } = activationFunction(activation);
  const padded = panels.length / stride;
  const rows = multipliers ? multipliers.length / outputs : 0;
  for (let o = 0; o < padded; o++) {
    const lane = o % PANEL;
    for (let b = 0; b < stride; b++) {
      const at = (o - lane) * stride + b * PANEL + lane;
      const x = panels[at];
      const y = value(x);
      const kept = o >= outputs ? 0 : multipliers && b < rows ? multipliers[b * outputs + o] : 1;
      panels[at] = y * kept;
      pairs[(b - (b % 2)) * padded + 2 * o + (b % 2)] = y * kept;
      if (derivatives) derivatives[o * stride + b] = derivative(x, y) * kept;
    }
  }
}
