/**
 * The chain of steps in an ONNX graph: from its one input to the probabilities, each node with the constants it takes.
 *
 * A graph that branches, or a node that no dense network has, is refused by the operator's name. GELU may be spelled out
 * (gelu-pattern.ts).
 */

import { FormatError } from "../../core/errors.ts";
import type { Step } from "../imports/steps.ts";
import { geluOf } from "./gelu-pattern.ts";
import { NODE_READERS } from "./node-readers.ts";
import { type OnnxConstant, type OnnxGraph, type OnnxGraphNode, shown } from "./read-onnx-model.ts";

/** Numbers that steps may have beside those of the file: a small graph may take one constant several times. */
const SPARE_NUMBERS = 2 ** 20;

/**
 * The steps of the graph.
 *
 * @param name  What to call the file in an error.
 * @param size  Its bytes, with those of files beside it: steps have no more numbers than these, and a few.
 * @throws FormatError for other graphs.
 */
export function stepsOfGraph(graph: OnnxGraph, name: string, size: number): Step[] {
  let left = size + SPARE_NUMBERS;
  const spend = (numbers: number) => {
    left -= numbers;
    if (left < 0) throw new FormatError(`${name}: its nodes take the same constants so often that they are too many`);
  };
  const tensors = withDequantized(graph, name, spend);
  const usersOf = usersByValue(graph);
  const [input, ...others] = graph.inputs;
  if (input === undefined || others.length > 0)
    throw new FormatError(`${name}: has ${graph.inputs.length} inputs; expected is one, rows of features`);
  const steps: Step[] = [];
  let value = input;
  for (let done = 0; ; done++) {
    const users = usersOf(value);
    if (users.length === 0 && graph.outputs.includes(value)) return steps;
    const [node] = users;
    if (done > graph.nodes.length) throw new FormatError(`${name}: its nodes go round in a circle`);
    const gelu = users.length > 1 ? geluOf(value, usersOf, (constant) => tensors.get(constant)) : undefined;
    if (gelu !== undefined) {
      steps.push({ kind: "activation", name: `the nodes that make ${shown(gelu)}`, activation: "gelu" });
      value = gelu;
      continue;
    }
    if (!node || users.length > 1) throw new FormatError(branches(users, value, name));
    const label = `${shownOperator(node)} that makes ${shown(node.outputs[0] ?? "")}`;
    const where = `${name}: ${label}`;
    const reader = node.domain === "" && Object.hasOwn(NODE_READERS, node.operator) && NODE_READERS[node.operator];
    if (!reader) throw new FormatError(`${where}: no dense network has this operator; coldpress reads ${known()}`);
    const constant = (at: number) => tensors.get(node.inputs[at] ?? "");
    steps.push(...reader({ node, value, where, label, constant, spend }));
    value = node.outputs[0] ?? "";
  }
}

function usersByValue({ nodes }: OnnxGraph): (value: string) => readonly OnnxGraphNode[] {
  const users = new Map<string, OnnxGraphNode[]>();
  for (const node of nodes) {
    if (node.operator === "DequantizeLinear") continue;
    for (const input of new Set(node.inputs)) {
      const list = users.get(input) ?? [];
      list.push(node);
      users.set(input, list);
    }
  }
  return (value) => users.get(value) ?? [];
}

function known(): string {
  return [...Object.keys(NODE_READERS), "DequantizeLinear", "Constant"].sort().join(", ");
}

function shownOperator({ operator, domain }: OnnxGraphNode): string {
  const whole = domain === "" ? operator : `${domain}.${operator}`;
  return /^[\w.]{1,60}$/.test(whole) ? whole : shown(whole);
}

function branches(users: readonly OnnxGraphNode[], value: string, name: string): string {
  const found = users.slice(0, 5).map(shownOperator).join(", ");
  return users.length === 0
    ? `${name}: nothing takes ${shown(value)}, which is no output of the graph`
    : `${name}: ${shown(value)} is taken by ${found}; expected is one node after the other`;
}

/** Constants with those that DequantizeLinear makes of others: (code − zero) · scale, one scale or one per row or column. */
function withDequantized(
  { nodes, tensors }: OnnxGraph,
  name: string,
  spend: (numbers: number) => void,
): Map<string, OnnxConstant> {
  const all = new Map(tensors);
  for (const { operator, inputs, outputs, numbers } of nodes) {
    if (operator !== "DequantizeLinear") continue;
    const [codes, scale, zero] = inputs.map((input) => all.get(input));
    const where = `${name}: DequantizeLinear that makes ${shown(outputs[0] ?? "")}`;
    if (!codes || !scale) throw new FormatError(`${where}: takes values that are not constant; only weights may be`);
    spend(codes.values.length);
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
