/**
 * What a node of an ONNX graph is in a dense network: one reader for each operator that it can have.
 */

import { FormatError } from "../../core/errors.ts";
import { clipSteps, preluStep } from "../imports/piecewise.ts";
import {
  type ActivationStep,
  type DenseStep,
  normalizationStep,
  type ScalingStep,
  type Step,
} from "../imports/steps.ts";
import { FLOAT_KINDS } from "./constant-nodes.ts";
import { shown } from "./message-fields.ts";
import type { OnnxGraphNode } from "./read-onnx-model.ts";
import type { OnnxConstant } from "./read-tensor.ts";

/** What a node's reader needs. */
export interface Place {
  readonly node: OnnxGraphNode;
  /** Name of the value that the chain passes on. */
  readonly value: string;
  /** The node as an error names it, behind the file. */
  readonly where: string;
  /** The same without the file. */
  readonly label: string;
  /** The constant input at a place; undefined where it is none. */
  readonly constant: (at: number) => OnnxConstant | undefined;
  /** Says how many numbers are made of the node's constants. @throws FormatError where they are too many for the file. */
  readonly spend: (numbers: number) => void;
  /** The step before. */
  readonly last: Step | undefined;
  /** The parts of a shape that nodes compute at a place, those that are not constant undefined. */
  readonly shape: (at: number) => readonly (number | undefined)[] | undefined;
  /** Rows of the graph's input, where it is exported for a fixed number. */
  readonly rows: number | undefined;
}

/** What a node of one operator becomes. It throws where it can not be a dense network's. */
export type NodeReader = (place: Place) => Step[];

const ACTIVATIONS: Readonly<Record<string, ActivationStep["activation"]>> = {
  Sigmoid: "sigmoid",
  Tanh: "tanh",
  Relu: "relu",
  LeakyRelu: "leaky-relu",
  Gelu: "gelu",
  Softmax: "softmax",
  // The same classes in the same order; our networks give the probabilities themselves.
  LogSoftmax: "softmax",
};

/** Operators that may pass rows on as they are, and whether a node of theirs does. */
const PASSING: Readonly<Record<string, (place: Place) => boolean>> = {
  Identity: () => true,
  Dropout: ({ constant }) => !constant(2)?.values[0],
  Flatten: ({ node }) => [1, -1].includes(node.numbers.get("axis")?.[0] ?? 1),
  Cast: ({ node }) => FLOAT_KINDS.includes(node.numbers.get("to")?.[0] ?? 0),
};

export const NODE_READERS: Readonly<Record<string, NodeReader>> = {
  Gemm: gemm,
  MatMul: matMul,
  Add: (place) => [arithmetic(place, (c) => [1, c])],
  Sub: subtraction,
  Mul: (place) => [arithmetic(place, (c) => [c, 0])],
  Div: division,
  Neg: ({ label }) => [{ kind: "scaling", name: label, scale: [-1], offset: [0] }],
  Clip: clip,
  Max: maximum,
  PRelu: prelu,
  HardSigmoid: hardSigmoid,
  BatchNormalization: batchNormalization,
  Reshape: reshape,
  Exp: exponential,
  Squeeze: squeeze,
  ...Object.fromEntries(Object.keys(ACTIVATIONS).map((operator) => [operator, activation])),
  ...Object.fromEntries(Object.entries(PASSING).map(([operator, passes]) => [operator, passing(passes)])),
};

/** To rows, of a width that is given or what remains of a row; or one number of each row. */
function reshape({ constant, shape, rows, where, label }: Place): Step[] {
  const sizes = Array.from(constant(1)?.values ?? shape(1) ?? []);
  const [first, width, ...more] = sizes;
  if (sizes.length === 1 && first === -1) return [{ kind: "width", name: label, width: 1 }];
  const keepsRows = first === undefined || first === 0 || first === -1 || first === rows;
  if (!keepsRows || width === undefined || width === 0 || more.length > 0) throw changesShape(where);
  return width < 0 ? [] : [{ kind: "width", name: label, width }];
}

/** Of the logarithms that a LogSoftmax gave. */
function exponential({ last, where }: Place): Step[] {
  if (last?.name.startsWith("LogSoftmax ")) return [];
  throw new FormatError(`${where}: is an exponential of values, which no dense network has`);
}

