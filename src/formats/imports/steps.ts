/**
 * A dense network of another program as a list of steps: what Keras, PyTorch and ONNX have in common. Each reader gives them in
 * their order; layers-of-steps.ts makes layers of them.
 *
 *   x -> scale · x + offset -> weights · x + bias -> activation -> ...
 */

import type { ActivationKind } from "../../network/activation.ts";

/** What a network of another program does to a row, one thing at a time. */
export type Step = WidthStep | ScalingStep | DenseStep | ActivationStep | PiecewiseStep;

/** Says how many values a row has here, and changes nothing. */
export interface WidthStep {
  readonly kind: "width";
  readonly name: string;
  readonly width: number;
}

/** x · scale + offset, one number per value, or one for all. */
export interface ScalingStep {
  readonly kind: "scaling";
  /** What the other program calls it, for errors. */
  readonly name: string;
  readonly scale: ArrayLike<number>;
  readonly offset: ArrayLike<number>;
  /** Of the numbers that are scaled, where the other program knows them. */
  readonly statistics?: ValueStatistics;
}

/** What some values were in training, as a batch normalisation remembers it. */
export interface ValueStatistics {
  readonly mean: ArrayLike<number>;
  readonly variance: ArrayLike<number>;
}

/** y = x · weightsᵀ + bias. */
export interface DenseStep {
  readonly kind: "dense";
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Row-major. [O × I] */
  readonly weights: Float32Array;
  /** [O] */
  readonly bias: Float32Array;
}

export interface ActivationStep {
  readonly kind: "activation";
  readonly name: string;
  readonly activation: ActivationKind | "softmax";
  /** Slope below zero of a leaky ReLU. */
  readonly slope?: number;
}

/** offset + Σ factor · relu(slope · x + shift) over the parts. */
export interface PiecewiseStep {
  readonly kind: "piecewise";
  /** What the other program calls it, for errors. */
  readonly name: string;
  readonly parts: readonly PiecewisePart[];
  readonly offset: number;
}

interface PiecewisePart {
  /** One number for all units, or one for each. */
  readonly factor: ArrayLike<number>;
  readonly slope: number;
  readonly shift: number;
}

/** A dense layer, what is added and multiplied before it, and its activation. */
export interface StepLayer extends DenseStep {
  readonly activation: ActivationStep;
}

/** A network put together from steps, before it is one of ours. */
export interface StepNetwork {
  /** Of the inputs, before the first layer. [I] each */
  readonly scale: Float32Array;
  readonly offset: Float32Array;
  /** Of the inputs as they come, where they are known. [I] each */
  readonly statistics?: ValueStatistics;
  /** Input side first; the last one has a softmax. */
  readonly layers: readonly StepLayer[];
}

/** What a batch normalisation is made of. */
export interface BatchNormalization {
  readonly name: string;
  readonly gamma: ArrayLike<number>;
  readonly beta: ArrayLike<number>;
  readonly mean: ArrayLike<number>;
  readonly variance: ArrayLike<number>;
  readonly epsilon: number;
}

/** (x − mean) / sqrt(variance + ε) · gamma + beta */
export function normalizationStep(parts: BatchNormalization): ScalingStep {
  const { name, gamma, beta, mean, variance, epsilon } = parts;
  const scale = Float64Array.from(variance, (value, i) => gamma[i] / Math.sqrt(value + epsilon));
  const offset = scale.map((factor, i) => beta[i] - mean[i] * factor);
  const statistics = { mean, variance: Float64Array.from(variance, (value) => value + epsilon) };
  return { kind: "scaling", name, scale, offset, statistics };
}
