/**
 * An ONNX model as plain data, and its bytes: nodes in their order, tensors by name.
 *
 * Field numbers are those of onnx.proto3, ONNX 1.17 (IR version 8 and newer differ in nothing that is used here):
 *
 *   ModelProto      ir_version 1, producer_name 2, producer_version 3, graph 7, opset_import 8, metadata_props 14
 *   GraphProto      node 1, name 2, initializer 5, input 11, output 12
 *   NodeProto       input 1, output 2, name 3, op_type 4, attribute 5, domain 7
 *   AttributeProto  name 1, f 2, i 3, s 4, t 5, floats 7, ints 8, type 20
 *   TensorProto     dims 1, data_type 2, float_data 4, int32_data 5, int64_data 7, name 8, raw_data 9, double_data 10,
 *                   external_data 13, data_location 14
 */

import { bytesField, floatField, type Message, message, messageField, numberField, textField } from "./protobuf.ts";

/** A number for attributes that are whole, e.g. an axis; a float stands in an object so that 1 and 1.0 differ. */
export type OnnxAttribute = number | { readonly float: number };

/** A node that we write. */
export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** A constant that we write. */
export interface OnnxTensor {
  readonly name: string;
  /** Empty for a single number. */
  readonly shape: readonly number[];
  readonly data: Float32Array | Int8Array;
}

/** A model that we write. */
export interface OnnxModel {
  /** Who writes the file. */
  readonly producer: string;
  readonly producerVersion: string;
  readonly nodes: readonly OnnxNode[];
  readonly tensors: readonly OnnxTensor[];
  /** The one input and the one output: rows of this many float32 numbers, any number of rows. */
  readonly input: { readonly name: string; readonly width: number };
  readonly output: { readonly name: string; readonly width: number };
  /** In their order; the last one ends the file. */
  readonly metadata: ReadonlyMap<string, string>;
}

const FLOAT = 1;
const INT8 = 3;

/** Types of AttributeProto. */
const ATTRIBUTE_FLOAT = 1;
const ATTRIBUTE_INT = 2;

const IR_VERSION = 8;
/** Operators as they were in this set: DequantizeLinear and Softmax by last axis are there since 13. */
const OPERATOR_SET = 13;

/** The model's bytes as chunks, to be written one after the other; tensors are views of their arrays. */
export function encodeOnnxModel(model: OnnxModel): Uint8Array[] {
  const { nodes, tensors, input, output, metadata, producer, producerVersion } = model;
  const graph = message(
    ...nodes.map((node) => messageField(1, nodeMessage(node))),
    textField(2, "coldpress"),
    ...tensors.map((tensor) => messageField(5, tensorMessage(tensor))),
    messageField(11, rowsMessage(input)),
    messageField(12, rowsMessage(output)),
  );
  const whole = message(
    numberField(1, IR_VERSION),
    textField(2, producer),
    textField(3, producerVersion),
    messageField(7, graph),
    messageField(8, numberField(2, OPERATOR_SET)),
    ...[...metadata].map(([key, value]) => messageField(14, message(textField(1, key), textField(2, value)))),
  );
  return [...whole.chunks];
}

function nodeMessage({ operator, inputs, outputs, attributes = {} }: OnnxNode): Message {
  return message(
    ...inputs.map((name) => textField(1, name)),
    ...outputs.map((name) => textField(2, name)),
    textField(3, outputs[0] ?? operator),
    textField(4, operator),
    ...Object.entries(attributes).map(([name, value]) => messageField(5, attributeMessage(name, value))),
  );
}

function attributeMessage(name: string, value: OnnxAttribute): Message {
  return typeof value === "number"
    ? message(textField(1, name), numberField(3, value), numberField(20, ATTRIBUTE_INT))
    : message(textField(1, name), floatField(2, value.float), numberField(20, ATTRIBUTE_FLOAT));
}

function tensorMessage({ name, shape, data }: OnnxTensor): Message {
  return message(
    ...shape.map((size) => numberField(1, size)),
    numberField(2, data instanceof Int8Array ? INT8 : FLOAT),
    textField(8, name),
    bytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  );
}

/** ValueInfoProto: name 1, type 2 { tensor_type 1 { elem_type 1, shape 2 { dim 1 { dim_value 1 or dim_param 2 } } } }. */
function rowsMessage({ name, width }: { readonly name: string; readonly width: number }): Message {
  const shape = message(messageField(1, textField(2, "N")), messageField(1, numberField(1, width)));
  const tensorType = message(numberField(1, FLOAT), messageField(2, shape));
  return message(textField(1, name), messageField(2, messageField(1, tensorType)));
}
