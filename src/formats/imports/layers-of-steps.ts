/**
 * What our network makes of a list of steps.
 *
 * Merging is exact but for rounding: a scaling before a dense layer goes into the normalisation (first layer) or into the layer's
 * weights; a dense layer after a dense layer without an activation between them is their product, where that is not much larger.
 * An activation after an activation, or on the inputs, gets a layer before it that hands on its inputs.
 */

import { FormatError } from "../../core/errors.ts";
import { isIdentity, product, type Scaling, scaledAgain, scaledInputs, scaledOutputs, scaling } from "./affine.ts";
import { gatheredInputs, widened } from "./piecewise.ts";
import type {
  ActivationStep,
  DenseStep,
  PiecewiseStep,
  ScalingStep,
  Step,
  StepLayer,
  StepNetwork,
  WidthStep,
} from "./steps.ts";

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
  const stack = new LayerStack(first.inputs, name);
  for (const step of steps) stack.push(step);
  if (logits) stack.endWithLogits();
  const { scale, offset } = stack.input;
  const begin = steps.find((step) => step.kind !== "width");
  const statistics = begin?.kind === "scaling" ? begin.statistics : undefined;
  return {
    scale: Float32Array.from(scale),
    offset: Float32Array.from(offset),
    ...(statistics?.mean.length === scale.length && { statistics }),
    layers: stack.classifying(),
  };
}

/** The layers of the steps so far. */
class LayerStack {
  readonly #name: string;
  readonly #layers: StepLayer[] = [];
  /** Of the inputs. */
  input: Scaling;
  /** What has been done since the last activation, where no dense layer has followed. */
  #pending: Scaling;
  /** The activation that several units of the last layer make together. */
  #gathered: PiecewiseStep | undefined;
  /** A dense layer whose activation has not come yet. */
  #open: DenseStep | undefined;

  constructor(inputs: number, name: string) {
    this.#name = name;
    this.input = scaling(inputs);
    this.#pending = scaling(inputs);
  }

  push(step: Step): void {
    if (step.kind === "width") this.#assertWidth(step);
    else if (step.kind === "scaling") this.#scale(step);
    else if (step.kind === "dense") this.#dense(step);
    else this.#activate(step);
  }

  #scale(step: ScalingStep): void {
    if (this.#open) this.#open = scaledOutputs(this.#open, step, this.#name);
    else this.#pending = scaledAgain(this.#pending, step, this.#name);
  }

  /** Values of a row so far. */
  #width(): number {
    return this.#open ? this.#open.outputs : this.#pending.scale.length;
  }

  #assertWidth({ name: step, width }: WidthStep): void {
    const before = this.#width();
    if (width !== before)
      throw new FormatError(`${this.#name}: ${step} has ${width} values a row, where the dense layers have ${before}`);
  }

  #dense(step: DenseStep): void {
    const before = this.#width();
    if (step.inputs !== before)
      throw new FormatError(
        `${this.#name}: ${step.name} has ${step.inputs} inputs, what comes before it has ${before} values`,
      );
    if (this.#open) this.#open = product(this.#open, step, this.#name);
    else if (this.#layers.length === 0) [this.input, this.#open] = [this.#pending, step];
    else this.#open = gatheredInputs(scaledInputs(step, this.#pending), this.#gathered);
  }

  #activate(step: ActivationStep | PiecewiseStep): void {
    const what = step.kind === "activation" ? step.activation : "an activation";
    if (this.#layers.at(-1)?.activation.activation === "softmax")
      throw new FormatError(`${this.#name}: a softmax stands within the network; expected is one at its end`);
    if (!this.#open) this.#dense(handingOn(this.#pending.scale.length, what, `${this.#name}: ${step.name}`));
    const open = this.#open as DenseStep;
    this.#gathered = step.kind === "piecewise" ? step : undefined;
    this.#layers.push(step.kind === "piecewise" ? widened(open, step, this.#name) : { ...open, activation: step });
    this.#pending = scaling(open.outputs);
    this.#open = undefined;
  }

  endWithLogits(): void {
    if (!this.#open) return;
    const activation = this.#open.outputs === 1 ? "sigmoid" : "softmax";
    this.#activate({ kind: "activation", name: activation, activation });
  }

  /** The layers with a softmax over classes at their end. */
  classifying(): StepLayer[] {
    return classifyingLayers(this.#layers, this.#open, this.#pending, this.#name);
  }
}

/** Units of the widest layer that only hands on its inputs: a matrix of them squared. */
const MOST_HANDED_ON = 1024;

/** The layer that changes nothing. */
function handingOn(units: number, what: string, where: string): DenseStep {
  if (units > MOST_HANDED_ON)
    throw new FormatError(`${where}: ${what} follows no dense layer, and ${units} values are too many to make one`);
  const weights = new Float32Array(units * units);
  for (let i = 0; i < units; i++) weights[i * units + i] = 1;
  return { kind: "dense", name: what, inputs: units, outputs: units, weights, bias: new Float32Array(units) };
}

/** The layers with a softmax over classes at their end. */
function classifyingLayers(
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
  if (last.activation.activation === "softmax" && last.outputs > 1) return [...layers];
  if (last.activation.activation !== "sigmoid" || last.outputs !== 1)
    throw new FormatError(
      `${name}: ends with ${last.activation.activation} of ${last.outputs} values; expected is a softmax, or a sigmoid of one value`,
    );
  const { inputs } = last;
  // 1 − s and s are the softmax of 0 and the sum.
  const weights = new Float32Array(2 * inputs);
  weights.set(last.weights, inputs);
  const bias = Float32Array.of(0, last.bias[0]);
  const softmax = { ...last.activation, activation: "softmax" } as const;
  return [...layers.slice(0, -1), { ...last, outputs: 2, weights, bias, activation: softmax }];
}
