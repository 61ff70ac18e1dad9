/**
 * Forward and backward pass of a whole network: batch normalisation, hidden layers with dropout, softmax.
 *
 * Gradients stand in the same structure as the parameters they belong to.
 */

import { activationOf } from "../../network/activation.ts";
import { type Architecture, layerShapes } from "../../network/architecture.ts";
import { activationBackwardInto, activationForwardInto, dropoutInto } from "./activation.ts";
import { batchNormBackwardInto, batchNormForwardInto, type Scaling, type Statistics } from "./batch-norm.ts";
import { crossEntropyBackwardInto } from "./cross-entropy.ts";
import { type DenseParameters, denseBackwardInto, denseForwardInto } from "./dense.ts";
import type { Allocate, Numbers } from "./numbers.ts";
import { softmaxForwardInto } from "./softmax.ts";

/** What training changes by gradient. */
export interface Parameters extends Scaling {
  readonly layers: readonly DenseParameters[];
}

/** What the passes through the layers write on their way, for up to `batchSize` rows. */
export interface LayerActivations {
  /** What goes into each layer, after dropout; the first is the normalisation's output. [B × I] */
  readonly layerInputs: readonly Numbers[];
  /** What comes out of each hidden layer's activation, before dropout. [B × O] */
  readonly hiddenOutputs: readonly Numbers[];
  /** Input of the activation or the softmax of each layer. [B × O] */
  readonly sums: readonly Numbers[];
  /** [B × C] */
  readonly probabilities: Numbers;
  /** Gradients of `sums` and of `layerInputs`. */
  readonly dSums: readonly Numbers[];
  readonly dLayerInputs: readonly Numbers[];
}

/** With what the batch normalisation needs on its way back. */
export interface Activations extends LayerActivations {
  /** x̂ of the batch normalisation. [B × I] */
  readonly normalized: Numbers;
}

/** Buffers for a batch through the whole network. */
export function createActivations(architecture: Architecture, batchSize: number, allocate: Allocate): Activations {
  const normalized = allocate(batchSize * architecture.inputs);
  return { normalized, ...createLayerActivations(architecture, batchSize, allocate) };
}

/** Buffers for a batch through the layers, without the input's normalisation. */
export function createLayerActivations(
  architecture: Architecture,
  batchSize: number,
  allocate: Allocate,
): LayerActivations {
  const shapes = layerShapes(architecture);
  const ofInputs = () => shapes.map(({ inputs }) => allocate(batchSize * inputs));
  const ofOutputs = () => shapes.map(({ outputs }) => allocate(batchSize * outputs));
  return {
    layerInputs: ofInputs(),
    hiddenOutputs: ofOutputs().slice(0, -1),
    sums: ofOutputs(),
    probabilities: allocate(batchSize * architecture.classes),
    dSums: ofOutputs(),
    dLayerInputs: ofInputs(),
  };
}

/** Arrays of zeros in the structure of a network's parameters: room for gradients or moments. */
export function createParameters(architecture: Architecture, allocate: Allocate): Parameters {
  return {
    gamma: allocate(architecture.inputs),
    beta: allocate(architecture.inputs),
    layers: layerShapes(architecture).map(({ inputs, outputs }) => ({
      weights: allocate(inputs * outputs),
      bias: allocate(outputs),
    })),
  };
}

/** What a pass is about: the shape, the numbers, how many rows, and what the hidden activations are multiplied with. */
export interface PassInput {
  readonly architecture: Architecture;
  readonly parameters: Parameters;
  readonly rows: number;
  readonly dropout: readonly Numbers[] | null;
}

/** Fills everything but the gradients. */
export function forwardInto(activations: Activations, inputs: Numbers, statistics: Statistics, pass: PassInput): void {
  const { architecture, parameters, rows, dropout } = pass;
  const { normalized, layerInputs, hiddenOutputs, sums, probabilities } = activations;
  batchNormForwardInto(layerInputs[0], normalized, inputs, statistics, parameters, rows);
  for (const [layer, shape] of layerShapes(architecture).entries()) {
    denseForwardInto(sums[layer], layerInputs[layer], parameters.layers[layer], shape, rows);
    if (layer === hiddenOutputs.length) break;
    const length = rows * shape.outputs;
    activationForwardInto(hiddenOutputs[layer], sums[layer], length, activationOf(architecture, layer));
    if (dropout) dropoutInto(layerInputs[layer + 1], hiddenOutputs[layer], dropout[layer], length);
    else layerInputs[layer + 1].set(hiddenOutputs[layer].subarray(0, length));
  }
  softmaxForwardInto(probabilities, sums[hiddenOutputs.length], rows, architecture.classes);
}

/** Gradients of the mean cross-entropy to the targets, after `forwardInto` filled the activations. */
export function backwardInto(gradients: Parameters, activations: Activations, targets: Numbers, pass: PassInput): void {
  const { architecture, parameters, rows, dropout } = pass;
  const { normalized, layerInputs, sums, hiddenOutputs, probabilities, dSums, dLayerInputs } = activations;
  const shapes = layerShapes(architecture);
  crossEntropyBackwardInto(dSums[hiddenOutputs.length], probabilities, targets, rows, architecture.classes);
  for (let layer = hiddenOutputs.length; layer >= 0; layer--) {
    const dX = dLayerInputs[layer];
    const { [layer]: parametersOfLayer } = parameters.layers;
    denseBackwardInto(
      dX,
      gradients.layers[layer],
      dSums[layer],
      layerInputs[layer],
      parametersOfLayer,
      shapes[layer],
      rows,
    );
    if (layer === 0) break;
    const length = rows * shapes[layer].inputs;
    if (dropout) dropoutInto(dX, dX, dropout[layer - 1], length);
    const activation = activationOf(architecture, layer - 1);
    activationBackwardInto(dSums[layer - 1], dX, sums[layer - 1], hiddenOutputs[layer - 1], length, activation);
  }
  batchNormBackwardInto(gradients, dLayerInputs[0], normalized, rows);
}
