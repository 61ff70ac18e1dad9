/**
 * The forward pass in onnxruntime: the same network as an ONNX graph, written field by field.
 *
 *   node onnxruntime.js '{"inputs":6373,"hidden":[4248,2832],"classes":2,"batch":32,"steps":5,"threads":1}'
 *
 * Format: onnx.proto3 of ONNX 1.17 (IR version 8, operator set 13). Batch normalisation is folded to Mul and Add.
 */

import * as ort from "onnxruntime-node";
import { measure } from "../training/measure.js";

const { inputs, hidden, classes, batch, steps, threads } = JSON.parse(process.argv[2]);
const FLOAT = 1;

/** Protocol buffers: a varint, and a field of wire type 0 or 2. */
function varint(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}
const number = (field, value) => Buffer.concat([varint(field << 3), varint(value)]);
const bytes = (field, content) => Buffer.concat([varint((field << 3) | 2), varint(content.length), content]);
const text = (field, content) => bytes(field, Buffer.from(content));

/** TensorProto: dims = 1, data_type = 2, name = 8, raw_data = 9. */
function tensor(name, dimensions, values) {
  const raw = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([...dimensions.map((d) => number(1, d)), number(2, FLOAT), text(8, name), bytes(9, raw)]);
}

/** NodeProto: input = 1, output = 2, op_type = 4. */
const node = (type, from, to) => Buffer.concat([...from.map((name) => text(1, name)), text(2, to), text(4, type)]);

/** ValueInfoProto: name = 1, type = 2 { tensor_type = 1 { elem_type = 1, shape = 2 { dim = 1 { dim_value = 1 } } } }. */
function valueInfo(name, dimensions) {
  const shape = Buffer.concat(dimensions.map((d) => bytes(1, number(1, d))));
  return Buffer.concat([text(1, name), bytes(2, bytes(1, Buffer.concat([number(1, FLOAT), bytes(2, shape)])))]);
}

const random = (length, scale) => new Float32Array(length).map((_, at) => scale * Math.sin(at * 12.9898));
const widths = [inputs, ...hidden, classes];
const tensors = [tensor("scale", [inputs], random(inputs, 1)), tensor("shift", [inputs], random(inputs, 1))];
const nodes = [node("Mul", ["x", "scale"], "scaled"), node("Add", ["scaled", "shift"], "h0")];
for (const [layer, outputs] of widths.slice(1).entries()) {
  const isLast = layer === hidden.length;
  tensors.push(tensor(`w${layer}`, [widths[layer], outputs], random(widths[layer] * outputs, 0.02)));
  tensors.push(tensor(`b${layer}`, [outputs], random(outputs, 0.1)));
  nodes.push(node("Gemm", [`h${layer}`, `w${layer}`, `b${layer}`], `s${layer}`));
  nodes.push(node(isLast ? "Softmax" : "Sigmoid", [`s${layer}`], isLast ? "y" : `h${layer + 1}`));
}
/** GraphProto: node = 1, name = 2, initializer = 5, input = 11, output = 12. */
const graph = Buffer.concat([
  ...nodes.map((each) => bytes(1, each)),
  text(2, "dense"),
  ...tensors.map((each) => bytes(5, each)),
  bytes(11, valueInfo("x", [batch, inputs])),
  bytes(12, valueInfo("y", [batch, classes])),
]);
/** ModelProto: ir_version = 1, graph = 7, opset_import = 8 { version = 2 }. */
const model = Buffer.concat([number(1, 8), bytes(7, graph), bytes(8, number(2, 13))]);

const session = await ort.InferenceSession.create(model, { intraOpNumThreads: threads, interOpNumThreads: 1 });
const x = new ort.Tensor("float32", random(batch * inputs, 1), [batch, inputs]);
const result = await measure(() => session.run({ x }), steps);
console.log(
  JSON.stringify({ version: `onnxruntime-node ${ort.env.versions.node ?? ort.env.versions.common}`, ...result }),
);