/** One number of each row, without its dimension. */
function squeeze({ node, constant, where, label }: Place): Step[] {
  const axes = node.numbers.get("axes") ?? Array.from(constant(1)?.values ?? []);
  if (axes.length !== 1 || ![1, -1].includes(axes[0])) throw changesShape(where);
  return [{ kind: "width", name: label, width: 1 }];
}

function changesShape(where: string): FormatError {
  return new FormatError(`${where}: changes the shape or the kind of the numbers, which no dense network does`);
}

function passing(passes: (place: Place) => boolean): NodeReader {
  return (place) => {
    if (passes(place)) return [];
    throw changesShape(place.where);
  };
}

function gemm(place: Place): Step[] {
  const { node, where, label, value } = place;
  const { numbers, inputs } = node;
  if (inputs[0] !== value || numbers.get("transA")?.[0])
    throw new FormatError(`${where}: multiplies constants by the rows; expected are rows by constants`);
  const alpha = numbers.get("alpha")?.[0] ?? 1;
  const beta = numbers.get("beta")?.[0] ?? 1;
  const { weights, inputs: rows, outputs } = matrix(place, 1, numbers.get("transB")?.[0] === 1);
  place.spend(weights.length + outputs);
  const given = inputs[2] === undefined || inputs[2] === "" ? undefined : constantVector(place, 2, outputs);
  return [
    {
      kind: "dense",
      name: label,
      inputs: rows,
      outputs,
      weights: alpha === 1 ? weights : weights.map((weight) => alpha * weight),
      bias: given ? Float32Array.from(given, (value) => beta * value) : new Float32Array(outputs),
    },
  ];
}

function matMul(place: Place): Step[] {
  const { node, where, label, value } = place;
  if (node.inputs[0] !== value)
    throw new FormatError(`${where}: multiplies constants by the rows; expected are rows by constants`);
  const dense = matrix(place, 1, false);
  place.spend(dense.weights.length + dense.outputs);
  return [{ kind: "dense", name: label, ...dense, bias: new Float32Array(dense.outputs) }];
}

/** A constant matrix as weights by output. @param transposed  Whether it stands so already, [O × I]; else [I × O]. */
function matrix(
  { constant, where }: Place,
  at: number,
  transposed: boolean,
): Pick<DenseStep, "inputs" | "outputs" | "weights"> {
  const found = constant(at);
  if (found?.shape.length !== 2 || found.shape.includes(0))
    throw new FormatError(`${where}: its weights must be a constant of two dimensions, neither of them 0`);
  const [rows, columns] = found.shape;
  if (transposed) return { inputs: columns, outputs: rows, weights: asFloats(found.values) };
  const weights = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let o = 0; o < columns; o++) weights[o * rows + i] = found.values[i * columns + o];
  return { inputs: rows, outputs: columns, weights };
}

function asFloats(values: OnnxConstant["values"]): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

function constantVector(place: Place, at: number, length?: number): Float32Array {
  const found = place.constant(at);
  // A column goes to the rows of a batch, and more dimensions make blocks of the rows.
  if (found && (found.shape.length > 2 || (found.shape.length === 2 && found.shape[0] !== 1)))
    throw new FormatError(
      `${place.where}: input ${at + 1} has the shape [${found.shape.join()}]; expected is one number for each value of a row`,
    );
  if (!found || (length !== undefined && found.values.length !== length && found.values.length !== 1))
    throw new FormatError(
      `${place.where}: input ${at + 1} must be a constant${length === undefined ? "" : ` of ${length} numbers`}`,
    );
  const values = asFloats(found.values);
  return length !== undefined && values.length === 1 ? new Float32Array(length).fill(values[0]) : values;
}

/** The constant of a node with two inputs, one of which is the chain's value. */
function otherInput(place: Place): { readonly numbers: Float32Array; readonly valueFirst: boolean } {
  const valueFirst = place.node.inputs[0] === place.value;
  return { numbers: constantVector(place, valueFirst ? 1 : 0), valueFirst };
}

function arithmetic(place: Place, parts: (constant: number) => readonly [number, number]): ScalingStep {
  return scalingStep(place, otherInput(place).numbers, parts);
}

