/**
 * GELU as exporters spell it for operator sets without `Gelu`: five nodes around `Erf`, in whatever order they multiply.
 *
 *   x · (0.5 + 0.5 · erf(x · √½))
 *
 * Each value on the way is one of three forms of the x at the beginning; what the last one amounts to decides.
 */

import type { OnnxGraphNode } from "./read-onnx-model.ts";
import type { OnnxConstant } from "./read-tensor.ts";

type Form =
  /** factor · x */
  | { readonly kind: "line"; readonly factor: number }
  /** factor · erf(inner · x) + offset */
  | { readonly kind: "erf"; readonly inner: number; readonly factor: number; readonly offset: number }
  /** x · (factor · erf(inner · x) + offset) */
  | { readonly kind: "product"; readonly inner: number; readonly factor: number; readonly offset: number };

/** Nodes of the longest spelling that is met. */
const MOST_NODES = 8;
/** Constants are rounded to float32 or less by whoever wrote them. */
const TOLERANCE = 1e-4;

/**
 * The value that is gelu(x), or undefined where the nodes after x compute something else.
 *
 * @param x        Name of the value.
 * @param usersOf  The nodes that take a value.
 * @param constant Of a name, or undefined.
 */
export function geluOf(
  x: string,
  usersOf: (value: string) => readonly OnnxGraphNode[],
  constant: (name: string) => OnnxConstant | undefined,
): string | undefined {
  const forms = new Map<string, Form>([[x, { kind: "line", factor: 1 }]]);
  const waiting = usersOf(x).slice(0, MOST_NODES);
  for (let done = 0; waiting.length > 0 && done < MOST_NODES * 2; done++) {
    const node = waiting.shift() as OnnxGraphNode;
    const [output = ""] = node.outputs;
    if (forms.has(output)) continue;
    const form = formOf(node, forms, constant);
    if (!form) continue;
    if (isGelu(form)) return output;
    forms.set(output, form);
    waiting.push(...usersOf(output).slice(0, MOST_NODES));
  }
  return undefined;
}

function isGelu(form: Form): boolean {
  const near = (value: number, expected: number) => Math.abs(value - expected) < TOLERANCE;
  return form.kind === "product" && near(form.inner, Math.SQRT1_2) && near(form.factor, 0.5) && near(form.offset, 0.5);
}

function formOf(
  { operator, domain, inputs }: OnnxGraphNode,
  forms: ReadonlyMap<string, Form>,
  constant: (name: string) => OnnxConstant | undefined,
): Form | undefined {
  if (domain !== "") return undefined;
  const [a, b] = inputs.map((name) => forms.get(name));
  if (operator === "Erf")
    return a?.kind === "line" ? { kind: "erf", inner: a.factor, factor: 1, offset: 0 } : undefined;
  if (a && b) return operator === "Mul" ? (product(a, b) ?? product(b, a)) : undefined;
  const form = a ?? b;
  const number = single(constant(inputs[a ? 1 : 0] ?? ""));
  if (!form || number === undefined) return undefined;
  if (operator === "Mul") return scaled(form, number);
  if (operator === "Div") return a ? scaled(form, 1 / number) : undefined;
  if (operator === "Add" && form.kind === "erf") return { ...form, offset: form.offset + number };
  return undefined;
}

function product(line: Form, erf: Form): Form | undefined {
  if (line.kind !== "line" || erf.kind !== "erf") return undefined;
  return { ...erf, kind: "product", factor: erf.factor * line.factor, offset: erf.offset * line.factor };
}

function scaled(form: Form, number: number): Form {
  const factor = form.factor * number;
  return form.kind === "line" ? { ...form, factor } : { ...form, factor, offset: form.offset * number };
}

function single(found: OnnxConstant | undefined): number | undefined {
  return found?.values.length === 1 ? found.values[0] : undefined;
}
