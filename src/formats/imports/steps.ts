/**
 * A dense network of another program as a list of steps, and what our network makes of them.
 *
 *   x -> scale · x + offset -> weights · x + bias -> activation -> ...
 *
 * Steps are what Keras, PyTorch and ONNX have in common; each reader gives them in their order. Folding is exact but for
 * rounding: a scaling before a dense layer goes into the normalisation (first layer) or into the layer's weights; a dense
 * layer after a dense layer without an activation between them is their product, where that is not much larger.
 */

import { FormatError } from "../../core/errors.ts";
import type { ActivationKind } from "../../network/activation.ts";

export type Step = ScalingStep | DenseStep | ActivationStep;

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

/** A dense layer, what is added and multiplied before it, and its activation. */
export interface StepLayer extends DenseStep {
  readonly activation: ActivationStep;
}

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
  const scale = Float64Array.from(variance, (value, i) => (gamma[i] as number) / Math.sqrt(value + epsilon));
  const offset = scale.map((factor, i) => (beta[i] as number) - (mean[i] as number) * factor);
  const statistics = { mean, variance: Float64Array.from(variance, (value) => value + epsilon) };
  return { kind: "scaling", name, scale, offset, statistics };
}

/**
 * The layers that the steps amount to. A last layer of one unit with a sigmoid becomes two classes: softmax of 0 and the sum.
 *
 * @param name    What to call the file in an error.
 * @param logits  Whether the network may end with the sums of its last layer: a softmax, of one unit a sigmoid, then follows.
 * @throws FormatError where steps do not fit each other, or they end without a softmax or a single sigmoid.
 */
export function layersOfSteps(steps: readonly Step[], name: string, logits = false): StepNetwork {
  const first = steps.find((step) => step.kind === "dense");
  if (!first) throw new FormatError(`${name}: holds no dense layer`);
  let pending = scaling(first.inputs);
  let input: Scaling | undefined;
  let open: DenseStep | undefined;
  const layers: StepLayer[] = [];
  for (const step of steps) {
    if (step.kind === "scaling") {
      if (open) open = scaledOutputs(open, step, name);
      else pending = scaledAgain(pending, step, name);
    } else if (step.kind === "dense") {
      const before = open ? open.outputs : pending.scale.length;
      if (step.inputs !== before)
        throw new FormatError(
          `${name}: ${step.name} has ${step.inputs} inputs, what comes before it has ${before} values`,
        );
      if (open) open = product(open, step, name);
      else if (layers.length === 0) [input, open] = [pending, step];
      else open = scaledInputs(step, pending);
    } else {
      if (!open) throw new FormatError(`${name}: ${step.activation} follows no dense layer (${step.name})`);
      if (layers.at(-1)?.activation.activation === "softmax")
        throw new FormatError(`${name}: a softmax stands within the network; expected is one at its end`);
      layers.push({ ...open, activation: step });
      pending = scaling(open.outputs);
      open = undefined;
    }
  }
  if (open && logits) {
    const activation = open.outputs === 1 ? "sigmoid" : "softmax";
    layers.push({ ...open, activation: { kind: "activation", name: activation, activation } });
    pending = scaling(open.outputs);
    open = undefined;
  }
  const { scale, offset } = input as Scaling;
  const [begin] = steps;
  const statistics = begin?.kind === "scaling" ? begin.statistics : undefined;
  return {
    scale: Float32Array.from(scale),
    offset: Float32Array.from(offset),
    ...(statistics?.mean.length === scale.length && { statistics }),
    layers: classifying(layers, open, pending, name),
  };
}

interface Scaling {
  readonly scale: Float64Array;
  readonly offset: Float64Array;
}

function scaling(length: number): Scaling {
  return { scale: new Float64Array(length).fill(1), offset: new Float64Array(length) };
}

/** One number for each of so many values. */
function spread(
  values: ArrayLike<number>,
  length: number,
  { name: step }: ScalingStep,
  name: string,
): ArrayLike<number> {
  if (values.length === length) return values;
  if (values.length === 1) return new Float64Array(length).fill(values[0] as number);
  throw new FormatError(`${name}: ${step} has ${values.length} numbers for ${length} values`);
}

