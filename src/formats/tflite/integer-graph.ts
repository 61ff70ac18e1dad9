/**
 * A network with int8 activations as the tensors and operators of a TensorFlow Lite file that TensorFlow Lite Micro runs.
 *
 *   features → multiply → add → quantize → [fully connected → activation] … → fully connected → softmax → dequantize
 *
 * Features differ by orders of magnitude, so they are standardised in float32 before one grid holds them all; from there to the
 * probabilities everything is int8, with biases in int32. Scales are per tensor, which every runtime takes.
 */

import { FormatError } from "../../core/errors.ts";
import { type Activation, activationOf } from "../../network/activation.ts";
import { type Int8Activations, type Int8Grid, SHARE_GRID } from "../../quantization/int8-grid.ts";
import { assertIntegerActivations, biasCodes, inputGrid, int8Kernel } from "../../quantization/integer-forward.ts";
import type { QuantizedLayer, QuantizedNetwork } from "../../quantization/quantized-network.ts";
import type { NetworkDescription } from "../model-file.ts";
import {
  assertSameGraph,
  computed,
  floatData,
  LAYER_TENSORS,
  NORMALIZATION_TENSORS,
  normalizationGraph,
  type TfliteGraph,
  type TfliteOperator,
  type TfliteTensor,
} from "./graph.ts";

/** Tensors before the layers: those of the normalisation and its codes. */
const FIRST_LAYER = NORMALIZATION_TENSORS + 1;

/** Whether a graph computes in integers. */
export function isIntegerGraph({ operators }: TfliteGraph): boolean {
  return operators.some(({ operator }) => operator === "quantize");
}

/** Tensors and operators of a network. @throws UserError if a kernel is not int8, or a hidden layer a GELU. */
export function integerGraphOf(network: QuantizedNetwork, activations: Int8Activations): TfliteGraph {
  assertIntegerActivations(network.architecture, "a .tflite file with int8 activations");
  const { tensors, operators } = normalizationGraph(network);
  const last = network.layers.length - 1;
  tensors.push(codes("normalization/codes", network.architecture.inputs, activations.inputs));
  operators.push({ operator: "quantize", inputs: [4], outputs: [5] });
  network.layers.forEach((layer, l) => {
    const first = tensors.length;
    tensors.push(...layerTensors(layer, l, activations, l === last));
    operators.push(
      { operator: "integerFullyConnected", inputs: [first - 1, first, first + 1], outputs: [first + 2] },
      {
        ...outputOperator(l === last ? null : activationOf(network.architecture, l)),
        inputs: [first + 2],
        outputs: [first + 3],
      },
    );
  });
  const shares = tensors.length - 1;
  tensors.push(computed("probabilities", network.architecture.classes));
  operators.push({ operator: "dequantize", inputs: [shares], outputs: [shares + 1] });
  return { tensors, operators, inputs: [0], outputs: [shares + 1] };
}

const OPERATORS = {
  sigmoid: "integerLogistic",
  tanh: "integerTanh",
  relu: "integerRelu",
  "leaky-relu": "integerLeakyRelu",
} as const;

/** What makes a layer's outputs of its sums. @param activation  Null behind the last layer. */
function outputOperator(activation: Activation | null): Pick<TfliteOperator, "operator" | "slope"> {
  if (activation === null) return { operator: "integerSoftmax" };
  if (activation.kind === "leaky-relu") return { operator: OPERATORS["leaky-relu"], slope: activation.slope };
  return { operator: OPERATORS[activation.kind as "sigmoid" | "tanh" | "relu"] };
}

function layerTensors(layer: QuantizedLayer, l: number, activations: Int8Activations, isLast: boolean): TfliteTensor[] {
  const { inputs, outputs } = layer;
  const kernel = int8Kernel(layer, l);
  const read = inputGrid(activations, l);
  return [
    { name: `layers/${l}/weights`, shape: [outputs, inputs], type: "int8", data: kernel.codes, scale: kernel.scale },
    {
      name: `layers/${l}/bias`,
      shape: [outputs],
      type: "int32",
      data: biasCodes(layer, kernel, read),
      scale: Math.fround(read.scale * kernel.scale),
    },
    codes(`layers/${l}/sums`, outputs, activations.sums[l]),
    isLast
      ? codes("probabilities/codes", outputs, SHARE_GRID)
      : codes(`layers/${l}/activations`, outputs, activations.results[l]),
  ];
}

/** What the runtime computes, in codes. */
function codes(name: string, width: number, { scale, zeroPoint }: Int8Grid): TfliteTensor {
  return { name, shape: [1, width], type: "int8", data: null, scale, zeroPoint };
}

/**
 * The network of a graph that `integerGraphOf` made; its kernels are the graph's arrays.
 *
 * @param name  What to call the file in an error.
 * @throws FormatError if the graph is not just what `integerGraphOf` makes of a network of this description.
 */
export function networkOfIntegerGraph(
  graph: TfliteGraph,
  description: NetworkDescription,
  name: string,
): QuantizedNetwork {
  const { inputs, hidden, classes } = description.architecture;
  const widths = [inputs, ...hidden, classes];
  const expected = FIRST_LAYER + LAYER_TENSORS * (widths.length - 1) + 1;
  if (graph.tensors.length !== expected)
    throw new FormatError(`${name}: ${graph.tensors.length} tensors found, the architecture has ${expected}`);
  const tensor = (place: number) => graph.tensors[place];
  const places = widths.slice(1).map((_, l) => FIRST_LAYER + LAYER_TENSORS * l);
  const activations = {
    inputs: gridOf(tensor(NORMALIZATION_TENSORS), name),
    sums: places.map((first) => gridOf(tensor(first + 2), name)),
    results: places.slice(0, -1).map((first) => gridOf(tensor(first + 3), name)),
  };
  const network: QuantizedNetwork = {
    ...description,
    normalization: { scale: floatData(tensor(1), name), offset: floatData(tensor(3), name) },
    layers: places.map((first, l) => ({
      inputs: widths[l],
      outputs: widths[l + 1],
      kernel: { kind: "int8", codes: int8Data(tensor(first), name), scale: gridOf(tensor(first), name).scale },
      bias: biasOf(tensor(first + 1), name),
    })),
    activations,
  };
  assertSameGraph(graph, integerGraphOf(network, activations), name);
  return network;
}

function gridOf({ name: tensor, scale, zeroPoint = 0 }: TfliteTensor, name: string): Int8Grid {
  if (scale === null || !(scale > 0) || !Number.isFinite(scale) || !(zeroPoint >= -128 && zeroPoint <= 127))
    throw new FormatError(
      `${name}: tensor "${tensor}" has scale ${scale} and zero point ${zeroPoint}, which no int8 grid has`,
    );
  return { scale, zeroPoint };
}

function int8Data({ data, name: tensor }: TfliteTensor, name: string): Int8Array {
  if (data instanceof Int8Array) return data;
  throw new FormatError(`${name}: tensor "${tensor}" holds no int8 numbers; not a network that coldpress wrote`);
}

function biasOf({ data, scale, name: tensor }: TfliteTensor, name: string): Float32Array {
  if (!(data instanceof Int32Array) || scale === null || !(scale > 0))
    throw new FormatError(`${name}: tensor "${tensor}" holds no int32 biases; not a network that coldpress wrote`);
  return Float32Array.from(data, (code) => code * scale);
}
