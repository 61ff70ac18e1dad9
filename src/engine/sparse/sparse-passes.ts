/**
 * Forward and backward pass of a network that holds its survivors only; obvious, and the oracle of the fast kernels.
 *
 *   h₀ = x · scale + offset                                 hₗ = multiplierₗ · activationₗ(zₗ)      p = softmax(z_L)
 *   z_bo = bias_o + Σ_s w_s · h_b,column(s)                 s over the survivors of output o
 *   dw_s = Σ_b dz_bo · h_b,column(s)        dbias_o = Σ_b dz_bo        dh_bi = Σ_s [column(s) = i] · w_s · dz_bo
 *
 * Shapes  x [B × I], z and h [B × O], weights w [S]. Gradients stand in the structure of the parameters.
 */

import { activationOf } from "../../network/activation.ts";
import type { SparseLayer, SparseNetwork } from "../../network/sparse-network.ts";
import { activationBackwardInto, activationForwardInto, dropoutInto } from "../reference/activation.ts";
import { crossEntropyBackwardInto } from "../reference/cross-entropy.ts";
import type { Numbers } from "../reference/numbers.ts";
import type { LayerActivations } from "../reference/passes.ts";
import { softmaxForwardInto } from "../reference/softmax.ts";

/** What training changes in a layer. */
export interface SurvivorParameters<Values extends Numbers = Numbers> {
  /** [S] */
  readonly weights: Values;
  /** [O] */
  readonly bias: Values;
}

/** What a pass is about: where the survivors are, the numbers, how many rows, what hidden activations are multiplied with. */
export interface SparsePass {
  readonly network: Pick<SparseNetwork, "architecture" | "normalization" | "layers">;
  readonly parameters: readonly SurvivorParameters[];
  readonly rows: number;
  readonly dropout: readonly Numbers[] | null;
}

/** Arrays of zeros in the structure of a network's parameters: room for gradients or moments. */
export function createSurvivorParameters<Values extends Numbers>(
  layers: readonly SparseLayer[],
  allocate: (length: number) => Values,
): SurvivorParameters<Values>[] {
  return layers.map(({ weights, bias }) => ({ weights: allocate(weights.length), bias: allocate(bias.length) }));
}

/** Fills everything but the gradients. */
export function sparseForwardInto(activations: LayerActivations, inputs: Numbers, pass: SparsePass): void {
  const { network, parameters, rows, dropout } = pass;
  const { layerInputs, hiddenOutputs, sums, probabilities } = activations;
  const { scale, offset } = network.normalization;
  const { inputs: width, classes } = network.architecture;
  for (let at = 0; at < rows * width; at++) layerInputs[0][at] = inputs[at] * scale[at % width] + offset[at % width];
  for (const [index, layer] of network.layers.entries()) {
    layerForwardInto(sums[index], layerInputs[index], layer, parameters[index], rows);
    if (index === hiddenOutputs.length) break;
    const length = rows * layer.outputs;
    activationForwardInto(hiddenOutputs[index], sums[index], length, activationOf(network.architecture, index));
    if (dropout) dropoutInto(layerInputs[index + 1], hiddenOutputs[index], dropout[index], length);
    else layerInputs[index + 1].set(hiddenOutputs[index].subarray(0, length));
  }
  softmaxForwardInto(probabilities, sums[hiddenOutputs.length], rows, classes);
}

/** Gradients of the mean cross-entropy to the targets, after `sparseForwardInto` filled the activations. */
export function sparseBackwardInto(
  gradients: readonly SurvivorParameters[],
  activations: LayerActivations,
  targets: Numbers,
  pass: SparsePass,
): void {
  const { network, parameters, rows, dropout } = pass;
  const { layerInputs, sums, hiddenOutputs, probabilities, dSums, dLayerInputs } = activations;
  crossEntropyBackwardInto(dSums[hiddenOutputs.length], probabilities, targets, rows, network.architecture.classes);
  for (let index = hiddenOutputs.length; index >= 0; index--) {
    const { [index]: layer } = network.layers;
    const { [index]: dX } = dLayerInputs;
    parameterGradientsInto(gradients[index], dSums[index], layerInputs[index], layer, rows);
    if (index === 0) break;
    inputGradientsInto(dX, dSums[index], layer, parameters[index], rows);
    const length = rows * layer.inputs;
    if (dropout) dropoutInto(dX, dX, dropout[index - 1], length);
    const activation = activationOf(network.architecture, index - 1);
    activationBackwardInto(dSums[index - 1], dX, sums[index - 1], hiddenOutputs[index - 1], length, activation);
  }
}

function layerForwardInto(
  out: Numbers,
  x: Numbers,
  { inputs, outputs, rowStarts, columns }: SparseLayer,
  { weights, bias }: SurvivorParameters,
  rows: number,
): void {
  for (let b = 0; b < rows; b++)
    for (let o = 0; o < outputs; o++) {
      let sum = bias[o];
      for (let s = rowStarts[o]; s < rowStarts[o + 1]; s++) sum += weights[s] * x[b * inputs + columns[s]];
      out[b * outputs + o] = sum;
    }
}

function parameterGradientsInto(
  gradients: SurvivorParameters,
  dOut: Numbers,
  x: Numbers,
  { inputs, outputs, rowStarts, columns }: SparseLayer,
  rows: number,
): void {
  for (let o = 0; o < outputs; o++) {
    for (let s = rowStarts[o]; s < rowStarts[o + 1]; s++) {
      let sum = 0;
      for (let b = 0; b < rows; b++) sum += dOut[b * outputs + o] * x[b * inputs + columns[s]];
      gradients.weights[s] = sum;
    }
    let sum = 0;
    for (let b = 0; b < rows; b++) sum += dOut[b * outputs + o];
    gradients.bias[o] = sum;
  }
}

function inputGradientsInto(
  dX: Numbers,
  dOut: Numbers,
  { inputs, outputs, rowStarts, columns }: SparseLayer,
  { weights }: SurvivorParameters,
  rows: number,
): void {
  dX.fill(0);
  for (let b = 0; b < rows; b++)
    for (let o = 0; o < outputs; o++)
      for (let s = rowStarts[o]; s < rowStarts[o + 1]; s++)
        dX[b * inputs + columns[s]] += weights[s] * dOut[b * outputs + o];
}
