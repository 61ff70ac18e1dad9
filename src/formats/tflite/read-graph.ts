/**
 * A graph from the bytes of a TensorFlow Lite file: the way back from `write-graph.ts`, nothing believed unchecked.
 */

import { FormatError } from "../../core/errors.ts";
import type { TfliteGraph, TfliteNumbers, TfliteOperator, TfliteTensor } from "./graph.ts";
import {
  BUFFER,
  FILE_IDENTIFIER,
  LEAKY_RELU_ALPHA,
  METADATA,
  MODEL,
  OPERATOR,
  OPERATOR_CODE,
  OPERATORS,
  type OperatorName,
  QUANTIZATION,
  SUBGRAPH,
  TENSOR,
  TENSOR_TYPES,
  type TensorType,
} from "./schema.ts";
import { FlatBytes, type FlatTable } from "./table-reader.ts";

/** What stands in a file. */
export interface GraphFile {
  readonly graph: TfliteGraph;
  /** Contents of the metadata buffers by their names. */
  readonly metadata: ReadonlyMap<string, Uint8Array>;
}

/**
 * The graph of a file with one subgraph; its constants are views of the bytes.
 *
 * @param name  What to call the file in an error.
 */
export function decodeGraph(bytes: Uint8Array, name: string): GraphFile {
  if (!looksLikeTflite(bytes)) throw new FormatError(`${name}: no "${FILE_IDENTIFIER}" at byte 4, not a .tflite file`);
  const model = new FlatBytes(bytes, name).root();
  const [subgraph] = model.tables(MODEL.subgraphs);
  if (!subgraph) throw new FormatError(`${name}: holds no subgraph`);
  const contents = model.tables(MODEL.buffers).map((buffer) => buffer.bytes(BUFFER.data, 1));
  const codes = model.tables(MODEL.operatorCodes);
  const graph = {
    tensors: subgraph.tables(SUBGRAPH.tensors).map((tensor) => readTensor(tensor, contents, name)),
    operators: subgraph.tables(SUBGRAPH.operators).map((operator) => readOperator(operator, codes, name)),
    inputs: subgraph.integers(SUBGRAPH.inputs),
    outputs: subgraph.integers(SUBGRAPH.outputs),
  };
  const metadata = new Map<string, Uint8Array>();
  for (const entry of model.tables(MODEL.metadata)) {
    const content = contents[entry.uint32(METADATA.buffer)];
    if (content) metadata.set(entry.text(METADATA.name), content);
  }
  return { graph, metadata };
}

/** Whether the bytes carry the identifier of a TensorFlow Lite file. */
export function looksLikeTflite(bytes: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(4, 8)) === FILE_IDENTIFIER;
}

function readTensor(tensor: FlatTable, contents: readonly (Uint8Array | null)[], name: string): TfliteTensor {
  const label = tensor.text(TENSOR.name);
  const types = Object.keys(TENSOR_TYPES) as TensorType[];
  const code = tensor.int8(TENSOR.type);
  const type = types.find((known) => TENSOR_TYPES[known] === code);
  if (!type)
    throw new FormatError(
      `${name}: tensor "${label}" has type ${code}; supported are float32 (0), int32 (2) and int8 (9)`,
    );
  const content = contents[tensor.uint32(TENSOR.buffer)] ?? null;
  const quantization = tensor.table(TENSOR.quantization);
  const [scale = null] = quantization?.floats(QUANTIZATION.scale) ?? [];
  return {
    name: label,
    shape: tensor.integers(TENSOR.shape),
    type,
    data: content && numbersOf(content, type, `${name}: tensor "${label}"`),
    scale,
    zeroPoint: zeroPointOf(quantization),
  };
}

/** The first zero point of a tensor, 0 where it has none. */
function zeroPointOf(quantization: FlatTable | null): number {
  const bytes = quantization?.bytes(QUANTIZATION.zeroPoint, 8);
  if (!bytes || bytes.length < 8) return 0;
  return Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0, true));
}

function numbersOf(content: Uint8Array, type: TensorType, where: string): TfliteNumbers {
  if (type === "int8") return new Int8Array(content.buffer, content.byteOffset, content.length);
  if (content.length % 4 !== 0) throw new FormatError(`${where}: ${content.length} bytes are no whole ${type} numbers`);
  const { buffer, byteOffset } = content.byteOffset % 4 === 0 ? content : new Uint8Array(content);
  return type === "int32"
    ? new Int32Array(buffer, byteOffset, content.length / 4)
    : new Float32Array(buffer, byteOffset, content.length / 4);
}

function readOperator(operator: FlatTable, codes: readonly FlatTable[], name: string): TfliteOperator {
  const index = operator.uint32(OPERATOR.opcodeIndex);
  const code = codes[index]?.uint32(OPERATOR_CODE.builtinCode);
  const version = codes[index]?.uint32(OPERATOR_CODE.version) || 1;
  const known = (Object.keys(OPERATORS) as OperatorName[]).find((candidate) => {
    const expected = { version: 1, ...OPERATORS[candidate] };
    return expected.code === code && expected.version === version;
  });
  if (!known)
    throw new FormatError(
      `${name}: operator ${code} version ${version} is not one of those that coldpress writes (${Object.keys(OPERATORS).join(", ")})`,
    );
  const slope =
    known === "leakyRelu" || known === "integerLeakyRelu"
      ? operator.table(OPERATOR.options)?.float32(LEAKY_RELU_ALPHA)
      : undefined;
  return {
    operator: known,
    inputs: operator.integers(OPERATOR.inputs),
    outputs: operator.integers(OPERATOR.outputs),
    ...(slope !== undefined && { slope }),
  };
}
