/**
 * The chain of steps in an ONNX graph: from its one input to the probabilities, each node with the constants it takes.
 *
 * A graph that branches, or a node that no dense network has, is refused by the operator's name.
 */

import { FormatError } from "../../core/errors.ts";
import type { ActivationStep, DenseStep, ScalingStep, Step } from "../imports/steps.ts";
import type { OnnxConstant, OnnxGraph, OnnxGraphNode } from "./read-onnx-model.ts";

/** What a node's reader needs. */
interface Place {
  readonly node: OnnxGraphNode;
  /** Name of the value that the chain passes on. */
  readonly value: string;
  /** The node as an error names it. */
  readonly where: string;
  /** The constant input at a place; undefined where it is none. */
  constant(at: number): OnnxConstant | undefined;
}

type NodeReader = (place: Place) => Step[];

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

/** Operators that pass rows on as they are. */
const PASSING = ["Identity", "Dropout", "Flatten", "Reshape", "Cast", "Squeeze", "Unsqueeze"];

const READERS: Readonly<Record<string, NodeReader>> = {
  Gemm: gemm,
  MatMul: matMul,
  Add: (place) => [arithmetic(place, (c) => [1, c])],
  Sub: subtraction,
  Mul: (place) => [arithmetic(place, (c) => [c, 0])],
  Div: division,
  BatchNormalization: batchNormalization,
  ...Object.fromEntries(Object.keys(ACTIVATIONS).map((operator) => [operator, activation])),
  ...Object.fromEntries(PASSING.map((operator) => [operator, () => []])),
};

/** The steps of the graph. @param name  What to call the file in an error. @throws FormatError for other graphs. */
export function stepsOfGraph(graph: OnnxGraph, name: string): Step[] {
  const tensors = withDequantized(graph, name);
  const nodes = graph.nodes.filter(({ operator }) => operator !== "DequantizeLinear");
  const [input, ...others] = graph.inputs;
  if (input === undefined || others.length > 0)
    throw new FormatError(`${name}: has ${graph.inputs.length} inputs; expected is one, rows of features`);
  const steps: Step[] = [];
  let value = input;
  for (let done = 0; !graph.outputs.includes(value); done++) {
    const users = nodes.filter(({ inputs }) => inputs.includes(value));
    const [node] = users;
    if (!node || users.length > 1 || done > nodes.length) throw new FormatError(branches(users, value, name));
    const reader = node.domain === "" ? READERS[node.operator] : undefined;
    const where = `${name}: ${node.operator} that makes "${node.outputs[0] ?? ""}"`;
    if (!reader) throw new FormatError(`${where}: no dense network has this operator; coldpress reads ${known()}`);
    const constant = (at: number) => tensors.get(node.inputs[at] ?? "");
    steps.push(...reader({ node, value, where, constant }));
    value = node.outputs[0] ?? "";
  }
  return steps;
}

function known(): string {
  return [...Object.keys(READERS), "DequantizeLinear", "Constant"].sort().join(", ");
}

function branches(users: readonly OnnxGraphNode[], value: string, name: string): string {
  const found = users.map(({ operator }) => operator).join(", ");
  return users.length === 0
    ? `${name}: nothing takes "${value}", which is no output of the graph`
    : `${name}: "${value}" is taken by ${found}; expected is one node after the other`;
}

/** Constants with those that DequantizeLinear makes of others: (code − zero) · scale, one scale or one per row or column. */
function withDequantized({ nodes, tensors }: OnnxGraph, name: string): Map<string, OnnxConstant> {
  const all = new Map(tensors);
  for (const { operator, inputs, outputs, numbers } of nodes) {
    if (operator !== "DequantizeLinear") continue;
    const [codes, scale, zero] = inputs.map((input) => all.get(input));
    const where = `${name}: DequantizeLinear that makes "${outputs[0]}"`;
    if (!codes || !scale) throw new FormatError(`${where}: takes values that are not constant; only weights may be`);
    all.set(outputs[0] ?? "", dequantized(codes, scale, zero, numbers.get("axis")?.[0] ?? 1, where));
  }
  return all;
}

