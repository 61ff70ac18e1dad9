/**
 * A network as a plain value: its shape and its numbers. Engines run it, formats write it, compression changes it.
 *
 *   x̂ = (x − movingMean) / sqrt(movingVariance + ε)          h₀ = gamma · x̂ + beta
 *   hₗ = activationₗ(weightsₗ · hₗ₋₁ + biasₗ)                  p = softmax(weights_L · h_{L−1} + bias_L)
 */

import type { Random } from "../core/random.ts";
import type { Profiled } from "../features/feature-profile.ts";
import { type Architecture, type LayerShape, layerShapes } from "./architecture.ts";

/** ε of the batch normalisation, Keras 2.2's default. */
export const NORMALIZATION_EPSILON = 1e-3;

/** Batch normalisation of the inputs: (x − movingMean) / sqrt(movingVariance + ε) · gamma + beta. */
export interface InputNormalization {
  /** [I] each */
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  readonly movingMean: Float32Array;
  readonly movingVariance: Float32Array;
}

/** A dense layer: sums = weights · x + bias. */
export interface DenseLayer extends LayerShape {
  /** Row-major: the weights into one output lie together. [O × I] */
  readonly weights: Float32Array;
  /** [O] */
  readonly bias: Float32Array;
}

/** A dense network in float32: normalisation of the inputs, layers, softmax. A value; engines run it. */
export interface Network extends Profiled {
  readonly architecture: Architecture;
  /** Names of the inputs; what a table must offer to be run through the network. [I] */
  readonly features: readonly string[];
  /** Names of the outputs. [C] */
  readonly classes: readonly string[];
  readonly normalization: InputNormalization;
  /** Input side first; the last layer has the softmax. */
  readonly layers: readonly DenseLayer[];
}

/**
 * A network before training: Glorot-uniform kernels, zero biases, identity normalisation (Keras 2.2's defaults).
 *
 *   weight ~ U(−limit, limit),   limit = sqrt(6 / (inputs + outputs))
 *
 * Source: X. Glorot, Y. Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks", AISTATS.
 */
export function initializeNetwork(
  architecture: Architecture,
  features: readonly string[],
  classes: readonly string[],
  random: Random,
): Network {
  const { inputs } = architecture;
  return {
    architecture,
    features,
    classes,
    normalization: {
      gamma: new Float32Array(inputs).fill(1),
      beta: new Float32Array(inputs),
      movingMean: new Float32Array(inputs),
      movingVariance: new Float32Array(inputs).fill(1),
    },
    layers: layerShapes(architecture).map((shape, layer) => glorotLayer(shape, random.fork(`layer ${layer}`))),
  };
}

function glorotLayer({ inputs, outputs }: LayerShape, random: Random): DenseLayer {
  const limit = Math.sqrt(6 / (inputs + outputs));
  const weights = new Float32Array(inputs * outputs);
  for (let i = 0; i < weights.length; i++) weights[i] = limit * (2 * random.uniform() - 1);
  return { inputs, outputs, weights, bias: new Float32Array(outputs) };
}
