/**
 * Tensors in an ONNX file: their numbers in the file or beside it, of whatever type as float32, int8 or uint8.
 *
 * Nothing is allocated beyond the file: a tensor's shape must fit the bytes that it has.
 */

import { float16Value } from "../../codec/float16.ts";
import { FormatError } from "../../core/errors.ts";
import { append, doubles, entryOf, floats, inner, shown, signed, text } from "./message-fields.ts";
import { type Field, packedNumbers } from "./protobuf.ts";

/** A constant of a graph. */
export interface OnnxConstant {
  readonly shape: readonly number[];
  /** Whole numbers of 32 bits and more too: axes and shapes are small. */
  readonly values: Float32Array | Int8Array | Uint8Array;
  /** Of a constant of texts, which has no numbers. */
  readonly texts?: readonly string[];
}

/** The bytes of a file beside the model, where weights are kept outside: `external_data`. */
export type ExternalFile = (location: string) => Uint8Array;

/** The number or list of a Constant without a tensor: value_float, value_floats, value_int, value_ints. */
export function constantOf(key: string, values: readonly number[]): OnnxConstant | undefined {
  if (values.length === 0) return undefined;
  return { shape: key.endsWith("s") ? [values.length] : [], values: Float32Array.from(values) };
}

/** Bytes of one number by ONNX's data types; what is not here cannot be a weight of ours. */
const ELEMENT_BYTES: Readonly<Record<number, number>> = { 1: 4, 2: 1, 3: 1, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8 };
const TEXTS = 8;
/** What onnxruntime has operators for, and more than weights have. */
const MOST_DIMENSIONS = 8;
const TYPE_NAMES = ["undefined", "float", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool"];

/** A TensorProto as it stands: its numbers one by one, as bytes, or in another file. */
interface RawTensor {
  name: string;
  /** One of ONNX's data types. */
  type: number;
  readonly shape: number[];
  readonly listed: number[];
  readonly texts: string[];
  /** Little-endian. */
  raw?: Uint8Array;
  /** Of numbers in another file: location, offset, length. Empty for others. */
  readonly place: Map<string, string>;
}

/** A tensor with its name. @throws FormatError if it has another size than its shape says, or a type that no weight has. */
export function tensorOf(tensor: Field, file: string, external?: ExternalFile): [string, OnnxConstant] {
  const { name, type, shape, listed, texts, raw: inside, place } = rawTensor(tensor, file);
  const where = `${file}: tensor ${shown(name)}`;
  if (type === TEXTS) return [name, { shape, values: new Float32Array(0), texts }];
  const size = ELEMENT_BYTES[type];
  if (size === undefined)
    throw new FormatError(`${where}: has the type ${TYPE_NAMES[type] ?? type}, which no weight of ours has`);
  if (shape.length > MOST_DIMENSIONS || shape.some((length) => length < 0))
    throw new FormatError(`${where}: has a shape that no tensor has`);
  const count = shape.reduce((product, length) => product * length, 1);
  const raw = place.size > 0 ? externalBytes(place, size * count, where, external) : inside;
  const found = raw ? raw.length / size : listed.length;
  if (found !== count) throw new FormatError(`${where}: has the shape [${shape.join()}] and ${found} numbers`);
  return [name, { shape, values: raw ? typed(raw, type) : ofList(listed, type) }];
}

/** Fields by their numbers: dims 1, data_type 2, int32_data 5, int64_data 7; the others hold bytes. */
function rawTensor(tensor: Field, file: string): RawTensor {
  const found: RawTensor = { name: "", type: 0, shape: [], listed: [], texts: [], place: new Map() };
  for (const field of inner(tensor, file)) {
    const { number, value, bytes, at } = field;
    const integers = () => (bytes ? packedNumbers(bytes, file, at) : [value ?? 0n]).map(signed);
    if (number === 1) append(found.shape, integers());
    else if (number === 2) found.type = Number(value);
    else if (number === 5 || number === 7) append(found.listed, integers());
    else if (bytes) takeBytes(found, field, bytes, file);
  }
  return found;
}

/** float_data 4, string_data 6, name 8, raw_data 9, double_data 10, external_data 13. */
function takeBytes(found: RawTensor, field: Field, bytes: Uint8Array, file: string): void {
  switch (field.number) {
    case 4:
      append(found.listed, floats(bytes, field.at, file));
      break;
    case 6:
      found.texts.push(text(bytes));
      break;
    case 8:
      found.name = text(bytes);
      break;
    case 9:
      found.raw = bytes;
      break;
    case 10:
      append(found.listed, doubles(bytes, field.at, file));
      break;
    case 13:
      found.place.set(...entryOf(field, file));
  }
}

/** Lists of float16 are bits as whole numbers; of int8 and uint8 the numbers themselves. */
function ofList(listed: readonly number[], type: number): OnnxConstant["values"] {
  if (type === 3) return Int8Array.from(listed);
  if (type === 2 || type === 9) return Uint8Array.from(listed);
  return Float32Array.from(type === 10 ? listed.map(float16Value) : listed);
}

function typed(raw: Uint8Array, type: number): OnnxConstant["values"] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const size = ELEMENT_BYTES[type];
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
