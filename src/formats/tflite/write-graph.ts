/**
 * A graph as the bytes of a TensorFlow Lite file: tables first, built with `flatbuffers`, then the numbers.
 *
 * FlatBuffers' builder would hold all numbers twice while it grows. Here it builds the tables only; each table of a
 * buffer gets a placeholder, which is set to the distance of the numbers once it is known where they will lie: behind
 * the tables, one vector after the other, each aligned for SIMD. The chunks are views of the caller's arrays.
 */

import { Builder } from "flatbuffers";
import type { TfliteGraph, TfliteNumbers, TfliteOperator, TfliteTensor } from "./graph.ts";
import {
  BUFFER,
  BUFFER_ALIGNMENT,
  FILE_IDENTIFIER,
  LARGEST_OLD_CODE,
  LEAKY_RELU_ALPHA,
  METADATA,
  MODEL,
  OPERATOR,
  OPERATOR_CODE,
  OPERATORS,
  type OperatorName,
  QUANTIZATION,
  SCHEMA_VERSION,
  SOFTMAX_BETA,
  SUBGRAPH,
  TENSOR,
  TENSOR_TYPES,
} from "./schema.ts";

type Offset = number;

/** Fields of a FlatBuffers vector's length and of an offset. */
const OFFSET_BYTES = 4;

/** Metadata of a TensorFlow Lite file, by name. */
export interface NamedBuffer {
  readonly name: string;
  readonly data: Uint8Array;
}

/**
 * The chunks of the file, to be written one after the other.
 *
 * @param metadata  Stands at the very end of the file, so that it can hold a checksum of everything before it.
 */
export function encodeGraph(graph: TfliteGraph, metadata: NamedBuffer): Uint8Array[] {
  const constants = graph.tensors.flatMap(({ data }) => (data ? [bytesOf(data)] : []));
  const contents = [...constants, metadata.data];
  const builder = new Builder(1 << 16);
  const placeholders: Offset[] = [];
  builder.finish(addModel(builder, graph, metadata.name, contents.length, placeholders), FILE_IDENTIFIER);
  const tables = builder.asUint8Array();
  const view = new DataView(tables.buffer, tables.byteOffset);

  const chunks = [tables];
  let end = tables.length;
  contents.forEach((content, i) => {
    const start = Math.ceil((end + OFFSET_BYTES) / BUFFER_ALIGNMENT) * BUFFER_ALIGNMENT;
    const before = new Uint8Array(start - end);
    new DataView(before.buffer).setUint32(before.length - OFFSET_BYTES, content.length, true);
    const placeholder = tables.length - placeholders[i];
    view.setUint32(placeholder, start - OFFSET_BYTES - placeholder, true);
    chunks.push(before, content);
    end = start + content.length;
  });
  return chunks;
}

function addModel(
  builder: Builder,
  graph: TfliteGraph,
  metadataName: string,
  contentCount: number,
  placeholders: Offset[],
): Offset {
  const codes = [...new Set(graph.operators.map(({ operator }) => operator))];
  const description = builder.createString("coldpress");
  const empty = addTable(builder, 1, () => {});
  const buffers = [empty];
  for (let i = 0; i < contentCount; i++)
    buffers.push(
      addTable(builder, 1, () => {
        builder.addFieldInt32(BUFFER.data, -1, 0);
        placeholders.push(builder.offset());
      }),
    );
  const name = builder.createString(metadataName);
  const metadata = addTable(builder, 2, () => {
    builder.addFieldOffset(METADATA.name, name, 0);
    builder.addFieldInt32(METADATA.buffer, contentCount, 0);
  });
  const fields: [slot: number, offset: Offset][] = [
    [
      MODEL.operatorCodes,
      addOffsets(
        builder,
        codes.map((code) => addOperatorCode(builder, code)),
      ),
    ],
    [MODEL.subgraphs, addOffsets(builder, [addSubgraph(builder, graph, codes)])],
    [MODEL.description, description],
    [MODEL.buffers, addOffsets(builder, buffers)],
    [MODEL.metadata, addOffsets(builder, [metadata])],
  ];
  return addTable(builder, 7, () => {
    builder.addFieldInt32(MODEL.version, SCHEMA_VERSION, 0);
    for (const [slot, offset] of fields) builder.addFieldOffset(slot, offset, 0);
  });
}

