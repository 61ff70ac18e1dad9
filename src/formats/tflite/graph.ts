/**
 * A dense network as the list of tensors and operators that a TensorFlow Lite file holds.
 *
 *   features → multiply(scale) → add(offset) → [fully connected → activation] … → fully connected → softmax → probabilities
 *
 * Activations are operators of their own: only the ReLU family could be fused into FULLY_CONNECTED.
 */

import { FormatError } from "../../core/errors.ts";
import { type ActivationKind, activationOf } from "../../network/activation.ts";
import type { Architecture } from "../../network/architecture.ts";
import { denseWeights } from "../../quantization/dense-weights.ts";
import type { QuantizedLayer, QuantizedNetwork } from "../../quantization/quantized-network.ts";
import type { NetworkDescription } from "../model-file.ts";
import type { OperatorName, TensorType } from "./schema.ts";

/** A TensorFlow Lite model: tensors, and the operators between them in order. */
export interface TfliteGraph {
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  /** Places in `tensors`. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** Constants of a graph. */
export type TfliteNumbers = Float32Array | Int32Array | Int8Array;

export interface TfliteTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: TensorType;
  /** Null where the runtime computes the tensor. */
  readonly data: TfliteNumbers | null;
  /** Units per step of an integer tensor; null for float32. */
  readonly scale: number | null;
  /** Code of 0 of an integer tensor; 0 where it is absent. */
  readonly zeroPoint?: number;
}

export interface TfliteOperator {
  readonly operator: OperatorName;
  /** Places in `tensors`. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Of a leaky ReLU. */
  readonly slope?: number;
}

/** Operators of the activations. */
const ACTIVATIONS: Readonly<Record<ActivationKind, OperatorName>> = {
  sigmoid: "logistic",
  tanh: "tanh",
  relu: "relu",
  "leaky-relu": "leakyRelu",
  gelu: "gelu",
};

/** What stands before the layers: features, scale, scaled, offset, normalized. */
export const NORMALIZATION_TENSORS = 5;
/** Of each layer: kernel, bias, sums, activations. */
export const LAYER_TENSORS = 4;

/** Tensors and operators of a network; the constants are the network's own arrays (codebooks, which TFLite lacks, are expanded). */
export function graphOf(network: QuantizedNetwork): TfliteGraph {
  const { architecture, layers } = network;
  const { tensors, operators } = normalizationGraph(network);
  layers.forEach((layer, index) => {
    const isLast = index === layers.length - 1;
    const first = tensors.length;
    tensors.push(...layerTensors(layer, index, isLast));
    const dense = layer.kernel.kind === "int8" ? "hybridFullyConnected" : "fullyConnected";
    operators.push(
      { operator: dense, inputs: [first - 1, first, first + 1], outputs: [first + 2] },
      { ...outputOperator(architecture, index), inputs: [first + 2], outputs: [first + 3] },
    );
  });
  return { tensors, operators, inputs: [0], outputs: [tensors.length - 1] };
}

/** What makes a layer's outputs of its sums. */
function outputOperator(architecture: Architecture, layer: number): Pick<TfliteOperator, "operator" | "slope"> {
  if (layer === architecture.hidden.length) return { operator: "softmax" };
  const activation = activationOf(architecture, layer);
  const operator = ACTIVATIONS[activation.kind];
  return activation.kind === "leaky-relu" ? { operator, slope: activation.slope } : { operator };
}

/** Features as they come, standardised in float32: what every graph begins with. Its last tensor is the result. */
export function normalizationGraph({ architecture, normalization }: QuantizedNetwork): {
  tensors: TfliteTensor[];
  operators: TfliteOperator[];
} {
  const width = architecture.inputs;
  return {
    tensors: [
      computed("features", width),
      constant("normalization/scale", [width], normalization.scale),
      computed("normalization/scaled", width),
      constant("normalization/offset", [width], normalization.offset),
      computed("normalization/normalized", width),
    ],
    operators: [
      { operator: "multiply", inputs: [0, 1], outputs: [2] },
      { operator: "add", inputs: [2, 3], outputs: [4] },
    ],
  };
}

/**
 * The network of a graph; its arrays are the graph's.
 *
 * @param name  What to call the file in an error.
 * @throws FormatError if the graph is not just what `graphOf` makes of a network of this description.
 */
