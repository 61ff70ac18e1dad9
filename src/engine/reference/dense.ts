/**
 * A dense layer.
 *
 *   out_bo = bias_o + Σ_i x_bi · w_oi
 *   dx_bi = Σ_o dOut_bo · w_oi        dw_oi = Σ_b dOut_bo · x_bi        dbias_o = Σ_b dOut_bo
 *
 * Shapes  x [B × I], out [B × O], weights [O × I], bias [O].
 */

import type { LayerShape } from "../../network/architecture.ts";
import type { Numbers } from "./numbers.ts";

/** Weights [O × I], row-major, and biases [O] of a layer. */
export interface DenseParameters {
  readonly weights: Numbers;
  readonly bias: Numbers;
}

/** The sums of a layer. [B × O] */
export function denseForwardInto(
  out: Numbers,
  x: Numbers,
  { weights, bias }: DenseParameters,
  { inputs, outputs }: LayerShape,
  rows: number,
): void {
  for (let b = 0; b < rows; b++)
    for (let o = 0; o < outputs; o++) {
      let sum = bias[o];
      for (let i = 0; i < inputs; i++) sum += x[b * inputs + i] * weights[o * inputs + i];
      out[b * outputs + o] = sum;
    }
}

/** Gradients of a layer's inputs [B × I] and of its parameters. */
export function denseBackwardInto(
  dX: Numbers,
  dParameters: DenseParameters,
  dOut: Numbers,
  x: Numbers,
  { weights }: DenseParameters,
  { inputs, outputs }: LayerShape,
  rows: number,
): void {
  for (let b = 0; b < rows; b++)
    for (let i = 0; i < inputs; i++) {
      let sum = 0;
      for (let o = 0; o < outputs; o++) sum += dOut[b * outputs + o] * weights[o * inputs + i];
      dX[b * inputs + i] = sum;
    }
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) {
      let sum = 0;
      for (let b = 0; b < rows; b++) sum += dOut[b * outputs + o] * x[b * inputs + i];
      dParameters.weights[o * inputs + i] = sum;
    }
    let sum = 0;
    for (let b = 0; b < rows; b++) sum += dOut[b * outputs + o];
    dParameters.bias[o] = sum;
  }
}
