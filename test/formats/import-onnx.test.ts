import { describe, expect, it } from "vitest";
import { FormatError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";
import { networkOfSteps } from "../../src/formats/imports/imported-network.ts";
import { layersOfSteps } from "../../src/formats/imports/layers-of-steps.ts";
import { importOnnx } from "../../src/formats/onnx/import-onnx.ts";
import { ML_READERS } from "../../src/formats/onnx/ml-readers.ts";
import type { Place } from "../../src/formats/onnx/node-readers.ts";
import { encodeOnnx } from "../../src/formats/onnx/onnx-file.ts";
import { bytesField, message, messageField, numberField, textField } from "../../src/formats/onnx/protobuf.ts";
import type { Activation } from "../../src/network/activation.ts";
import { checkedArchitecture } from "../../src/network/architecture.ts";
import type { Network } from "../../src/network/network.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { withFloat32Kernels, withInt8Kernels } from "../../src/quantization/kernel-types.ts";
import { mergedNetwork } from "../../src/quantization/merged-network.ts";
import { GRAPHS } from "./foreign-graphs.ts";
import { type ForeignGraph, foreignOnnx } from "./foreign-onnx.ts";
import { undetectedDamage } from "./fuzz.ts";
import { imported, nothingBeside } from "./imported.ts";
import { hasOnnxRuntime, ifOnnxRuntime, predictWithOnnxRuntime } from "./onnxruntime.ts";
import { joined, pruneAtRandom, sampleNetwork } from "./sample-network.ts";

const ACTIVATIONS: readonly Activation[] = [
  { kind: "sigmoid" },
  { kind: "tanh" },
  { kind: "relu" },
  { kind: "gelu" },
  { kind: "leaky-relu", slope: Math.fround(0.3) },
];

function randomNetwork(random: Random): Network {
  const hidden = Array.from({ length: random.integer(5) }, () => 1 + random.integer(20));
  const activations = hidden.map(() => ACTIVATIONS[random.integer(ACTIVATIONS.length)]);
  const shape = { inputs: 1 + random.integer(30), hidden, classes: 2 + random.integer(4), activations };
  return pruneAtRandom(sampleNetwork(checkedArchitecture(shape), random.uint32()), 0.3, random.uint32());
}

describe("import(export(network))", () => {
  it("is the network, bit for bit as it is shipped, for 200 random networks with every activation", () => {
    const random = new Random(1);
    for (let i = 0; i < 200; i++) {
      const network = mergedNetwork(randomNetwork(random));
      const shipped = i % 2 === 0 ? network : withInt8Kernels(network, { minimumWeights: 0 });
      const file = joined(encodeOnnx({ network: shipped, version: "1", provenance: {} }));
      expect(mergedNetwork(imported(file))).toEqual(withFloat32Kernels(shipped));
    }
  });

  it("knows its inputs: what the normalisation was made for has mean 0 and variance 1 behind it", () => {
    const network = sampleNetwork({ inputs: 20, hidden: [4], classes: 2 }, 1);
    const file = joined(encodeOnnx({ network: mergedNetwork(network), version: "1", provenance: {} }));
    const { gamma, beta } = imported(file).normalization;
    for (const factor of gamma) expect(Math.abs(Math.abs(factor) - 1)).toBeLessThan(1e-3);
    for (const shift of beta) expect(Math.abs(shift)).toBeLessThan(1e-3);
  });
});

describe("a damaged file of ours", () => {
  const file = joined(
    encodeOnnx({ network: mergedNetwork(randomNetwork(new Random(5))), version: "1", provenance: {} }),
  );

  it("is refused in 3000 mutations, or gives the same network", () => {
    const whole = JSON.stringify(imported(file));
    const decode = (bytes: Uint8Array) => JSON.stringify(imported(bytes));
    expect(undetectedDamage(file, decode, (found) => found === whole, 3000, 3)).toEqual([]);
  });
});

const random = new Random(11);
const numbers = (count: number) => Array.from({ length: count }, () => random.normal());

const ONE_UNIT: ForeignGraph = {
  nodes: [
    ["Mul", "x s", "a"],
    ["Gemm", "a w b", "c"],
    ["Sigmoid", "c", "y"],
  ],
  tensors: { s: [[], [2]], w: [[6, 1], numbers(6)], b: [[1], [0.3]] },
  inputs: 6,
  outputs: 1,
};

function rowsOf(count: number): Float32Array {
  const rows = new Random(4);
  return Float32Array.from({ length: 6 * count }, () => 2 * rows.normal());
}

describe.skipIf(!hasOnnxRuntime)(`a graph from elsewhere gives what onnxruntime gives${ifOnnxRuntime}`, () => {
  it.each(Object.entries(GRAPHS))("%s, within 1e-5", async (_, graph) => {
    const file = foreignOnnx(graph);
    const rows = rowsOf(20);
    const [theirs, ours] = [
      await predictWithOnnxRuntime(file, rows, 6),
      predictQuantized(mergedNetwork(imported(file)), rows),
    ];
    expect(theirs.length).toBe(ours.length);
    expect(Math.max(...ours.map((value, i) => Math.abs(value - theirs[i])))).toBeLessThan(1e-5);
  });

  it("one sigmoid unit becomes two classes, the second one's probability being the unit's", async () => {
    const file = foreignOnnx(ONE_UNIT);
    const rows = rowsOf(20);
    const theirs = await predictWithOnnxRuntime(file, rows, 6);
    const ours = predictQuantized(mergedNetwork(imported(file)), rows);
    expect(ours.length).toBe(2 * theirs.length);
    for (const [row, value] of theirs.entries()) expect(Math.abs(value - ours[2 * row + 1])).toBeLessThan(1e-5);
  });
});

describe("an import", () => {
  it("has the statistics of the rows that it is for, and the same answers", () => {
    const { steps } = importOnnx(foreignOnnx(ONE_UNIT), "a.onnx", nothingBeside);
    const layers = layersOfSteps(steps, "a.onnx");
    const rows = { mean: Float64Array.of(3, -2, 0, 100, 0.5, 7), variance: Float64Array.of(4, 1, 0, 9, 1e-5, 2) };
    const [features, classes] = [
      ["a", "b", "c", "d", "e", "f"],
      ["0", "1"],
    ];
    const network = networkOfSteps(layers, features, classes, rows);
    expect(network.normalization.movingMean).toEqual(Float32Array.from(rows.mean));
    // gamma · x̂ + beta is 2 · x for x of that mean and variance.
    expect(network.normalization.gamma[0]).toBeCloseTo(2 * 2, 3);
    expect(network.normalization.beta[3]).toBe(200);
    const values = rowsOf(20);
    const found = predictQuantized(mergedNetwork(network), values);
    const expected = predictQuantized(mergedNetwork(networkOfSteps(layers, features, classes)), values);
    for (const [i, value] of found.entries()) expect(Math.abs(value - expected[i])).toBeLessThan(1e-5);
  });

  it("keeps what a batch normalisation on the input knows of it", () => {
    const [, graph] = Object.entries(GRAPHS)[1];
    const { normalization } = imported(foreignOnnx(graph));
    const float32 = ([, values]: ForeignGraph["tensors"][string]) => Float32Array.from(values);
    expect(normalization.movingMean).toEqual(float32(graph.tensors.m0 as never));
    const given = float32(graph.tensors.g0);
    for (const [i, gamma] of normalization.gamma.entries()) expect(gamma).toBeCloseTo(given[i], 4);
  });

  it("takes logits where it is told so", () => {
    const graph = GRAPHS["scikit-learn's scaler, MatMul and Add, ReLU"];
    const nodes = graph.nodes.slice(0, -1).map((node) => (node[2] === "g" ? ([node[0], node[1], "y"] as const) : node));
    const logits = foreignOnnx({ ...graph, nodes });
    expect(() => imported(logits)).toThrow("a.onnx: ends with sums of 3 values; expected is a softmax");
    expect(imported(logits, { logits: true })).toEqual(imported(foreignOnnx(graph)));
  });

  it("reads weights from the file beside, and none from elsewhere", () => {
    const weights = Float32Array.from({ length: 12 }, (_, i) => i);
    const data = new Uint8Array([1, 2, 3, 4, ...new Uint8Array(weights.buffer)]);
    const entry = (key: string, value: string) => messageField(13, message(textField(1, key), textField(2, value)));
    const model = (location: string, offset: string, columns = 2) => {
      const tensor = message(
        numberField(1, 6),
        numberField(1, columns),
        numberField(2, 1),
        textField(8, "w"),
        entry("location", location),
        entry("offset", offset),
        numberField(14, 1),
      );
      const node = (operator: string, inputs: readonly string[], output: string) =>
        messageField(
          1,
          message(...inputs.map((input) => textField(1, input)), textField(2, output), textField(4, operator)),
        );
      const graph = message(
        node("MatMul", ["x", "w"], "z"),
        node("Softmax", ["z"], "y"),
        messageField(5, tensor),
        messageField(11, textField(1, "x")),
        messageField(12, textField(1, "y")),
      );
      return joined(message(numberField(1, 8), messageField(7, graph)).chunks);
    };
    const beside = (location: string) => (location === "a.onnx.data" ? data : nothingBeside(location));
    const network = imported(model("a.onnx.data", "4"), { beside });
    expect([...(network.layers[0]?.weights ?? [])]).toEqual([0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11]);
    expect(() => imported(model("b.data", "4"), { beside })).toThrow("b.data: is not there");
    expect(() => imported(model("../a.onnx.data", "4"), { beside })).toThrow("expected is a file beside the model");
    expect(() => imported(model("a.onnx.data", "8"), { beside })).toThrow(
      'bytes 8 to 56 of "a.onnx.data", which has 52',
    );
    expect(() => imported(model("a.onnx.data", "4", 2 ** 40), { beside })).toThrow("which has 52");
  });

  it("reads Constant nodes, float16 and lists of numbers", () => {
    const constant = message(
      textField(2, "w"),
      textField(4, "Constant"),
      messageField(
        5,
        message(
          textField(1, "value"),
          // [2 × 2] float16: 1, −2, 0.5, 0
          messageField(
            5,
            message(
              numberField(1, 2),
              numberField(1, 2),
              numberField(2, 10),
              bytesField(9, Uint8Array.of(0, 0x3c, 0, 0xc0, 0, 0x38, 0, 0)),
            ),
          ),
        ),
      ),
    );
    const node = (operator: string, inputs: readonly string[], output: string) =>
      messageField(
        1,
        message(...inputs.map((input) => textField(1, input)), textField(2, output), textField(4, operator)),
      );
    const floats = new Uint8Array(Float32Array.of(3, 4).buffer);
    const graph = message(
      messageField(1, constant),
      node("MatMul", ["x", "w"], "z"),
      node("Add", ["z", "b"], "v"),
      node("Softmax", ["v"], "y"),
      messageField(
        5,
        message(bytesField(1, Uint8Array.of(2)), numberField(2, 1), textField(8, "b"), bytesField(4, floats)),
      ),
      messageField(11, textField(1, "x")),
      messageField(12, textField(1, "y")),
    );
    const [layer] = imported(joined(message(numberField(1, 8), messageField(7, graph)).chunks)).layers;
    expect(layer).toEqual({
      inputs: 2,
      outputs: 2,
      weights: Float32Array.of(1, 0.5, -2, 0),
      bias: Float32Array.of(3, 4),
    });
  });

  const base: ForeignGraph = {
    nodes: [
      ["Gemm", "x w b", "a"],
      ["Softmax", "a", "y"],
    ],
    tensors: {
      w: [[6, 3], numbers(18)],
      b: [[3], numbers(3)],
      none: [[0, 3], []],
      column: [[6, 1], numbers(6)],
      block: [[1, 1, 3], numbers(3)],
      wide: [[12], numbers(12)],
      half: [[2], [-1, 1]],
      one: [[], [1]],
      one6: [[6, 1], numbers(6)],
      none1: [[1], [0]],
    },
    inputs: 6,
    outputs: 3,
  };
  it.each<[string, ForeignGraph["nodes"], string]>([
    ["a convolution", [["Conv", "x w", "y"]], 'a.onnx: Conv that makes "y": no dense network has this operator'],
    ["an LSTM", [["LSTM", "x w", "y"]], 'LSTM that makes "y"'],
    ["attention", [["Attention", "x w", "y"]], 'Attention that makes "y"'],
    [
      "a branch",
      [
        ["Relu", "x", "a"],
        ["Tanh", "x", "c"],
        ["Add", "a c", "y"],
      ],
      '"x" is taken by Relu, Tanh',
    ],
    [
      "a cast that does not say to what",
      [
        ["Gemm", "x w b", "a"],
        ["Cast", "a", "c"],
        ["Softmax", "c", "y"],
      ],
      'Cast that makes "c"',
    ],
    ["a shape that changes", [["Reshape", "x b", "y"]], 'Reshape that makes "y": changes the shape'],
    ["a softmax of columns", [["Softmax", "x", "y", { axis: 0 }]], "is over axis 0"],
    ["an activation before any layer", [["Relu", "x", "y"]], "holds no dense layer"],
    [
      "a softmax within",
      [
        ["Gemm", "x w b", "a"],
        ["Softmax", "a", "c"],
        ["Relu", "c", "y"],
      ],
      "a softmax stands within the network",
    ],
    [
      "several sigmoids",
      [
        ["Gemm", "x w b", "a"],
        ["Sigmoid", "a", "y"],
      ],
      "ends with sigmoid of 3 values",
    ],
    ["an end in the air", [["Gemm", "x w b", "a"]], 'nothing takes "a"'],
    [
      "a circle",
      [
        ["Gemm", "x w b", "a"],
        ["Relu", "a", "a"],
      ],
      '"a" is made twice',
    ],
    [
      "widths that do not fit",
      [
        ["Gemm", "x w b", "a"],
        ["Relu", "a", "c"],
        ["Gemm", "c w b", "d"],
        ["Softmax", "d", "y"],
      ],
      "has 6 inputs, what comes before it has 3",
    ],
    [
      "a constant for each row of a batch",
      [
        ["Add", "x column", "a"],
        ["Gemm", "a w b", "c"],
        ["Softmax", "c", "y"],
      ],
      'Add that makes "a": input 2 has the shape [6,1]; expected is one number for each value of a row',
    ],
    [
      "a constant that makes blocks of rows",
      [
        ["Gemm", "x w b", "a"],
        ["Mul", "a block", "c"],
        ["Softmax", "c", "y"],
      ],
      "input 2 has the shape [1,1,3]",
    ],
    [
      "a constant that makes rows longer",
      [
        ["Add", "x wide", "a"],
        ["Gemm", "a w b", "c"],
        ["Softmax", "c", "y"],
      ],
      "has 12 numbers for 6 values",
    ],
    [
      "rows that are cut into shorter ones",
      [
        ["Gemm", "x w b", "a"],
        ["Reshape", "a half", "c"],
        ["Softmax", "c", "y"],
      ],
      'Reshape that makes "c" has 1 values a row, where the dense layers have 3',
    ],
    [
      "rest and sum of one that are no probabilities",
      [
        ["Gemm", "x w b", "a"],
        ["Sub", "one a", "c"],
        ["Concat", "c a", "y", { axis: 1 }],
      ],
      '"a" is taken by Sub, Concat',
    ],
    [
      "a layer normalisation, spelled out",
      [
        ["Gemm", "x w b", "a"],
        ["ReduceMean", "a", "m"],
        ["Sub", "a m", "y"],
      ],
      '"a" is taken by ReduceMean, Sub, as a normalisation of each row begins (LayerNormalization)',
    ],
    [
      "a softmax of one value",
      [
        ["Gemm", "x one6 none1", "a"],
        ["Softmax", "a", "y"],
      ],
      "ends with softmax of 1 values",
    ],
    ["weights without numbers", [["Gemm", "x none b", "y"]], "must be a constant of two dimensions, neither of them 0"],
  ])("refuses %s in one line", (_, nodes, complaint) => {
    const refusal = () => imported(foreignOnnx({ ...base, nodes }));
    expect(refusal).toThrow(FormatError);
    expect(refusal).toThrow(complaint);
  });

  it("takes a linear classifier of a single input, and refuses one of none", () => {
    const read = (coefficients: readonly number[]) => {
      const numbers = new Map([["coefficients", coefficients] as const, ["intercepts", [0.5, -0.5]] as const]);
      const node = { operator: "LinearClassifier", domain: "ai.onnx.ml", inputs: ["x"], outputs: ["l", "y"], numbers };
      const place = { node: { ...node, texts: new Map() }, where: "a.onnx: LinearClassifier", label: "y", spend() {} };
      return ML_READERS["LinearClassifier"](place as unknown as Place);
    };
    expect(read([2, -2])).toMatchObject([{ kind: "dense", inputs: 1, outputs: 2, weights: Float32Array.of(2, -2) }]);
    expect(() => read([])).toThrow("a.onnx: LinearClassifier: has 0 coefficients for 2 intercepts");
  });

  it("survives 3000 mutations of a foreign file: refused, or some network", () => {
    const files = Object.values(GRAPHS).map(foreignOnnx);
    for (const [seed, file] of files.entries())
      expect(undetectedDamage(file, imported, () => true, 1000, seed)).toEqual([]);
  });
});
