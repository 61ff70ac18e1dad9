/**
 * ONNX files in the way of other programs, with whatever nodes a test wants.
 */

import { encodeOnnxModel, type OnnxNode, type OnnxTensor } from "../../src/formats/onnx/onnx-model.ts";
import { joined } from "./sample-network.ts";

/** A graph as other programs' exporters write them: nodes by operator, inputs, output and attributes; tensors by name. */
export interface ForeignGraph {
  readonly nodes: readonly (readonly [
    operator: string,
    inputs: string,
    output: string,
    attributes?: OnnxNode["attributes"],
  ])[];
  readonly tensors: Readonly<Record<string, readonly [shape: readonly number[], numbers: ArrayLike<number>]>>;
  readonly inputs: number;
  readonly outputs: number;
}

/** Its file, whose input is x and whose output is y. */
export function foreignOnnx({ nodes, tensors, inputs, outputs }: ForeignGraph): Uint8Array {
  const chunks = encodeOnnxModel({
    producer: "elsewhere",
    producerVersion: "1",
    nodes: nodes.map(([operator, from, to, attributes]) => ({
      operator,
      inputs: from.split(" "),
      outputs: to.split(" "),
      ...(attributes && { attributes }),
    })),
    tensors: Object.entries(tensors).map(
      ([name, [shape, numbers]]): OnnxTensor => ({ name, shape, data: Float32Array.from(numbers) }),
    ),
    input: { name: "x", width: inputs },
    output: { name: "y", width: outputs },
    metadata: new Map(),
  });
  return joined(chunks);
}