export function networkOfGraph(graph: TfliteGraph, description: NetworkDescription, name: string): QuantizedNetwork {
  const { inputs, hidden, classes } = description.architecture;
  const widths = [inputs, ...hidden, classes];
  const expected = NORMALIZATION_TENSORS + LAYER_TENSORS * (widths.length - 1);
  if (graph.tensors.length !== expected)
    throw new FormatError(`${name}: ${graph.tensors.length} tensors found, the architecture has ${expected}`);
  const floats = (place: number) => floatData(graph.tensors[place], name);
  const network: QuantizedNetwork = {
    ...description,
    normalization: { scale: floats(1), offset: floats(3) },
    layers: widths.slice(1).map((outputs, layer) => {
      const first = NORMALIZATION_TENSORS + LAYER_TENSORS * layer;
      const { data, scale } = graph.tensors[first];
      const kernel: QuantizedLayer["kernel"] =
        data instanceof Int8Array && scale !== null
          ? { kind: "int8", codes: data, scale }
          : { kind: "float32", weights: floats(first) };
      return { inputs: widths[layer], outputs, kernel, bias: floats(first + 1) };
    }),
  };
  assertSameGraph(graph, graphOf(network), name);
  return network;
}

/** @throws FormatError if a graph is not, but for the numbers, the one that was expected. */
export function assertSameGraph(graph: TfliteGraph, expected: TfliteGraph, name: string): void {
  const difference = shapeMismatch(graph) ?? firstDifference(outlineOf(graph), outlineOf(expected));
  if (difference) throw new FormatError(`${name}: ${difference}; not a network that coldpress wrote`);
}

function layerTensors({ inputs, outputs, kernel, bias }: QuantizedLayer, index: number, isLast: boolean) {
  const shape = [outputs, inputs];
  const kernelName = `layers/${index}/weights`;
  return [
    kernel.kind === "int8"
      ? { name: kernelName, shape, type: "int8" as const, data: kernel.codes, scale: kernel.scale }
      : constant(kernelName, shape, denseWeights(kernel)),
    constant(`layers/${index}/bias`, [outputs], bias),
    computed(`layers/${index}/sums`, outputs),
    computed(isLast ? "probabilities" : `layers/${index}/activations`, outputs),
  ];
}

/** One row: a runtime resizes the input to as many rows as it is given. */
export function computed(name: string, width: number): TfliteTensor {
  return { name, shape: [1, width], type: "float32", data: null, scale: null };
}

function constant(name: string, shape: readonly number[], data: Float32Array): TfliteTensor {
  return { name, shape, type: "float32", data, scale: null };
}

/** In words, the first tensor whose numbers are not as many as its shape says; null if there is none. */
function shapeMismatch({ tensors }: TfliteGraph): string | null {
  const wrong = tensors.find(
    ({ shape, data }) => data !== null && data.length !== shape.reduce((product, size) => product * size, 1),
  );
  return wrong
    ? `tensor "${wrong.name}" holds ${wrong.data?.length} numbers, its shape is [${wrong.shape.join()}]`
    : null;
}

/** The float32 numbers of a tensor. @throws FormatError if it has none. */
export function floatData({ data, name: tensor }: TfliteTensor, name: string): Float32Array {
  if (!(data instanceof Float32Array))
    throw new FormatError(`${name}: tensor "${tensor}" holds no float32 numbers; not a network that coldpress wrote`);
  return data;
}

/** Everything but the numbers, one line per item. */
function outlineOf({ tensors, operators, inputs, outputs }: TfliteGraph): string[] {
  return [
    ...tensors.map(
      ({ name, shape, type, data }) =>
        `tensor "${name}" is ${type} [${shape.join()}] of ${data?.length ?? "no"} numbers`,
    ),
    ...operators.map(
      ({ operator, inputs, outputs, slope }) =>
        `operator ${operator}${slope === undefined ? "" : ` ${slope}`} takes [${inputs.join()}] and gives [${outputs.join()}]`,
    ),
    `network takes [${inputs.join()}] and gives [${outputs.join()}]`,
  ];
}

function firstDifference(found: readonly string[], expected: readonly string[]): string | null {
  const at = expected.findIndex((line, i) => line !== found[i]);
  if (at >= 0) return `${found[at] ?? "nothing"} where expected: ${expected[at]}`;
  return found.length > expected.length ? `${found[expected.length]}, expected nothing more` : null;
}