function addOperatorCode(builder: Builder, operator: OperatorName): Offset {
  const { code, version } = { version: 1, ...OPERATORS[operator] };
  return addTable(builder, 4, () => {
    builder.addFieldInt8(OPERATOR_CODE.deprecatedBuiltinCode, Math.min(code, LARGEST_OLD_CODE), 0);
    builder.addFieldInt32(OPERATOR_CODE.version, version, 1);
    builder.addFieldInt32(OPERATOR_CODE.builtinCode, code, 0);
  });
}

function addSubgraph(builder: Builder, graph: TfliteGraph, codes: readonly OperatorName[]): Offset {
  let buffer = 0;
  const tensors = graph.tensors.map((tensor) => addTensor(builder, tensor, tensor.data ? ++buffer : 0));
  const operators = graph.operators.map((operator) => addOperator(builder, operator, codes));
  const fields: [slot: number, offset: Offset][] = [
    [SUBGRAPH.tensors, addOffsets(builder, tensors)],
    [SUBGRAPH.inputs, addIntegers(builder, graph.inputs)],
    [SUBGRAPH.outputs, addIntegers(builder, graph.outputs)],
    [SUBGRAPH.operators, addOffsets(builder, operators)],
    [SUBGRAPH.name, builder.createString("main")],
  ];
  return addTable(builder, 5, () => {
    for (const [slot, offset] of fields) builder.addFieldOffset(slot, offset, 0);
  });
}

function addTensor(
  builder: Builder,
  { name, shape, type, scale, zeroPoint = 0 }: TfliteTensor,
  buffer: number,
): Offset {
  const shapeOffset = addIntegers(builder, shape);
  const nameOffset = builder.createString(name);
  const quantization = scale === null ? 0 : addQuantization(builder, scale, zeroPoint);
  return addTable(builder, 5, () => {
    builder.addFieldOffset(TENSOR.shape, shapeOffset, 0);
    builder.addFieldInt8(TENSOR.type, TENSOR_TYPES[type], 0);
    builder.addFieldInt32(TENSOR.buffer, buffer, 0);
    builder.addFieldOffset(TENSOR.name, nameOffset, 0);
    builder.addFieldOffset(TENSOR.quantization, quantization, 0);
  });
}

/** One scale and zero point for the whole tensor. */
function addQuantization(builder: Builder, scale: number, zeroPoint: number): Offset {
  builder.startVector(4, 1, 4);
  builder.addFloat32(scale);
  const scales = builder.endVector();
  builder.startVector(8, 1, 8);
  builder.addInt64(BigInt(zeroPoint));
  const zeroPoints = builder.endVector();
  return addTable(builder, 7, () => {
    builder.addFieldOffset(QUANTIZATION.scale, scales, 0);
    builder.addFieldOffset(QUANTIZATION.zeroPoint, zeroPoints, 0);
  });
}

function addOperator(
  builder: Builder,
  { operator, inputs, outputs, slope }: TfliteOperator,
  codes: readonly OperatorName[],
): Offset {
  const inputsOffset = addIntegers(builder, inputs);
  const outputsOffset = addIntegers(builder, outputs);
  const { optionsType } = OPERATORS[operator];
  const addOptions = () => {
    if (operator === "softmax" || operator === "integerSoftmax") builder.addFieldFloat32(SOFTMAX_BETA, 1, 0);
    if (slope !== undefined) builder.addFieldFloat32(LEAKY_RELU_ALPHA, slope, 0);
  };
  const options = optionsType === 0 ? 0 : addTable(builder, 1, addOptions);
  return addTable(builder, 5, () => {
    builder.addFieldInt32(OPERATOR.opcodeIndex, codes.indexOf(operator), 0);
    builder.addFieldOffset(OPERATOR.inputs, inputsOffset, 0);
    builder.addFieldOffset(OPERATOR.outputs, outputsOffset, 0);
    builder.addFieldInt8(OPERATOR.optionsType, optionsType, 0);
    builder.addFieldOffset(OPERATOR.options, options, 0);
  });
}

function addTable(builder: Builder, slots: number, addFields: () => void): Offset {
  builder.startObject(slots);
  addFields();
  return builder.endObject();
}

/** Vectors are built from their end, as everything in a FlatBuffer. */
function addOffsets(builder: Builder, offsets: readonly Offset[]): Offset {
  builder.startVector(4, offsets.length, 4);
  for (const offset of [...offsets].reverse()) builder.addOffset(offset);
  return builder.endVector();
}

function addIntegers(builder: Builder, integers: readonly number[]): Offset {
  builder.startVector(4, integers.length, 4);
  for (const integer of [...integers].reverse()) builder.addInt32(integer);
  return builder.endVector();
}

function bytesOf({ buffer, byteOffset, byteLength }: TfliteNumbers): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
