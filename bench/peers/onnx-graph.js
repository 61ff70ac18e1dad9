/**
 * A dense network as an ONNX model, written field by field: float32, or with its kernels in int8 and its activations
 * quantised at run time.
 *
 *   float32   s = Gemm(h, w, b)
 *   int8      q, scale_x, zero_x = DynamicQuantizeLinear(h)
 *             s = Cast(MatMulInteger(q, codes, zero_x, 0)) · (scale_x · scale_w) + b
 *
 * The second is what onnxruntime's own `quantize_dynamic` makes of the first (QInt8 weights, one scale per kernel).
 *
 * Format  onnx.proto3 of ONNX 1.17 (IR version 8, operator set 13).
 */

const FLOAT = 1;
const INT8 = 3;
const LARGEST_CODE = 127;

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
  const type = values instanceof Int8Array ? INT8 : FLOAT;
  return Buffer.concat([...dimensions.map((d) => number(1, d)), number(2, type), text(8, name), bytes(9, raw)]);
}

/** NodeProto: input = 1, output = 2, op_type = 4, attribute = 5 { name = 1, i = 3, type = 20 (2: INT) }. */
const node = (type, from, to, integers = {}) =>
  Buffer.concat([
    ...from.map((name) => text(1, name)),
    ...[to].flat().map((name) => text(2, name)),
    text(4, type),
    ...Object.entries(integers).map(([name, value]) =>
      bytes(5, Buffer.concat([text(1, name), number(3, value), number(20, 2)])),
    ),
  ]);

/** ValueInfoProto: name = 1, type = 2 { tensor_type = 1 { elem_type = 1, shape = 2 { dim = 1 { dim_value = 1 } } } }. */
function valueInfo(name, dimensions) {
  const shape = Buffer.concat(dimensions.map((d) => bytes(1, number(1, d))));
  return Buffer.concat([text(1, name), bytes(2, bytes(1, Buffer.concat([number(1, FLOAT), bytes(2, shape)])))]);
}

/** The graph of one product `s = h · w + b`: its nodes and its tensors. */
const PRODUCTS = {
  float32(layer, { inputs, outputs, weights }) {
    return {
      nodes: [node("Gemm", [`h${layer}`, `w${layer}`, `b${layer}`], `s${layer}`)],
      tensors: [tensor(`w${layer}`, [inputs, outputs], weights)],
    };
  },
  int8(layer, { inputs, outputs, weights }) {
    const scale = weights.reduce((largest, weight) => Math.max(largest, Math.abs(weight)), 0) / LARGEST_CODE;
    const codes = Int8Array.from(weights, (weight) => Math.round(weight / scale));
    const own = (name) => `${name}${layer}`;
    return {
      nodes: [
        node("DynamicQuantizeLinear", [own("h")], [own("q"), own("xs"), own("xz")]),
        node("MatMulInteger", [own("q"), own("w"), own("xz"), own("wz")], own("sum")),
        node("Cast", [own("sum")], own("float"), { to: FLOAT }),
        node("Mul", [own("xs"), own("ws")], own("scales")),
        node("Mul", [own("float"), own("scales")], own("product")),
        node("Add", [own("product"), own("b")], own("s")),
      ],
      tensors: [
        tensor(own("w"), [inputs, outputs], codes),
        tensor(own("ws"), [], Float32Array.of(scale)),
        tensor(own("wz"), [], Int8Array.of(0)),
      ],
    };
  },
};

/**
 * The model's bytes; its input is `x`, its output `y`.
 *
 * @param layers  Input side first: inputs, outputs, weights [I × O], bias [O].
 * @param kind    "float32" or "int8".
 */
export function onnxModel(normalization, layers, batch, kind) {
  const inputs = layers[0].inputs;
  const tensors = [tensor("scale", [inputs], normalization.scale), tensor("shift", [inputs], normalization.offset)];
  const nodes = [node("Mul", ["x", "scale"], "scaled"), node("Add", ["scaled", "shift"], "h0")];
  for (const [at, layer] of layers.entries()) {
    const isLast = at === layers.length - 1;
    const product = PRODUCTS[kind](at, layer);
    tensors.push(...product.tensors, tensor(`b${at}`, [layer.outputs], layer.bias));
    nodes.push(...product.nodes, node(isLast ? "Softmax" : "Sigmoid", [`s${at}`], isLast ? "y" : `h${at + 1}`));
  }
  /** GraphProto: node = 1, name = 2, initializer = 5, input = 11, output = 12. */
  const graph = Buffer.concat([
    ...nodes.map((each) => bytes(1, each)),
    text(2, "dense"),
    ...tensors.map((each) => bytes(5, each)),
    bytes(11, valueInfo("x", [batch, inputs])),
    bytes(12, valueInfo("y", [batch, layers.at(-1).outputs])),
  ]);
  /** ModelProto: ir_version = 1, graph = 7, opset_import = 8 { version = 2 }. */
  return Buffer.concat([number(1, 8), bytes(7, graph), bytes(8, number(2, 13))]);
}
