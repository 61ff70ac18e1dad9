/**
 * The graph in an ONNX file as plain data: what a stranger's exporter wrote, tensors as views of the bytes.
 *
 * Field numbers stand in onnx-model.ts. Nothing is allocated beyond the file: a tensor's shape must fit the bytes that it has.
 * Numbers of whatever type are read as float32, which is what our networks compute in.
 */

import { float16Value } from "../../codec/float16.ts";
import { FormatError } from "../../core/errors.ts";
import { type Field, fieldsOf, packedNumbers } from "./protobuf.ts";

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

export interface OnnxConstant {
  readonly shape: readonly number[];
  /** Whole numbers of 32 bits and more too: axes and shapes are small. */
  readonly values: Float32Array | Int8Array | Uint8Array;
  /** Of a constant of texts, which has no numbers. */
  readonly texts?: readonly string[];
}

/** The bytes of a file beside the model, where weights are kept outside: `external_data`. */
export type ExternalFile = (location: string) => Uint8Array;

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

/** The number or list of a Constant without a tensor: value_float, value_floats, value_int, value_ints. */
function constantOf(key: string, values: readonly number[]): OnnxConstant | undefined {
  if (values.length === 0) return undefined;
  return { shape: key.endsWith("s") ? [values.length] : [], values: Float32Array.from(values) };
}

/** Bytes of one number by ONNX's data types; what is not here cannot be a weight of ours. */
const ELEMENT_BYTES: Readonly<Record<number, number>> = { 1: 4, 2: 1, 3: 1, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8 };
const TEXTS = 8;
/** What onnxruntime has operators for, and more than weights have. */
const MOST_DIMENSIONS = 8;
const TYPE_NAMES = ["undefined", "float", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool"];

function tensorOf(tensor: Field, name: string, external?: ExternalFile): [string, OnnxConstant] {
  const shape: number[] = [];
  const listed: number[] = [];
  const texts: string[] = [];
  const place = new Map<string, string>();
  let type = 0;
  let own = "";
  let raw: Uint8Array | undefined;
  for (const field of inner(tensor, name)) {
    const { number, value, bytes, at } = field;
    if (number === 1) append(shape, (bytes ? packedNumbers(bytes, name, at) : [value ?? 0n]).map(signed));
    if (number === 2) type = Number(value);
    if (number === 6 && bytes) texts.push(text(bytes));
    if (number === 8 && bytes) own = text(bytes);
    if (number === 9 && bytes) raw = bytes;
    if (number === 4 && bytes) append(listed, floats(bytes, at, name));
    if (number === 10 && bytes) append(listed, doubles(bytes, at, name));
    if (number === 5 || number === 7)
      append(listed, (bytes ? packedNumbers(bytes, name, at) : [value ?? 0n]).map(signed));
    if (number === 13 && bytes) place.set(...entryOf(field, name));
  }
  const where = `${name}: tensor ${shown(own)}`;
  if (type === TEXTS) return [own, { shape, values: new Float32Array(0), texts }];
  const size = ELEMENT_BYTES[type];
  if (size === undefined)
    throw new FormatError(`${where}: has the type ${TYPE_NAMES[type] ?? type}, which no weight of ours has`);
  if (shape.length > MOST_DIMENSIONS || shape.some((length) => length < 0))
    throw new FormatError(`${where}: has a shape that no tensor has`);
  const count = shape.reduce((product, length) => product * length, 1);
  if (place.size > 0) raw = externalBytes(place, size * count, where, external);
  const found = raw ? raw.length / size : listed.length;
  if (found !== count) throw new FormatError(`${where}: has the shape [${shape.join()}] and ${found} numbers`);
  return [own, { shape, values: raw ? typed(raw, type) : ofList(listed, type) }];
}

/** Lists of float16 are bits as whole numbers; of int8 and uint8 the numbers themselves. */
function ofList(listed: readonly number[], type: number): OnnxConstant["values"] {
  if (type === 3) return Int8Array.from(listed);
  if (type === 2 || type === 9) return Uint8Array.from(listed);
  return Float32Array.from(type === 10 ? listed.map(float16Value) : listed);
}

function typed(raw: Uint8Array, type: number): OnnxConstant["values"] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const size = ELEMENT_BYTES[type] as number;
  const from = (read: (at: number) => number) =>
    Float32Array.from({ length: raw.length / size }, (_, i) => read(i * size));
  switch (type) {
    case 1:
      return new Float32Array(raw.slice().buffer);
    case 2:
    case 9:
      return raw;
    case 3:
      return new Int8Array(raw.buffer, raw.byteOffset, raw.byteLength);
    case 6:
      return from((at) => view.getInt32(at, true));
    case 7:
      return from((at) => Number(view.getBigInt64(at, true)));
    case 10:
      return from((at) => float16Value(view.getUint16(at, true)));
    default:
      return from((at) => view.getFloat64(at, true));
  }
}

function externalBytes(
  place: ReadonlyMap<string, string>,
  length: number,
  where: string,
  external?: ExternalFile,
): Uint8Array {
  const location = place.get("location") ?? "";
  if (!external)
    throw new FormatError(`${where}: its numbers are in the file ${shown(location)}, which must lie beside the model`);
  if (!/^[^/\\\0]+$/.test(location) || location === "." || location === "..")
    throw new FormatError(`${where}: its numbers are in ${shown(location)}; expected is a file beside the model`);
  const bytes = external(location);
  const offset = Number(place.get("offset") ?? 0);
  if (!(Number.isSafeInteger(offset) && offset >= 0) || offset + length > bytes.length)
    throw new FormatError(
      `${where}: is said to be bytes ${offset} to ${offset + length} of ${shown(location)}, which has ${bytes.length}`,
    );
  return bytes.subarray(offset, offset + length);
}

/** StringStringEntryProto: key 1, value 2. */
function entryOf(entry: Field, name: string): [string, string] {
  return [textIn(entry, 1, name), textIn(entry, 2, name)];
}

function textIn(parent: Field, number: number, name: string): string {
  for (const field of inner(parent, name)) if (field.number === number && field.bytes) return text(field.bytes);
  return "";
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

function inner({ bytes, at }: Field, name: string): Iterable<Field> {
  return fieldsOf(bytes as Uint8Array, name, at);
}

/** A loop: a call takes fewer arguments than a file can hold numbers. */
function append(list: number[], more: ArrayLike<number>): void {
  for (let i = 0; i < more.length; i++) list.push(more[i] as number);
}

/** A name out of a file in an error: in quotes, on one line, not too long. */
export function shown(word: string): string {
  return JSON.stringify(word.length > LONGEST_SHOWN ? `${word.slice(0, LONGEST_SHOWN)}…` : word);
}

const LONGEST_SHOWN = 60;

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function signed(value: bigint): number {
  return Number(BigInt.asIntN(64, value));
}

function floats(bytes: Uint8Array, at: number, name: string): Float32Array {
  if (bytes.length % 4 !== 0)
    throw new FormatError(`${name}: ${bytes.length} bytes at byte ${at} are no float32 numbers`);
  return new Float32Array(bytes.slice().buffer);
}

function doubles(bytes: Uint8Array, at: number, name: string): Float64Array {
  if (bytes.length % 8 !== 0)
    throw new FormatError(`${name}: ${bytes.length} bytes at byte ${at} are no float64 numbers`);
  return new Float64Array(bytes.slice().buffer);
}