function dequantized(
  codes: OnnxConstant,
  { values: scales }: OnnxConstant,
  zero: OnnxConstant | undefined,
  axis: number,
  where: string,
): OnnxConstant {
  const along = axis < 0 ? axis + codes.shape.length : axis;
  const stride = codes.shape.slice(along + 1).reduce((product, size) => product * size, 1);
  const size = codes.shape[along] ?? 1;
  if (scales.length !== 1 && scales.length !== size)
    throw new FormatError(`${where}: has ${scales.length} scales for ${size} rows`);
  const values = new Float32Array(codes.values.length);
  for (let i = 0; i < values.length; i++) {
    const row = scales.length === 1 ? 0 : Math.floor(i / stride) % size;
    values[i] = (codes.values[i] - (zero?.values[zero.values.length === 1 ? 0 : row] ?? 0)) * scales[row];
  }
  return { shape: codes.shape, values };
}

function gemm(place: Place): Step[] {
  const { node, where, value } = place;
  const { numbers, inputs } = node;
  if (inputs[0] !== value || numbers.get("transA")?.[0])
    throw new FormatError(`${where}: multiplies constants by the rows; expected are rows by constants`);
  const alpha = numbers.get("alpha")?.[0] ?? 1;
  const beta = numbers.get("beta")?.[0] ?? 1;
  const { weights, inputs: rows, outputs } = matrix(place, 1, numbers.get("transB")?.[0] === 1);
  const given = inputs[2] === undefined || inputs[2] === "" ? undefined : constantVector(place, 2, outputs);
  return [
    {
      kind: "dense",
      name: where,
      inputs: rows,
      outputs,
      weights: alpha === 1 ? weights : weights.map((weight) => alpha * weight),
      bias: given ? Float32Array.from(given, (value) => beta * value) : new Float32Array(outputs),
    },
  ];
}

function matMul(place: Place): Step[] {
  const { node, where, value } = place;
  if (node.inputs[0] !== value)
    throw new FormatError(`${where}: multiplies constants by the rows; expected are rows by constants`);
  const dense = matrix(place, 1, false);
  return [{ kind: "dense", name: where, ...dense, bias: new Float32Array(dense.outputs) }];
}

/** A constant matrix as weights by output. @param transposed  Whether it stands so already, [O × I]; else [I × O]. */
function matrix(
  { constant, where }: Place,
  at: number,
  transposed: boolean,
): Pick<DenseStep, "inputs" | "outputs" | "weights"> {
  const found = constant(at);
  if (found?.shape.length !== 2)
    throw new FormatError(`${where}: its weights must be a constant of two dimensions`);
  const [rows, columns] = found.shape as [number, number];
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
  { where }: Place,
  numbers: Float32Array,
  parts: (constant: number) => readonly [number, number],
): ScalingStep {
  const pairs = Array.from(numbers, parts);
  return {
    kind: "scaling",
    name: where,
    scale: pairs.map(([scale]) => scale),
    offset: pairs.map(([, offset]) => offset),
  };
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
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((at) => constantVector(place, at)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const epsilon = place.node.numbers.get("epsilon")?.[0] ?? 1e-5;
  const factors = Array.from(scale, (gamma, i) => gamma / Math.sqrt(variance[i] + epsilon));
  const offset = factors.map((factor, i) => bias[i] - mean[i] * factor);
  return [{ kind: "scaling", name: place.where, scale: factors, offset }];
}

function activation({ node, where }: Place): Step[] {
  const { operator, numbers } = node;
  const kind = ACTIVATIONS[operator] as ActivationStep["activation"];
  const step = { kind: "activation", name: where, activation: kind } as const;
  return [operator === "LeakyRelu" ? { ...step, slope: numbers.get("alpha")?.[0] ?? 0.01 } : step];
}
