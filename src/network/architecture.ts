/**
 * Shapes of the dense networks: batch normalisation on the input, hidden layers with dropout (sigmoids, where nothing else
 * is said), softmax.
 *
 * Hidden widths follow the paper's 2/3 rule, width_i = floor(inputs · (2/3)^i); models A, B and C differ in which
 * powers they stack (PAPER: Albes, Ren, Schuller, Cummins 2020, "Squeeze for Sneeze", INTERSPEECH, Figure 3).
 *
 * Axis letters in all shapes: N rows, B rows of a batch, F features, I inputs, O outputs of a layer, C classes.
 */

import { UserError } from "../core/errors.ts";
import { type Activation, checkedActivations } from "./activation.ts";

/** Shape of a dense network: widths and activations, no numbers. */
export interface Architecture {
  /** Width of the input. */
  readonly inputs: number;
  /** Widths of the hidden layers, input side first. */
  readonly hidden: readonly number[];
  /** Activations of the hidden layers; absent where all are sigmoids. */
  readonly activations?: readonly Activation[];
  /** Width of the softmax. */
  readonly classes: number;
}

/** Powers of 2/3 that each of the paper's models stacks. */
const WIDTH_POWERS = { A: [1, 2], B: [1, 2, 3, 4, 5], C: [1, 1, 2, 2] } as const;

/** A model of the paper: A, B or C. */
export type ModelName = keyof typeof WIDTH_POWERS;

export const MODEL_NAMES = Object.keys(WIDTH_POWERS) as readonly ModelName[];

/** Shape of model A, B or C for any number of inputs and classes; at 6373 and 2 it is the paper's. */
export function paperArchitecture(model: ModelName, inputs: number, classes: number): Architecture {
  const hidden = WIDTH_POWERS[model].map((power) => Math.floor((inputs * 2 ** power) / 3 ** power));
  return checkedArchitecture({ inputs, hidden, classes });
}

/**
 * The same shape, after a check that every width is a positive integer, that there are classes to choose from, and that every
 * activation is known; a list of sigmoids alone is left out.
 *
 * @throws UserError otherwise.
 */
export function checkedArchitecture({ inputs, hidden, classes, activations }: Architecture): Architecture {
  for (const width of [inputs, ...hidden])
    if (!Number.isInteger(width) || width < 1)
      throw new UserError(`network: a layer's width must be a whole number of at least 1, got ${width}`);
  if (!Number.isInteger(classes) || classes < 2)
    throw new UserError(`network: there must be at least 2 classes, got ${classes}`);
  const others = checkedActivations(activations, hidden.length);
  return { inputs, hidden, classes, ...(others && { activations: others }) };
}

/** The same shape with one activation in all hidden layers. @throws UserError if it is none. */
export function withActivation(architecture: Architecture, activation: Activation | undefined): Architecture {
  if (activation === undefined) return architecture;
  return checkedArchitecture({ ...architecture, activations: architecture.hidden.map(() => activation) });
}

/** Inputs and outputs of one dense layer. */
export interface LayerShape {
  readonly inputs: number;
  readonly outputs: number;
}

/** Shapes of the dense layers, input side first; the last one is the softmax layer. */
export function layerShapes({ inputs, hidden, classes }: Architecture): LayerShape[] {
  const widths = [inputs, ...hidden, classes];
  return widths.slice(1).map((outputs, layer) => ({ inputs: widths[layer], outputs }));
}

/** How many numbers a network has, by what they are. */
export interface ParameterCount {
  readonly kernels: number;
  readonly biases: number;
  /** Gamma and beta of the input's batch normalisation. */
  readonly normalization: number;
  /** What training changes by gradient: kernels, biases, gamma, beta. */
  readonly trainable: number;
  /** With the moving mean and variance. */
  readonly total: number;
}

/** The numbers of a network of this shape, counted. */
export function countParameters(architecture: Architecture): ParameterCount {
  const shapes = layerShapes(architecture);
  const kernels = shapes.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  const biases = shapes.reduce((sum, { outputs }) => sum + outputs, 0);
  const normalization = 2 * architecture.inputs;
  const trainable = kernels + biases + normalization;
  return { kernels, biases, normalization, trainable, total: trainable + normalization };
}