function scalingStep(
  { label, spend }: Place,
  numbers: Float32Array,
  parts: (constant: number) => readonly [number, number],
): ScalingStep {
  spend(2 * numbers.length);
  const scale = new Float64Array(numbers.length);
  const offset = new Float64Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) [scale[i], offset[i]] = parts(numbers[i]) as [number, number];
  return { kind: "scaling", name: label, scale, offset };
}

function subtraction(place: Place): Step[] {
  const { numbers, valueFirst } = otherInput(place);
  return [scalingStep(place, numbers, (c) => (valueFirst ? [1, -c] : [-1, c]))];
}

function division(place: Place): Step[] {
  const { numbers, valueFirst } = otherInput(place);
  if (!valueFirst) throw new FormatError(`${place.where}: divides by the rows; expected is a division by constants`);
  return [scalingStep(place, numbers, (c) => [1 / c, 0])];
}

/** (x − mean) / sqrt(variance + ε) · scale + bias */
function batchNormalization(place: Place): Step[] {
  const { node, where, label } = place;
  if (node.numbers.get("training_mode")?.[0] || node.numbers.get("is_test")?.[0] === 0)
    throw new FormatError(`${where}: is in training mode; export the model for inference`);
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((at) => constantVector(place, at)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  place.spend(4 * gamma.length);
  const epsilon = node.numbers.get("epsilon")?.[0] ?? 1e-5;
  return [normalizationStep({ name: label, gamma, beta, mean, variance, epsilon })];
}

function activation({ node, where, label }: Place): Step[] {
  const { operator, numbers, texts } = node;
  const axis = numbers.get("axis")?.[0] ?? -1;
  if (operator.endsWith("Softmax") && axis !== -1 && axis !== 1)
    throw new FormatError(`${where}: is over axis ${axis}; expected is a softmax over the last one`);
  if (operator === "Gelu" && (texts.get("approximate")?.[0] ?? "none") !== "none")
    throw new FormatError(
      `${where}: is the approximation ${shown(texts.get("approximate")?.[0] ?? "")}; only the exact GELU is held`,
    );
  const kind = ACTIVATIONS[operator];
  const step = { kind: "activation", name: label, activation: kind } as const;
  if (operator !== "LeakyRelu") return [step];
  const slope = numbers.get("alpha")?.[0] ?? 0.01;
  if (!Number.isFinite(slope)) throw new FormatError(`${where}: its slope is ${slope}`);
  return [{ ...step, slope }];
}

/** Bounds as inputs, before operator set 11 as attributes. */
function clip({ node, constant, label, where }: Place): Step[] {
  const [low, high] = ["min", "max"].map((bound, at) => {
    const given = node.inputs[at + 1];
    if (given === undefined || given === "") return node.numbers.get(bound)?.[0];
    const found = constant(at + 1);
    if (found?.values.length !== 1) throw new FormatError(`${where}: input ${at + 2} must be one constant number`);
    return found.values[0];
  });
  return clipSteps(low ?? -Infinity, high ?? Infinity, label, where);
}

/** Of the rows and zero. */
function maximum(place: Place): Step[] {
  const { numbers } = otherInput(place);
  if (place.node.inputs.length === 2 && numbers.length > 0 && numbers.every((number) => number === 0))
    return [{ kind: "activation", name: place.label, activation: "relu" }];
  throw new FormatError(`${place.where}: is not the largest of rows and 0, which is a ReLU`);
}

function prelu(place: Place): Step[] {
  const slopes = constantVector(place, 1);
  place.spend(2 * slopes.length);
  if (!slopes.every(Number.isFinite)) throw new FormatError(`${place.where}: has a slope that is no finite number`);
  return [preluStep(slopes, place.label)];
}

/** max(0, min(1, alpha · x + beta)) */
function hardSigmoid({ node, label, where }: Place): Step[] {
  const alpha = node.numbers.get("alpha")?.[0] ?? 0.2;
  const beta = node.numbers.get("beta")?.[0] ?? 0.5;
  return [{ kind: "scaling", name: label, scale: [alpha], offset: [beta] }, ...clipSteps(0, 1, label, where)];
}
