/**
 * The graph in an ONNX file as plain data: what a stranger's exporter wrote, tensors as views of the bytes.
 *
 * Field numbers stand in onnx-model.ts.
 */

import { FormatError } from "../../core/errors.ts";
import { append, entryOf, floats, inner, shown, signed, text, textIn } from "./message-fields.ts";
import { type Field, fieldsOf, packedNumbers } from "./protobuf.ts";
import { constantOf, type ExternalFile, type OnnxConstant, tensorOf } from "./read-tensor.ts";

/** A graph that we read, of whatever another program wrote. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxGraphNode[];
  /** Constants by name. */
  readonly tensors: ReadonlyMap<string, OnnxConstant>;
  /** Those of constants are left out. */
  readonly inputs: readonly OnnxInput[];
  readonly outputs: readonly string[];
  readonly metadata: ReadonlyMap<string, string>;
  /** What wrote the file, as it says itself. */
  readonly producer: string;
}

export interface OnnxInput {
  readonly name: string;
  /** Sizes, those that may vary undefined; empty where the file does not say. */
  readonly shape: readonly (number | undefined)[];
}

/** A node of a graph that we read. */
export interface OnnxGraphNode {
  readonly operator: string;
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whole numbers and floats by name. */
  readonly numbers: ReadonlyMap<string, readonly number[]>;
  /** Texts and lists of them by name. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
  /** The tensor of a Constant. */
  readonly constant?: OnnxConstant;
}

/**
 * @param name      What to call the file in an error.
 * @param external  Opens a file that the model names; without it such a model is refused.
 * @throws FormatError if the bytes are no model, cut, or a tensor has another size than its shape says.
 */
export function decodeOnnxModel(bytes: Uint8Array, name: string, external?: ExternalFile): OnnxGraph {
  let graph: Field | undefined;
  const metadata = new Map<string, string>();
  let producer = "";
  for (const field of fieldsOf(bytes, name)) {
    if (field.number === 2 && field.bytes) producer = text(field.bytes);
    if (field.number === 7 && field.bytes) graph = field;
    if (field.number === 14 && field.bytes) metadata.set(...entryOf(field, name));
  }
  if (!graph?.bytes) throw new FormatError(`${name}: holds no graph, it is not an ONNX model`);
  return { ...graphOf(graph, name, external), metadata, producer };
}

function graphOf(graph: Field, name: string, external?: ExternalFile): Omit<OnnxGraph, "metadata" | "producer"> {
  const nodes: OnnxGraphNode[] = [];
  const tensors = new Map<string, OnnxConstant>();
  const inputs: OnnxInput[] = [];
  const outputs: string[] = [];
  for (const field of inner(graph, name)) {
    if (!field.bytes) continue;
    if (field.number === 1) nodes.push(nodeOf(field, name, external));
    if (field.number === 5) tensors.set(...tensorOf(field, name, external));
    if (field.number === 11) inputs.push({ name: textIn(field, 1, name), shape: shapeIn(field, name) });
    if (field.number === 12) outputs.push(textIn(field, 1, name));
  }
  const given = inputs.filter((input) => !tensors.has(input.name));
  assertMadeOnce(
    [...given.map((input) => input.name), ...tensors.keys(), ...nodes.flatMap((node) => node.outputs)],
    name,
  );
  for (const { operator, outputs: made, constant } of nodes)
    if (operator === "Constant" && constant && made[0] !== undefined) tensors.set(made[0], constant);
  return {
    nodes: nodes.filter(({ operator }) => operator !== "Constant"),
    tensors,
    inputs: given,
    outputs,
  };
}

function assertMadeOnce(values: readonly string[], name: string): void {
  const seen = new Set<string>();
  for (const value of values) {
    if (value !== "" && seen.has(value)) throw new FormatError(`${name}: ${shown(value)} is made twice`);
    seen.add(value);
  }
}

function nodeOf(node: Field, name: string, external?: ExternalFile): OnnxGraphNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const numbers = new Map<string, readonly number[]>();
  const texts = new Map<string, readonly string[]>();
  let operator = "";
  let domain = "";
  let constant: OnnxConstant | undefined;
  for (const field of inner(node, name)) {
    if (!field.bytes) continue;
    if (field.number === 1) inputs.push(text(field.bytes));
    if (field.number === 2) outputs.push(text(field.bytes));
    if (field.number === 4) operator = text(field.bytes);
    if (field.number === 7) domain = text(field.bytes);
    if (field.number === 5) {
      const attribute = attributeOf(field, name, external);
      numbers.set(attribute.key, attribute.values);
      texts.set(attribute.key, attribute.texts);
      constant ??= attribute.constant;
    }
  }
  return {
    operator,
    domain: domain === "ai.onnx" ? "" : domain,
    inputs,
    outputs,
    numbers,
    texts,
    ...(constant && { constant }),
  };
}

interface Attribute {
  readonly key: string;
  readonly values: readonly number[];
  readonly texts: readonly string[];
  readonly constant?: OnnxConstant;
}

function attributeOf(attribute: Field, name: string, external?: ExternalFile): Attribute {
  const values: number[] = [];
  let key = "";
  let constant: OnnxConstant | undefined;
  const texts: string[] = [];
  for (const field of inner(attribute, name)) {
    const { number, bytes, value } = field;
    if (number === 1 && bytes) key = text(bytes);
    if ((number === 4 || number === 9) && bytes) texts.push(text(bytes));
    if ((number === 2 || number === 7) && bytes) append(values, floats(bytes, field.at, name));
    if ((number === 3 || number === 8) && value !== undefined) values.push(signed(value));
    if (number === 8 && bytes) append(values, packedNumbers(bytes, name, field.at).map(signed));
    if (number === 5 && bytes) [, constant] = tensorOf(field, name, external);
  }
  constant ??= key.startsWith("value_") ? constantOf(key, values) : undefined;
  return { key, values, texts, ...(constant && { constant }) };
}

/** ValueInfoProto: type 2 { tensor_type 1 { shape 2 { dim 1 { dim_value 1 } } } }. */
function shapeIn(info: Field, name: string): (number | undefined)[] {
  const within = (field: Field, number: number) =>
    [...inner(field, name)].filter((each) => each.number === number && each.bytes);
  const dimensions = within(info, 2)
    .flatMap((type) => within(type, 1))
    .flatMap((tensor) => within(tensor, 2))
    .flatMap((shape) => within(shape, 1));
  return dimensions.map((dimension) => {
    for (const { number, value } of inner(dimension, name)) if (number === 1 && value) return Number(value);
    return undefined;
  });
}
