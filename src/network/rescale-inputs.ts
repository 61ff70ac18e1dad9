/**
 * A network whose input normalisation is a power of two per input and nothing else: what it computes stays the same.
 *
 *   w · (x · scale + offset) = (w · q) · (x · 2^e) + w · offset        e = round(log2 |scale|),  q = scale / 2^e
 *
 * Exponents take about 3.5 bits an input in a container, scale and offset in float32 take 64.
 *
 * Weights that are to be quantised: `powersOfTwo` first, then quantise, then merge the offset with the weights as they are
 * after rounding (`mergeOffset` here, or `mergeInputOffset` in quantization/). In the other order the rounding error of a weight
 * is multiplied by the input's mean instead of its deviation from it.
 */

import { maskedLayer, withInputsInBias } from "./sparse-layer.ts";
import type { SparseLayer, SparseNetwork } from "./sparse-network.ts";

/** Exponents of float32's normal numbers. */
const SMALLEST_EXPONENT = -126;
const LARGEST_EXPONENT = 127;

/** The network with powers of two as scales and no offset: `mergeOffset(powersOfTwo(network))`. */
export function rescaleInputs(network: SparseNetwork): SparseNetwork {
  return mergeOffset(powersOfTwo(network));
}

/**
 * The network with a power of two as every input's scale; offset and first kernel take the quotient, and its sign.
 *
 * An input whose scale is 0 is a constant: it goes into the biases, and loses its weights.
 */
export function powersOfTwo(network: SparseNetwork): SparseNetwork {
  const [first, ...others] = withoutConstantInputs(network);
  const { scale, offset } = network.normalization;
  const powers = scale.map((factor) => 2 ** exponentOf(factor));
  const quotients = Float64Array.from(scale, (factor, input) => (factor === 0 ? 1 : factor / powers[input]));
  return {
    ...network,
    normalization: {
      scale: powers,
      offset: offset.map((shift, input) => (scale[input] === 0 ? 0 : shift / quotients[input])),
    },
    layers: [{ ...first, weights: first.weights.map((weight, s) => weight * quotients[first.columns[s]]) }, ...others],
  };
}

/** The network with every input's offset in the biases of the first layer; sums in float64, rounded once. */
export function mergeOffset(network: SparseNetwork): SparseNetwork {
  const { normalization, layers } = network;
  const [first, ...others] = layers;
  return {
    ...network,
    normalization: { ...normalization, offset: new Float32Array(normalization.offset.length) },
    layers: [withInputsInBias(first, normalization.offset), ...others],
  };
}

/** The layers, the first one without the weights of inputs whose scale is 0: these are always equal to their offset. */
function withoutConstantInputs({ normalization, layers }: SparseNetwork): [SparseLayer, ...SparseLayer[]] {
  const [first, ...others] = layers;
  const { scale, offset } = normalization;
  if (scale.every((factor) => factor !== 0)) return [first, ...others];
  const constants = offset.map((shift, input) => (scale[input] === 0 ? shift : 0));
  const varying = Uint8Array.from(first.columns, (input) => (scale[input] === 0 ? 0 : 1));
  return [maskedLayer(withInputsInBias(first, constants), varying), ...others];
}

function exponentOf(factor: number): number {
  if (factor === 0) return 0;
  return Math.min(LARGEST_EXPONENT, Math.max(SMALLEST_EXPONENT, Math.round(Math.log2(Math.abs(factor)))));
}
