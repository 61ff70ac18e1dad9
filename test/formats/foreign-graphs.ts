/**
 * Graphs that other programs export, by what is peculiar to each.
 */

import { Random } from "../../src/core/random.ts";
import type { OnnxAttribute } from "../../src/formats/onnx/onnx-model.ts";
import type { ForeignGraph } from "./foreign-onnx.ts";

const random = new Random(9);
const numbers = (count: number, scale = 0.5) => Array.from({ length: count }, () => scale * random.normal());
const positive = (count: number) => Array.from({ length: count }, () => 0.5 + random.uniform());
const alpha = (float: number): Record<string, OnnxAttribute> => ({ alpha: { float } });

/** Graphs as exporters of other programs write them: 6 inputs, 5 and 4 units, 3 classes. */
export const GRAPHS: Readonly<Record<string, ForeignGraph>> = {
  "scikit-learn's scaler, MatMul and Add, ReLU": {
    nodes: [
      ["Sub", "x mean", "a"],
      ["Div", "a deviation", "b"],
      ["MatMul", "b w0", "c"],
      ["Add", "c b0", "d"],
      ["Relu", "d", "e"],
      ["MatMul", "e w1", "f"],
      ["Add", "b1 f", "g"],
      ["Softmax", "g", "y"],
    ],
    tensors: {
      mean: [[6], numbers(6, 100)],
      deviation: [[1, 6], positive(6)],
      w0: [[6, 5], numbers(30)],
      b0: [[5], numbers(5)],
      w1: [[5, 3], numbers(15)],
      b1: [[1, 3], numbers(3)],
    },
    inputs: 6,
    outputs: 3,
  },
  "PyTorch: batch normalisation on the input and between layers, GELU spelled out, dropout": {
    nodes: [
      ["BatchNormalization", "x g0 h0 m0 v0", "n0", { epsilon: { float: 1e-5 } }],
      ["Gemm", "n0 w0 b0", "a", { transB: 1, alpha: { float: 0.5 }, beta: { float: 2 } }],
      ["BatchNormalization", "a g1 h1 m1 v1", "n1", { epsilon: { float: 1e-3 } }],
      ["Div", "n1 root", "c"],
      ["Erf", "c", "d"],
      ["Add", "d one", "e"],
      ["Mul", "n1 e", "f"],
      ["Mul", "f half", "g"],
      ["Dropout", "g", "i"],
      ["BatchNormalization", "i g1 h1 m1 v1", "n2"],
      ["Gemm", "n2 w1 b1", "j", { transB: 1 }],
      ["LeakyRelu", "j", "k", alpha(0.2)],
      ["Gemm", "k w2 b2", "l"],
      ["Softmax", "l", "y", { axis: 1 }],
    ],
    tensors: {
      g0: [[6], numbers(6)],
      h0: [[6], numbers(6)],
      m0: [[6], numbers(6, 3)],
      v0: [[6], positive(6)],
      w0: [[5, 6], numbers(30)],
      b0: [[5], numbers(5)],
      g1: [[5], positive(5)],
      h1: [[5], numbers(5)],
      m1: [[5], numbers(5)],
      v1: [[5], positive(5)],
      root: [[], [Math.SQRT2]],
      one: [[], [1]],
      half: [[], [0.5]],
      w1: [[4, 5], numbers(20)],
      b1: [[4], numbers(4)],
      w2: [[4, 3], numbers(12)],
      b2: [[3], numbers(3)],
    },
    inputs: 6,
    outputs: 3,
  },
  "PReLU as ReLU(x) + c · ReLU(−x)": {
    nodes: [
      ["Gemm", "x w b0", "a"],
      ["Relu", "a", "c"],
      ["Neg", "a", "d"],
      ["Relu", "d", "e"],
      ["Mul", "slopes e", "f"],
      ["Add", "c f", "g"],
      ["Gemm", "g w1 b1", "h"],
      ["Softmax", "h", "y"],
    ],
    tensors: {
      w: [[6, 5], numbers(30)],
      b0: [[5], numbers(5)],
      slopes: [[5], numbers(5)],
      w1: [[5, 3], numbers(15)],
      b1: [[3], numbers(3)],
    },
    inputs: 6,
    outputs: 3,
  },
  "activations on the inputs, one after the other, and before the softmax": {
    nodes: [
      ["Mul", "x half", "a"],
      ["Tanh", "a", "b"],
      ["Relu", "b", "c"],
      ["Gemm", "c w b0", "d"],
      ["Relu", "d", "e"],
      ["Mul", "e scale", "f"],
      ["Softmax", "f", "y"],
    ],
    tensors: { half: [[], [0.5]], w: [[6, 3], numbers(18)], b0: [[3], numbers(3)], scale: [[3], numbers(3)] },
    inputs: 6,
    outputs: 3,
  },
  "GELU as 0.5 · x · (1 + erf(x · 0.7071)), tanh, two dense layers without an activation between them": {
    nodes: [
      ["Flatten", "x", "x0"],
      ["Gemm", "x0 w0 b0", "a"],
      ["Mul", "a half", "b"],
      ["Mul", "a root", "c"],
      ["Erf", "c", "d"],
      ["Add", "one d", "e"],
      ["Mul", "e b", "f"],
      ["MatMul", "f w1", "g"],
      ["Tanh", "g", "h"],
      ["MatMul", "h w2", "i"],
      ["Identity", "i", "j"],
      ["MatMul", "j w3", "k"],
      ["Softmax", "k", "y"],
    ],
    tensors: {
      w0: [[6, 5], numbers(30)],
      b0: [[5], numbers(5)],
      half: [[1], [0.5]],
      root: [[1], [Math.SQRT1_2]],
      one: [[1], [1]],
      w1: [[5, 4], numbers(20)],
      w2: [[4, 2], numbers(8)],
      w3: [[2, 3], numbers(6)],
    },
    inputs: 6,
    outputs: 3,
  },
};
