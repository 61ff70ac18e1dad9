/**
 * The algebra of what a dense network does between two activations: scalings and dense layers merged into each other.
 *
 * Exact but for rounding.
 */

import { FormatError } from "../../core/errors.ts";
import type { DenseStep, ScalingStep } from "./steps.ts";

/** scale · x + offset, one number of each for every value. */
export interface Scaling {
  readonly scale: Float64Array;
  readonly offset: Float64Array;
}

/** The one that does nothing. */
export function scaling(length: number): Scaling {
  return { scale: new Float64Array(length).fill(1), offset: new Float64Array(length) };
}

/** One number for each value. */
function spread(
  values: ArrayLike<number>,
  length: number,
  { name: step }: ScalingStep,
  name: string,
): ArrayLike<number> {
  if (values.length === length) return values;
  if (values.length === 1) return new Float64Array(length).fill(values[0]);
  throw new FormatError(`${name}: ${step} has ${values.length} numbers for ${length} values`);
}

/** One scaling after the other. @throws FormatError where their lengths differ. */
export function scaledAgain(before: Scaling, step: ScalingStep, name: string): Scaling {
  const { length } = before.scale;
  const scale = spread(step.scale, length, step, name);
  const offset = spread(step.offset, length, step, name);
  return {
    scale: before.scale.map((value, i) => value * scale[i]),
    offset: before.offset.map((value, i) => plus(value * scale[i], offset[i])),
  };
}

/** The sum; −0 stays what it is where 0 is added to it. */
function plus(sum: number, more: number): number {
  return sum === 0 ? more : sum + more;
}

/** Whether it does nothing. */
export function isIdentity({ scale, offset }: Scaling): boolean {
  return scale.every((value) => value === 1) && offset.every((value) => value === 0);
}

/** The layer with its sums scaled. */
export function scaledOutputs(layer: DenseStep, step: ScalingStep, name: string): DenseStep {
  const { inputs, outputs } = layer;
  const scale = spread(step.scale, outputs, step, name);
  const offset = spread(step.offset, outputs, step, name);
  return {
    ...layer,
    weights: layer.weights.map((weight, at) => weight * scale[Math.floor(at / inputs)]),
    bias: layer.bias.map((value, output) => value * scale[output] + offset[output]),
  };
}

/** The layer that does to x what this one does to scale · x + offset. */
export function scaledInputs(layer: DenseStep, before: Scaling): DenseStep {
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

/** Two dense layers with nothing between them. @throws FormatError where one layer of both would be much larger. */
export function product(first: DenseStep, second: DenseStep, name: string): DenseStep {
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
    let sum = second.bias[output];
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