function scaledAgain(before: Scaling, step: ScalingStep, name: string): Scaling {
  const { length } = before.scale;
  const scale = spread(step.scale, length, step, name);
  const offset = spread(step.offset, length, step, name);
  return {
    scale: before.scale.map((value, i) => value * (scale[i] as number)),
    offset: before.offset.map((value, i) => plus(value * (scale[i] as number), offset[i] as number)),
  };
}

/** The sum; −0 stays what it is where 0 is added to it. */
function plus(sum: number, more: number): number {
  return sum === 0 ? more : sum + more;
}

function isIdentity({ scale, offset }: Scaling): boolean {
  return scale.every((value) => value === 1) && offset.every((value) => value === 0);
}

/** The layer with its sums scaled. */
function scaledOutputs(layer: DenseStep, step: ScalingStep, name: string): DenseStep {
  const { inputs, outputs } = layer;
  const scale = spread(step.scale, outputs, step, name);
  const offset = spread(step.offset, outputs, step, name);
  return {
    ...layer,
    weights: layer.weights.map((weight, at) => weight * (scale[Math.floor(at / inputs)] as number)),
    bias: layer.bias.map((value, output) => value * (scale[output] as number) + (offset[output] as number)),
  };
}

/** The layer that does to x what this one does to scale · x + offset. */
function scaledInputs(layer: DenseStep, before: Scaling): DenseStep {
  if (isIdentity(before)) return layer;
  const { inputs } = layer;
  const { scale, offset } = before;
  return {
    ...layer,
    weights: layer.weights.map((weight, at) => weight * scale[at % inputs]),
    bias: layer.bias.map((value, output) => {
      let sum = value;
      for (let i = 0; i < inputs; i++) sum += layer.weights[output * inputs + i] * offset[i];
      return sum;
    }),
  };
}

/** Weights that a product may have where its two factors have fewer. */
const SMALL_PRODUCT = 2 ** 20;

/** Two dense layers with nothing between them. */
function product(first: DenseStep, second: DenseStep, name: string): DenseStep {
  const weightCount = second.outputs * first.inputs;
  if (weightCount > Math.max(SMALL_PRODUCT, first.weights.length + second.weights.length))
    throw new FormatError(
      `${name}: no activation between ${first.name} and ${second.name}; as one layer they would have ${weightCount} weights`,
    );
  const weights = new Float32Array(second.outputs * first.inputs);
  const bias = new Float32Array(second.outputs);
  const row = new Float64Array(first.inputs);
  for (let output = 0; output < second.outputs; output++) {
    row.fill(0);
    let sum = second.bias[output] as number;
    for (let middle = 0; middle < first.outputs; middle++) {
      const weight = second.weights[output * first.outputs + middle];
      sum += weight * first.bias[middle];
      for (let i = 0; i < first.inputs; i++) row[i] += weight * first.weights[middle * first.inputs + i];
    }
    weights.set(row, output * first.inputs);
    bias[output] = sum;
  }
  return { ...second, inputs: first.inputs, weights, bias };
}

/** The layers with a softmax over classes at their end. */
function classifying(
  layers: readonly StepLayer[],
  open: DenseStep | undefined,
  pending: Scaling,
  name: string,
): StepLayer[] {
  if (open)
    throw new FormatError(
      `${name}: ends with sums of ${open.outputs} values; expected is a softmax, or a sigmoid of one value (where they are logits, say so)`,
    );
  const last = layers.at(-1) as StepLayer;
  if (!isIdentity(pending))
    throw new FormatError(`${name}: numbers are scaled after the last activation; expected are probabilities`);
  if (last.activation.activation === "softmax") return [...layers];
  if (last.activation.activation !== "sigmoid" || last.outputs !== 1)
    throw new FormatError(
      `${name}: ends with ${last.activation.activation} of ${last.outputs} values; expected is a softmax, or a sigmoid of one value`,
    );
  const { inputs } = last;
  // 1 − s and s are the softmax of 0 and the sum.
  const weights = new Float32Array(2 * inputs);
  weights.set(last.weights, inputs);
  const bias = Float32Array.of(0, last.bias[0] as number);
  const softmax = { ...last.activation, activation: "softmax" } as const;
  return [...layers.slice(0, -1), { ...last, outputs: 2, weights, bias, activation: softmax }];
}
