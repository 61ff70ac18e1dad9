/**
 * Networks as ONNX files (`.onnx`), which run wherever onnxruntime runs.
 *
 *   float32 or codebook   Gemm(h, weights, bias)
 *   int8                  Gemm(h, DequantizeLinear(codes, scale, zero), bias)
 *
 * before them Mul and Add by the merged normalisation, after each the activation of the layer, after the last Softmax. GELU,
 * an operator since set 20 only, is written as x · (0.5 + 0.5 · erf(x · √½)). A codebook has no operator in ONNX: its weights
 * are written as the float32 numbers that they stand for. Rows are never quantised, where our own int8 networks round them to
 * 255 steps: the outputs are those of the dequantised weights.
 *
 * Names, origin and a checksum stand in the metadata; the last entry is the CRC-32 of every byte before its digits, which
 * are the end of the file. One network gives one sequence of bytes. They are documented in docs/formats/onnx.md.
 */

import { crc32, crc32Hex } from "../../core/crc32.ts";
import { profileOf } from "../../features/feature-profile.ts";
import { type Activation, activationOf } from "../../network/activation.ts";
import { denseWeights } from "../../quantization/dense-weights.ts";
import type { QuantizedLayer, QuantizedNetwork } from "../../quantization/quantized-network.ts";
import { assertFiniteToWrite, numbersOf } from "../finite-numbers.ts";
import type { JsonRecord } from "../json.ts";
import { encodeOnnxModel, type OnnxNode, type OnnxTensor } from "./onnx-model.ts";

/** A network in its shipped form and where it comes from. */
export interface OnnxFile {
  readonly network: QuantizedNetwork;
  /** Hash of the file that it was made from: "sha256:…". */
  readonly madeFrom?: string;
  /** Version of the tool. */
  readonly version: string;
  readonly provenance: JsonRecord;
}

const INPUT = "features";
const OUTPUT = "probabilities";
/** Digits of the checksum, which end the file. */
const CHECKSUM_DIGITS = 8;

/**
 * The chunks of an .onnx file, to be written one after the other; the numbers are views of the network's own arrays.
 *
 * @throws UserError if one of its numbers is not finite.
 */
export function encodeOnnx({ network, madeFrom, version, provenance }: OnnxFile): Uint8Array[] {
  assertFiniteToWrite("encodeOnnx", numbersOf(network));
  const { architecture, features, classes, normalization, layers } = network;
  const parts = layers.map((layer, l) =>
    layerParts(layer, l, l === layers.length - 1 ? "softmax" : activationOf(architecture, l)),
  );
  const metadata = new Map([
    ["coldpress.features", JSON.stringify(features)],
    ["coldpress.classes", JSON.stringify(classes)],
    ["coldpress.profile", profileOf(network)],
    ...(madeFrom === undefined ? [] : ([["coldpress.madeFrom", madeFrom]] as const)),
    ["coldpress.provenance", JSON.stringify(provenance)],
    ["coldpress.notice", "for research; not a medical device"],
    ["coldpress.crc32", "0".repeat(CHECKSUM_DIGITS)],
  ]);
  const chunks = encodeOnnxModel({
    producer: "coldpress",
    producerVersion: version,
    nodes: [
      { operator: "Mul", inputs: [INPUT, "scale"], outputs: ["scaled"] },
      { operator: "Add", inputs: ["scaled", "offset"], outputs: ["hidden0"] },
      ...parts.flatMap(({ nodes }) => nodes),
    ],
    tensors: [
      { name: "scale", shape: [features.length], data: normalization.scale },
      { name: "offset", shape: [features.length], data: normalization.offset },
      ...parts.flatMap(({ tensors }) => tensors),
    ],
    input: { name: INPUT, width: features.length },
    output: { name: OUTPUT, width: classes.length },
    metadata,
  });
  return withChecksum(chunks);
}

interface LayerParts {
  readonly nodes: readonly OnnxNode[];
  readonly tensors: readonly OnnxTensor[];
}

/** hidden<l> -> hidden<l + 1>, or the probabilities. */
function layerParts(
  { inputs, outputs, kernel, bias }: QuantizedLayer,
  l: number,
  activation: Activation | "softmax",
): LayerParts {
  const weights = `weights${l}`;
  const gemm = {
    operator: "Gemm",
    inputs: [`hidden${l}`, weights, `bias${l}`],
    outputs: [`sums${l}`],
    attributes: { transB: 1 },
  };
  const after = activationParts(activation, l);
  const biases = { name: `bias${l}`, shape: [outputs], data: bias };
  const shape = [outputs, inputs];
  if (kernel.kind !== "int8")
    return {
      nodes: [gemm, ...after.nodes],
      tensors: [{ name: weights, shape, data: denseWeights(kernel) }, biases, ...after.tensors],
    };
  const [codes, scale, zero] = [`codes${l}`, `scale${l}`, `zero${l}`] as const;
  return {
    nodes: [{ operator: "DequantizeLinear", inputs: [codes, scale, zero], outputs: [weights] }, gemm, ...after.nodes],
    tensors: [
      { name: codes, shape, data: kernel.codes },
      { name: scale, shape: [], data: Float32Array.of(kernel.scale) },
      { name: zero, shape: [], data: Int8Array.of(0) },
      biases,
      ...after.tensors,
    ],
  };
}

/** sums<l> -> hidden<l + 1>, or the probabilities. */
function activationParts(activation: Activation | "softmax", l: number): LayerParts {
  const sums = `sums${l}`;
  const hidden = `hidden${l + 1}`;
  if (activation === "softmax")
    return { nodes: [{ operator: "Softmax", inputs: [sums], outputs: [OUTPUT] }], tensors: [] };
  if (activation.kind === "gelu") return geluParts(sums, hidden, l);
  const attributes = activation.kind === "leaky-relu" ? { alpha: { float: activation.slope } } : undefined;
  const operator = OPERATORS[activation.kind];
  return {
    nodes: [{ operator, inputs: [sums], outputs: [hidden], ...(attributes && { attributes }) }],
    tensors: [],
  };
}

const OPERATORS = { sigmoid: "Sigmoid", tanh: "Tanh", relu: "Relu", "leaky-relu": "LeakyRelu" } as const;

/** x · (0.5 + 0.5 · erf(x · √½)) */
function geluParts(sums: string, hidden: string, l: number): LayerParts {
  const [root, half] = [`rootHalf${l}`, `half${l}`];
  const [scaled, errors, halved, share] = [`scaled${l}`, `errors${l}`, `halved${l}`, `share${l}`];
  return {
    nodes: [
      { operator: "Mul", inputs: [sums, root], outputs: [scaled] },
      { operator: "Erf", inputs: [scaled], outputs: [errors] },
      { operator: "Mul", inputs: [errors, half], outputs: [halved] },
      { operator: "Add", inputs: [halved, half], outputs: [share] },
      { operator: "Mul", inputs: [sums, share], outputs: [hidden] },
    ],
    tensors: [
      { name: root, shape: [], data: Float32Array.of(Math.SQRT1_2) },
      { name: half, shape: [], data: Float32Array.of(0.5) },
    ],
  };
}

/** The chunks with the right digits at their end. */
function withChecksum(chunks: readonly Uint8Array[]): Uint8Array[] {
  const before = chunks.slice(0, -1);
  const covered = before.reduce((crc, chunk) => crc32(chunk, crc), 0);
  const checksum = crc32Hex(new Uint8Array(), covered);
  return [...before, new TextEncoder().encode(checksum)];
}
