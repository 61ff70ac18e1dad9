/**
 * Activations that our networks do not have, but that are sums of ReLUs: each unit becomes several, and the layer after it adds
 * them up. Exact but for rounding, which grows with the sums that a clip cuts off.
 *
 *   clip    min(max(x, low), high) = low + relu(x − low) − relu(x − high)         ReLU6, Hardtanh, Clip
 *           max(x, low) = low + relu(x − low)      min(x, high) = high − relu(high − x)
 *   prelu   x for x > 0, else slope · x = relu(x) − slope · relu(−x)              a slope for each unit
 */

import { FormatError } from "../../core/errors.ts";
import type { ActivationStep, DenseStep, PiecewiseStep, Step, StepLayer } from "./steps.ts";

/** What keeps sums between two numbers, or on one side of one; relu where they are 0 and infinite. @param where  For errors. */
export function clipSteps(low: number, high: number, name: string, where: string): Step[] {
  if (!(low < high)) throw new FormatError(`${where}: clips at ${low} and ${high}; expected is a range`);
  if (low <= -LARGEST && high >= LARGEST) return [];
  if (low === 0 && high >= LARGEST) return [{ kind: "activation", name, activation: "relu" }];
  if (high >= LARGEST)
    return [{ kind: "piecewise", name, parts: [{ factor: [1], slope: 1, shift: -low }], offset: low }];
  if (low <= -LARGEST)
    return [{ kind: "piecewise", name, parts: [{ factor: [-1], slope: -1, shift: high }], offset: high }];
  const parts = [
    { factor: [1], slope: 1, shift: -low },
    { factor: [-1], slope: 1, shift: -high },
  ];
  return [{ kind: "piecewise", name, parts, offset: low }];
}

/** What exporters write for no bound: infinite, or the largest number of float16 or float32. */
const LARGEST = 65504;

/** A leaky ReLU with a slope for each unit; where they are all the same, a leaky ReLU. */
export function preluStep(slopes: ArrayLike<number>, name: string): Step {
  const all = Array.from(slopes);
  const [slope = 0] = all;
  if (all.every((each) => each === slope)) return leakyStep(slope, name);
  const parts = [
    { factor: [1], slope: 1, shift: 0 },
    { factor: all.map((each) => -each), slope: -1, shift: 0 },
  ];
  return { kind: "piecewise", name, parts, offset: 0 };
}

function leakyStep(slope: number, name: string): ActivationStep {
  return slope === 0
    ? { kind: "activation", name, activation: "relu" }
    : { kind: "activation", name, activation: "leaky-relu", slope };
}

/** The layer with units for all parts of an activation, part after part. */
export function widened(layer: DenseStep, { name: step, parts }: PiecewiseStep, name: string): StepLayer {
  const { inputs, outputs } = layer;
  const wrong = parts.find(({ factor }) => factor.length !== 1 && factor.length !== outputs);
  if (wrong) throw new FormatError(`${name}: ${step} has ${wrong.factor.length} numbers for ${outputs} values`);
  const weights = new Float32Array(parts.length * layer.weights.length);
  const bias = new Float32Array(parts.length * outputs);
  for (const [at, { slope, shift }] of parts.entries()) {
    weights.set(
      layer.weights.map((weight) => slope * weight),
      at * layer.weights.length,
    );
    bias.set(
      layer.bias.map((value) => slope * value + shift),
      at * outputs,
    );
  }
  const activation = { kind: "activation", name: step, activation: "relu" } as const;
  return { ...layer, inputs, outputs: parts.length * outputs, weights, bias, activation };
}

/** The layer that takes the units of all parts where this one takes what they add up to. */
export function gatheredInputs(layer: DenseStep, step: PiecewiseStep | undefined): DenseStep {
  if (!step) return layer;
  const { inputs, outputs } = layer;
  const { parts, offset } = step;
  const width = parts.length * inputs;
  const weights = new Float32Array(outputs * width);
  const bias = layer.bias.slice();
  for (let output = 0; output < outputs; output++) {
    const row = layer.weights.subarray(output * inputs, (output + 1) * inputs);
    let sum = 0;
    for (const [at, { factor }] of parts.entries())
      for (let i = 0; i < inputs; i++)
        weights[output * width + at * inputs + i] = row[i] * factor[factor.length === 1 ? 0 : i];
    if (offset !== 0) for (let i = 0; i < inputs; i++) sum += row[i];
    bias[output] += offset * sum;
  }
  return { ...layer, inputs: width, weights, bias };
}
