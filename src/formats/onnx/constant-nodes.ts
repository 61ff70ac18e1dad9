/**
 * The constants of an ONNX graph, with those that its nodes make of constants alone: what an exporter did not compute itself.
 */

import { FormatError } from "../../core/errors.ts";
import { shown } from "./message-fields.ts";
import type { OnnxGraph, OnnxGraphNode } from "./read-onnx-model.ts";
import type { OnnxConstant } from "./read-tensor.ts";

/** Operators on one constant, number by number. */
const UNARY: Readonly<Record<string, (x: number) => number>> = {
  Identity: (x) => x,
  Neg: (x) => -x,
  Sqrt: Math.sqrt,
  Reciprocal: (x) => 1 / x,
  Abs: Math.abs,
};

/** Operators on two, of one length, or one of them a single number. */
const BINARY: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Pow: (a, b) => a ** b,
};

/** Operators that change a constant's shape and none of its numbers, for what takes vectors. */
const RESHAPING = ["Unsqueeze", "Squeeze", "Flatten"];
/** To float, float16 or double: numbers stay numbers. */
export const FLOAT_KINDS = [1, 10, 11];

/** Tensors of a graph that do not depend on its input. */
export interface GraphConstants {
  /** By name. */
  readonly tensors: ReadonlyMap<string, OnnxConstant>;
  /** The nodes that make some of them. */
  readonly makers: ReadonlySet<OnnxGraphNode>;
}

/**
 * @param name   What to call the file in an error.
 * @param spend  Says how many numbers are made.
 */
export function constantsOf(
  { nodes, tensors }: OnnxGraph,
  name: string,
  spend: (numbers: number) => void,
): GraphConstants {
  const all = new Map(tensors);
  const makers = new Set<OnnxGraphNode>();
  for (const node of nodes) {
    const inputs = node.inputs.map((input) => (input === "" ? undefined : all.get(input)));
    if (node.domain !== "" || !inputs[0] || node.inputs.some((input, at) => input !== "" && !inputs[at])) continue;
    const made = madeOf(node, inputs as [OnnxConstant, ...OnnxConstant[]], name, spend);
    if (!made) continue;
    all.set(node.outputs[0] ?? "", made);
    makers.add(node);
  }
  return { tensors: all, makers };
}

function madeOf(
  node: OnnxGraphNode,
  [first, second, third]: readonly [OnnxConstant, ...OnnxConstant[]],
  name: string,
  spend: (numbers: number) => void,
): OnnxConstant | undefined {
  const { operator, numbers } = node;
  spend(first.values.length);
  const unary = Object.hasOwn(UNARY, operator) ? UNARY[operator] : undefined;
  if (unary) return { shape: first.shape, values: Float32Array.from(first.values, unary) };
  if (operator === "Cast") return FLOAT_KINDS.includes(numbers.get("to")?.[0] ?? 0) ? first : undefined;
  if (operator === "Transpose") return transposed(first, numbers.get("perm"));
  if (RESHAPING.includes(operator)) return { ...first, shape: first.shape.filter((size) => size !== 1) };
  if (!second) return undefined;
  if (operator === "DequantizeLinear") {
    const where = `${name}: DequantizeLinear that makes ${shown(node.outputs[0] ?? "")}`;
    return dequantized(first, second, third, numbers.get("axis")?.[0] ?? 1, where);
  }
  spend(second.values.length);
  const binary = Object.hasOwn(BINARY, operator) ? BINARY[operator] : undefined;
  return binary && elementwise(first, second, binary);
}

function elementwise(
  a: OnnxConstant,
  b: OnnxConstant,
  operation: (a: number, b: number) => number,
): OnnxConstant | undefined {
  const [long, isOne] = a.values.length >= b.values.length ? [a, b] : [b, a];
  if (isOne.values.length !== 1 && isOne.values.length !== long.values.length) return undefined;
  const at = (values: OnnxConstant["values"], i: number) => values[values.length === 1 ? 0 : i];
  const values = Float32Array.from(long.values, (_, i) => operation(at(a.values, i), at(b.values, i)));
  return { shape: long.shape, values };
}

function transposed({ shape, values }: OnnxConstant, order: readonly number[] | undefined): OnnxConstant | undefined {
  const [rows, columns] = shape;
  if (shape.length < 2) return { shape, values };
  if (shape.length !== 2 || rows === undefined || columns === undefined) return undefined;
  if (order && order[0] === 0) return { shape, values };
  const turned = new Float32Array(values.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) turned[j * rows + i] = values[i * columns + j];
  return { shape: [columns, rows], values: turned };
}

/** (code − zero) · scale, one scale or one per row or column */
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
