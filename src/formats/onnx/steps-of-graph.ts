/**
 * The chain of steps in an ONNX graph: from its one input to the probabilities, each node with the constants it takes.
 *
 * A graph that branches, or a node that no dense network has, is refused by the operator's name. Some branches are one step
 * that is spelled out (branch-patterns.ts); what computes a shape is left out.
 */

import { FormatError } from "../../core/errors.ts";
import type { Step } from "../imports/steps.ts";
import { joinedBranches } from "./branch-patterns.ts";
import { constantsOf } from "./constant-nodes.ts";
import { shown } from "./message-fields.ts";
import { ML_DOMAIN, ML_READERS } from "./ml-readers.ts";
import { NODE_READERS, type NodeReader, type Place } from "./node-readers.ts";
import type { OnnxGraph, OnnxGraphNode, OnnxInput } from "./read-onnx-model.ts";
import type { OnnxConstant } from "./read-tensor.ts";
import { wantedNodes } from "./wanted-nodes.ts";

/** Numbers that steps may have beside those of the file: a small graph may take one constant several times. */
const SPARE_NUMBERS = 2 ** 20;

/**
 * The steps of the graph.
 *
 * @param name  What to call the file in an error.
 * @param size  Its bytes, with those of files beside it: steps have no more numbers than these, and a few.
 * @throws FormatError for other graphs.
 */
export function stepsOfGraph(whole: OnnxGraph, name: string, size: number): Step[] {
  let left = size + SPARE_NUMBERS;
  const spend = (numbers: number) => {
    left -= numbers;
    if (left < 0) throw new FormatError(`${name}: its nodes take the same constants so often that they are too many`);
  };
  const graph = wantedNodes(whole, name);
  const { tensors, makers } = constantsOf(graph, name, spend);
  const [input, ...others] = graph.inputs;
  if (input === undefined || others.length > 0)
    throw new FormatError(`${name}: has ${graph.inputs.length} inputs; expected is one, rows of features`);
  if (input.shape.length === 1)
    throw new FormatError(`${name}: its input ${shown(input.name)} has one dimension; expected are rows of features`);
  const steps = chainFrom(input.name, graph, { name, tensors, spend, usersOf: usersByValue(graph, makers) });
  return [...inputWidth(input), ...steps];
}

interface Surroundings {
  readonly name: string;
  readonly tensors: ReadonlyMap<string, OnnxConstant>;
  readonly spend: (numbers: number) => void;
  readonly usersOf: (value: string) => readonly OnnxGraphNode[];
}

function chainFrom(input: string, graph: OnnxGraph, surroundings: Surroundings): Step[] {
  const { name, tensors, usersOf } = surroundings;
  const constant = (of: string) => tensors.get(of);
  const steps: Step[] = [];
  let value = input;
  let dimensions = graph.inputs[0]?.shape.length || 2;
  for (let done = 0; ; done++) {
    const users = usersOf(value);
    if (users.length === 0 && graph.outputs.includes(value)) return steps;
    if (done > graph.nodes.length) throw new FormatError(`${name}: its nodes go round in a circle`);
    const [node] = users;
    const reader = node && readerOf(node);
    const isPlain = reader !== undefined && users.length === 1 && node.operator !== "Exp";
    const isProbability = isOneProbability(steps);
    const joined = isPlain
      ? undefined
      : joinedBranches({ value, usersOf, constant, spend: surroundings.spend, isProbability });
    if (joined) {
      steps.push(...joined.steps);
      value = joined.output;
      continue;
    }
    if (!node || users.length > 1) throw new FormatError(branches(users, value, name));
    const last = steps.findLast((step) => step.kind !== "width");
    const place = placeOf(node, value, last, graph, surroundings);
    if (!reader)
      throw new FormatError(`${place.where}: no dense network has this operator; coldpress reads ${known()}`);
    if (dimensions > 2) dimensions = dimensionsAfter(place, dimensions);
    steps.push(...reader(place));
    value = node.outputs[node.operator.endsWith("Classifier") ? 1 : 0] ?? "";
  }
}

/** Whether the steps end with one unit's sigmoid. */
function isOneProbability(steps: readonly Step[]): boolean {
  const last = steps.findLast((step) => step.kind !== "width");
  const dense = steps.findLast((step) => step.kind === "dense");
  return last?.kind === "activation" && last.activation === "sigmoid" && dense?.outputs === 1;
}

