/**
 * What exporters spell out with branches though it is one step: a value goes into several nodes, and comes out as one.
 *
 *   GELU          gelu-pattern.ts
 *   leaky ReLU    Max(x, slope · x), Where(x > 0, x, slope · x)
 *   PReLU         Relu(x) + c · Relu(−x)
 *   softmax       Exp(x) or Exp(x − ReduceMax(x)), divided by its ReduceSum
 *   two classes   Concat(1 − p, p) of one unit's probability
 */

import { preluStep } from "../imports/piecewise.ts";
import type { Step } from "../imports/steps.ts";
import { FLOAT_KINDS } from "./constant-nodes.ts";
import { geluOf } from "./gelu-pattern.ts";
import { shown } from "./message-fields.ts";
import type { OnnxGraphNode } from "./read-onnx-model.ts";
import type { OnnxConstant } from "./read-tensor.ts";

/** The values around the one where branches begin. */
export interface Branches {
  readonly value: string;
  readonly usersOf: (value: string) => readonly OnnxGraphNode[];
  readonly constant: (name: string) => OnnxConstant | undefined;
  /** Says how many numbers are made. @throws FormatError where they are too many for the file. */
  readonly spend: (numbers: number) => void;
  /** Whether the value is one unit's probability. */
  readonly isProbability: boolean;
}

interface Joined {
  readonly steps: readonly Step[];
  /** Name of the value that the branches end in. */
  readonly output: string;
}

/** The steps that the nodes after a value amount to, or undefined where they are none of these. */
export function joinedBranches(branches: Branches): Joined | undefined {
  const gelu = geluOf(branches.value, branches.usersOf, branches.constant);
  if (gelu !== undefined) return activation("gelu", gelu);
  return leakyRelu(branches) ?? prelu(branches) ?? softmax(branches) ?? twoClasses(branches);
}

function activation(kind: "gelu" | "softmax", output: string): Joined {
  return { steps: [{ kind: "activation", name: `the nodes that make ${shown(output)}`, activation: kind }], output };
}

function user(users: readonly OnnxGraphNode[], ...operators: string[]): OnnxGraphNode | undefined {
  return users.find(({ operator, domain }) => domain === "" && operators.includes(operator));
}

function single({ constant }: Branches, name: string | undefined): number | undefined {
  const found = constant(name ?? "");
  return found?.values.length === 1 ? found.values[0] : undefined;
}

function leakyRelu(branches: Branches): Joined | undefined {
  const { value, usersOf } = branches;
  const users = usersOf(value);
  const scaled = user(users, "Mul");
  const join = user(users, "Max", "Where");
  const slope = single(
    branches,
    scaled?.inputs.find((input) => input !== value),
  );
  const [output] = join?.outputs ?? [];
  if (!scaled || !join || slope === undefined || output === undefined) return undefined;
  const [below] = scaled.outputs;
  const isMax = join.operator === "Max" && users.length === 2 && slope <= 1 && join.inputs.length === 2;
  const isWhere = users.length === 3 && join.inputs[1] === value && isPositive(branches, user(users, "Greater"), join);
  const takesBelow = join.inputs.includes(below ?? "") && (isMax || join.inputs[2] === below);
  if (!takesBelow || !(isMax || isWhere) || usersOf(below ?? "").length !== 1) return undefined;
  const step = { kind: "activation", name: `the nodes that make ${shown(output)}`, slope } as const;
  return { steps: [{ ...step, activation: "leaky-relu" }], output };
}

function prelu(branches: Branches): Joined | undefined {
  const { value, usersOf, constant, spend } = branches;
  const users = usersOf(value);
  const [above, negated] = [user(users, "Relu"), user(users, "Neg")];
  if (users.length !== 2 || !above || !negated) return undefined;
  const below = onlyUser(branches, negated, "Relu");
  const scaled = below && onlyUser(branches, below.node, "Mul");
  const slopes = constant(scaled?.node.inputs.find((input) => input !== scaled.takes) ?? "")?.values;
  const join = scaled && onlyUser(branches, scaled.node, "Add");
  const other = onlyUser(branches, above, "Add");
  const [output] = join?.node.outputs ?? [];
  if (!slopes || !join || join.node !== other?.node || output === undefined) return undefined;
  spend(2 * slopes.length);
  return {
    steps: [
      preluStep(
        Float32Array.from(slopes, (slope) => -slope),
        `the nodes that make ${shown(output)}`,
      ),
    ],
    output,
  };
}

/** The one node that takes what a node makes, where it has this operator; casts between kinds of floats are passed over. */
function onlyUser(
  branches: Branches,
  { outputs: [made = ""] }: OnnxGraphNode,
  operator: string,
): { readonly node: OnnxGraphNode; readonly takes: string } | undefined {
  const [node, ...others] = branches.usersOf(made);
  if (!node || others.length > 0 || node.domain !== "") return undefined;
  if (node.operator === operator) return { node, takes: made };
  const isCast = node.operator === "Cast" && FLOAT_KINDS.includes(node.numbers.get("to")?.[0] ?? 0);
  return isCast ? onlyUser(branches, node, operator) : undefined;
}

/** Whether a Where's condition is x > 0. */
function isPositive(branches: Branches, greater: OnnxGraphNode | undefined, join: OnnxGraphNode): boolean {
  return (
    greater?.inputs[0] === branches.value &&
    single(branches, greater.inputs[1]) === 0 &&
    join.inputs[0] === greater.outputs[0]
  );
}

function softmax({ value, usersOf, constant }: Branches): Joined | undefined {
  const users = usersOf(value);
  const shift = user(users, "Sub");
  const largest = user(users, "ReduceMax");
  const isShifted = users.length === 2 && shift?.inputs[0] === value && shift.inputs[1] === largest?.outputs[0];
  if (largest && !isLastAxis(largest, constant)) return undefined;
  const exponents = isShifted ? usersOf(shift?.outputs[0] ?? "") : users;
  const exp = exponents.length === 1 ? user(exponents, "Exp") : undefined;
  const power = exp?.outputs[0] ?? "";
  const last = usersOf(power);
  const sum = user(last, "ReduceSum");
  const share = user(last, "Div");
  if (last.length !== 2 || !sum || !share || !isLastAxis(sum, constant)) return undefined;
  const [output] = share.outputs;
  const isShare = share.inputs[0] === power && share.inputs[1] === sum.outputs[0];
  return isShare && output !== undefined ? activation("softmax", output) : undefined;
}

/** Whether a Reduce goes over the values of a row and keeps its place. */
function isLastAxis({ numbers, inputs }: OnnxGraphNode, constant: Branches["constant"]): boolean {
  const axes = numbers.get("axes") ?? Array.from(constant(inputs[1] ?? "")?.values ?? []);
  return axes.length === 1 && [1, -1].includes(axes[0]) && (numbers.get("keepdims")?.[0] ?? 1) === 1;
}

function twoClasses(branches: Branches): Joined | undefined {
  const { value, usersOf, isProbability } = branches;
  const users = usersOf(value);
  const rest = user(users, "Sub");
  const pair = user(users, "Concat");
  const [output] = pair?.outputs ?? [];
  if (!isProbability || users.length !== 2 || !rest || !pair || output === undefined) return undefined;
  const isRest = single(branches, rest.inputs[0]) === 1 && rest.inputs[1] === value;
  const isPair = pair.inputs.length === 2 && pair.inputs[0] === rest.outputs[0] && pair.inputs[1] === value;
  const isAlongRow = [1, -1].includes(pair.numbers.get("axis")?.[0] ?? 0);
  return isRest && isPair && isAlongRow ? { steps: [], output } : undefined;
}
