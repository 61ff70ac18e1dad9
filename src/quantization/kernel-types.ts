/**
 * A network in its shipped form with all kernels of one type: what runtimes that know less than ours can take.
 */

import { mentioned } from "../features/feature-profile.ts";
import { assertDenseFits } from "../network/dense-limit.ts";
import type { CodedLayer, CodedNetwork } from "./coded-network.ts";
import { denseWeights } from "./dense-weights.ts";
import { QUANTIZE_INT8_DEFAULTS, type QuantizeInt8Options, quantizeKernel } from "./int8.ts";
import type { Kernel, QuantizedNetwork } from "./quantized-network.ts";
import { float32Kernel } from "./with-kernels.ts";

/** The network with the weights that its codes stand for. */
export function withFloat32Kernels(network: QuantizedNetwork): QuantizedNetwork {
  return eachKernel(network, (kernel) => ({ kind: "float32", weights: denseWeights(kernel) }));
}

/** The network with its larger kernels in int8; those that are in int8 keep their codes. */
export function withInt8Kernels(network: QuantizedNetwork, options: QuantizeInt8Options = {}): QuantizedNetwork {
  const { minimumWeights } = { ...QUANTIZE_INT8_DEFAULTS, ...options };
  return eachKernel(network, (kernel, inputs, layer) => {
    if (kernel.kind === "int8") return kernel;
    const weights = denseWeights(kernel);
    return weights.length < minimumWeights ? { kind: "float32", weights } : quantizeKernel(weights, inputs, layer);
  });
}

/** The network of a container with the zeros between its survivors. @throws UserError if it would be too large. */
export function denseCodedNetwork(network: CodedNetwork): QuantizedNetwork {
  assertDenseFits(network.layers, "network");
  const { architecture, features, classes, profile, normalization } = network;
  const layers = network.layers.map((layer) => {
    const { inputs, outputs, bias } = layer;
    return { inputs, outputs, bias, kernel: codedKernel(layer) };
  });
  return { ...mentioned(profile), architecture, features, classes, normalization, layers };
}

function codedKernel(layer: CodedLayer): Kernel {
  const { inputs, outputs, rowStarts, columns, int8 } = layer;
  if (!int8) return float32Kernel(layer);
  const codes = new Int8Array(inputs * outputs);
  for (let output = 0; output < outputs; output++)
    for (let s = rowStarts[output]; s < rowStarts[output + 1]; s++) codes[output * inputs + columns[s]] = int8.codes[s];
  return { kind: "int8", codes, scale: int8.scale };
}

function eachKernel(
  network: QuantizedNetwork,
  change: (kernel: Kernel, inputs: number, layer: number) => Kernel,
): QuantizedNetwork {
  const layers = network.layers.map((layer, l) => ({ ...layer, kernel: change(layer.kernel, layer.inputs, l) }));
  return { ...network, layers };
}