/** What does the same to values of any number of dimensions. */
const EVERYWHERE = ["Identity", "Dropout", "Cast"];

/**
 * How many dimensions the values have behind a node, where those before it have more than two: until something makes rows of
 * them, nothing else is read that depends on where a number stands.
 */
function dimensionsAfter({ node, where, constant }: Place, dimensions: number): number {
  const { operator, inputs, numbers } = node;
  if (operator === "Reshape" || (operator === "Flatten" && (numbers.get("axis")?.[0] ?? 1) === 1)) return 2;
  const isByOne = inputs.length === 2 && inputs.some((_, at) => constant(at)?.values.length === 1);
  if (EVERYWHERE.includes(operator) || (ARITHMETIC.includes(operator) && isByOne)) return dimensions;
  throw new FormatError(
    `${where}: takes values of ${dimensions} dimensions; expected are rows, made by a Flatten before it`,
  );
}

const ARITHMETIC = ["Add", "Sub", "Mul", "Div"];

function readerOf({ operator, domain }: OnnxGraphNode): NodeReader | undefined {
  const readers = domain === "" ? NODE_READERS : domain === ML_DOMAIN ? ML_READERS : {};
  return Object.hasOwn(readers, operator) ? readers[operator] : undefined;
}

function placeOf(
  node: OnnxGraphNode,
  value: string,
  last: Step | undefined,
  { nodes, inputs }: OnnxGraph,
  { name, tensors, spend }: Surroundings,
): Place {
  const label = `${shownOperator(node)} that makes ${shown(node.outputs[0] ?? "")}`;
  const constant = (at: number) => tensors.get(node.inputs[at] ?? "");
  /** A shape that a node computes: the constants in it, the others undefined. */
  const shape = (at: number) => {
    const made = nodes.find(({ operator, outputs }) => operator === "Concat" && outputs[0] === node.inputs[at]);
    return made?.inputs.map((part) => tensors.get(part)?.values[0]);
  };
  const rows = inputs[0]?.shape[0];
  return { node, value, last, where: `${name}: ${label}`, label, constant, shape, rows, spend };
}

/** What takes a value, but for what makes constants and what asks for shapes. */
function usersByValue(
  { nodes }: OnnxGraph,
  makers: ReadonlySet<OnnxGraphNode>,
): (value: string) => readonly OnnxGraphNode[] {
  const users = new Map<string, OnnxGraphNode[]>();
  for (const node of nodes) {
    if (node.operator === "Shape" || makers.has(node)) continue;
    for (const input of new Set(node.inputs)) {
      const list = users.get(input) ?? [];
      list.push(node);
      users.set(input, list);
    }
  }
  return (value) => users.get(value) ?? [];
}

/** How many numbers a row of the input has, where the file says it. */
function inputWidth({ name, shape }: OnnxInput): Step[] {
  const sizes = shape.slice(1);
  if (sizes.length === 0 || sizes.includes(undefined)) return [];
  const width = sizes.reduce<number>((product, size) => product * (size as number), 1);
  return [{ kind: "width", name: `the input ${shown(name)}`, width }];
}

function known(): string {
  const names = [...Object.keys(NODE_READERS), ...Object.keys(ML_READERS), "DequantizeLinear", "Constant"];
  return names.sort().join(", ");
}

function shownOperator({ operator, domain }: OnnxGraphNode): string {
  const whole = domain === "" ? operator : `${domain}.${operator}`;
  return /^[\w.]{1,60}$/.test(whole) ? whole : shown(whole);
}

/** Layer normalisation, which exporters before operator set 17 spell out, begins so. */
function isNormalization(users: readonly OnnxGraphNode[]): string {
  const operators = users.map(({ operator }) => operator);
  const isBegin = operators.includes("ReduceMean") && operators.includes("Sub");
  return isBegin ? ", as a normalisation of each row begins (LayerNormalization)" : "";
}

function branches(users: readonly OnnxGraphNode[], value: string, name: string): string {
  const found = users.slice(0, 5).map(shownOperator).join(", ");
  return users.length === 0
    ? `${name}: nothing takes ${shown(value)}, which is no output of the graph`
    : `${name}: ${shown(value)} is taken by ${found}${isNormalization(users)}; expected is one node after the other`;
}
