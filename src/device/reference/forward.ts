/**
 * The forward pass of a device network, obvious and slow: survivors one after the other, each step rounded to float32. What
 * the kernels (assembly/network.as.ts) and their C must give to the last bit.
 */

import { type Activation, activationFunction, activationOf } from "../../network/activation.ts";
import type { CodedLayer, CodedNetwork } from "../../quantization/coded-network.ts";
import { quantizeInto } from "../../quantization/int8.ts";

const { fround } = Math;

/** e^x in float32, as the kernels have it. */
export type Exponential = (x: number) => number;

/**
 * Class probabilities of one row. [C]
 *
 * @param features  Finite. [F]
 * @throws RangeError for activations other than the sigmoid, relu and leaky relu: the others are approximations of their own.
 */
export function predictReference(
  network: CodedNetwork,
  features: Float32Array,
  exponential: Exponential,
): Float32Array {
  const { scale, offset } = network.normalization;
  let h: Float32Array = features.map((value, i) => fround(value * scale[i]) + offset[i]);
  network.layers.forEach((layer, at) => {
    const sums = layer.int8 ? integerSums(layer, h) : floatSums(layer, h);
    const isLast = at === network.layers.length - 1;
    h = isLast ? softmax(sums, exponential) : activated(sums, activationOf(network.architecture, at), exponential);
  });
  return h;
}

function floatSums({ outputs, rowStarts, columns, weights, bias }: CodedLayer, h: Float32Array): Float32Array {
  const sums = bias.slice();
  for (let output = 0; output < outputs; output++)
    for (let s = rowStarts[output]; s < rowStarts[output + 1]; s++) {
      const product = fround(weights[s] * h[columns[s]]);
      sums[output] = sums[output] + product;
    }
  return sums;
}

function integerSums(layer: CodedLayer, h: Float32Array): Float32Array {
  const { rowStarts, columns, bias } = layer;
  const int8 = layer.int8 as NonNullable<CodedLayer["int8"]>;
  const codes = new Int8Array(h.length);
  const step = fround(quantizeInto(codes, h, 0, h.length) * int8.scale);
  return bias.map((start, output) => {
    let dot = 0;
    for (let s = rowStarts[output]; s < rowStarts[output + 1]; s++) dot += int8.codes[s] * codes[columns[s]];
    return start + fround(fround(dot) * step);
  });
}

function activated(sums: Float32Array, activation: Activation, exponential: Exponential): Float32Array {
  switch (activation.kind) {
    case "sigmoid":
      return sums.map((x) => 1 / fround(1 + exponential(-x)));
    case "relu":
    case "leaky-relu":
      return sums.map(activationFunction(activation).value);
    default:
      throw new RangeError(`predictReference: has no ${activation.kind}`);
  }
}

function softmax(sums: Float32Array, exponential: Exponential): Float32Array {
  const largest = sums.reduce((most, sum) => Math.max(most, sum));
  const shares = sums.map((sum) => exponential(fround(sum - largest)));
  const total = shares.reduce((sum, share) => fround(sum + share));
  return shares.map((share) => share / total);
}
