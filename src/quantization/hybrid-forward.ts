/**
 * Class probabilities of a quantised network, computed in integers as TensorFlow Lite's hybrid kernels do.
 *
 *   scale_x = max|h| / 127          code_x = round(h · (127 / max|h|))                       for each row of the batch
 *   z = bias + (Σ code_x · code_w) · (scale_x · scale_w)                        Σ in int32, the rest in float32
 *
 * A network with int8 activations is computed in integers throughout (integer-forward.ts). A row of zeros gives the bias
 * alone. Other kernels (float32, codebooks) are computed in float64 and rounded once. Activations are computed in float64 and
 * rounded once to float32; softmax at the end.
 *
 * Newer runtimes quantise the rows asymmetrically (XNNPACK) and differ by as much as the rounding of an activation;
 * how much that is stands in test/formats/litert.test.ts.
 */

import { type Activation, activationFunction, activationOf } from "../network/activation.ts";
import type { Architecture, LayerShape } from "../network/architecture.ts";
import type { MergedNormalization } from "../network/merge-normalization.ts";
import { simdDotProductsInto } from "./assembly/int8-dots.ts";
import { denseWeights } from "./dense-weights.ts";
import { quantizeInto } from "./int8.ts";
import { predictIntegers } from "./integer-forward.ts";
import type { Int8Kernel, QuantizedNetwork } from "./quantized-network.ts";

/** Rows that go through the layers together: their codes and one row of a kernel stay in a 256 KB cache. */
const BLOCK_ROWS = 32;

/**
 * Class probabilities of some rows. [N × C]
 *
 * @param inputs  Features of each row, row-major, finite. [N × F]
 */
export function predictQuantized(network: QuantizedNetwork, inputs: Float32Array): Float32Array {
  if (network.activations) return predictIntegers(network, network.activations, inputs);
  return predictByLayer(network, inputs, (sums, activations, layer, rows) => {
    if (layer.kernel.kind === "int8") hybridDenseInto(sums, activations, layer, layer.kernel, rows);
    else floatDenseInto(sums, activations, layer, denseWeights(layer.kernel), rows);
  });
}

/** A network whose layers are of some kind, in its shipped form. */
export interface ShippedNetwork<Layer extends LayerShape> {
  readonly architecture: Architecture;
  readonly normalization: MergedNormalization;
  readonly layers: readonly Layer[];
}

/** @param sums  Receives kernel · row + bias for each row. [B × O] */
export type LayerSums<Layer> = (sums: Float32Array, activations: Float32Array, layer: Layer, rows: number) => void;

/** The forward pass around the kernels: normalisation, activations, softmax, some rows at a time. [N × C] */
export function predictByLayer<Layer extends LayerShape>(
  network: ShippedNetwork<Layer>,
  inputs: Float32Array,
  sumsInto: LayerSums<Layer>,
): Float32Array {
  const { inputs: width, classes } = network.architecture;
  if (inputs.length % width !== 0)
    throw new RangeError(`predictQuantized: ${inputs.length} numbers are no whole rows of ${width} features`);
  const rows = inputs.length / width;
  const probabilities = new Float32Array(rows * classes);
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    const last = Math.min(first + BLOCK_ROWS, rows);
    const block = predictBlock(network, inputs.subarray(first * width, last * width), last - first, sumsInto);
    probabilities.set(block, first * classes);
  }
  return probabilities;
}

function predictBlock<Layer extends LayerShape>(
  { architecture, normalization, layers }: ShippedNetwork<Layer>,
  inputs: Float32Array,
  rows: number,
  sumsInto: LayerSums<Layer>,
): Float32Array {
  const { scale, offset } = normalization;
  const width = scale.length;
  let activations = inputs.map((value, i) => Math.fround(value * scale[i % width]) + offset[i % width]);
  layers.forEach((layer, index) => {
    const sums = new Float32Array(rows * layer.outputs);
    sumsInto(sums, activations, layer, rows);
    if (index < layers.length - 1) activateInto(sums, activationOf(architecture, index));
    else softmaxInto(sums, layer.outputs);
    activations = sums;
  });
  return activations;
}

/** @param sums  Receives kernel · row + bias for each row. [B × O] */
export function hybridDenseInto(
  sums: Float32Array,
  activations: Float32Array,
  layer: BiasedLayer,
  { codes, scale }: Int8Kernel,
  rows: number,
): void {
  hybridSumsInto(sums, activations, layer, scale, rows, (dots, rowCodes) =>
    simdDotProductsInto(dots, rowCodes, codes, rows, layer.inputs, layer.outputs),
  );
}

/** A layer's shape and its biases. [O] */
export interface BiasedLayer extends LayerShape {
  readonly bias: Float32Array;
}

/**
 * Sums of an int8 kernel around its dot products.
 *
 * @param sums     Receives kernel · row + bias for each row. [B × O]
 * @param dotInto  Gives the dot products in int32 [B × O] of the rows' codes [B × I] and the kernel's.
 */
export function hybridSumsInto(
  sums: Float32Array,
  activations: Float32Array,
  { inputs, outputs, bias }: BiasedLayer,
  scale: number,
  rows: number,
  dotInto: (dots: Int32Array, rowCodes: Int8Array) => void,
): void {
  const rowCodes = new Int8Array(activations.length);
  const dots = new Int32Array(rows * outputs);
  const rowScales = new Float32Array(rows);
  for (let row = 0; row < rows; row++)
    rowScales[row] = quantizeInto(rowCodes, activations, row * inputs, inputs) * scale;
  dotInto(dots, rowCodes);
  for (let i = 0; i < sums.length; i++) {
    const product = Math.fround(Math.fround(dots[i]) * rowScales[Math.floor(i / outputs)]);
    sums[i] = bias[i % outputs] + product;
  }
}

/** @param sums  Receives kernel · row + bias for each row, in float64 and rounded once. [B × O] */
export function floatDenseInto(
  sums: Float32Array,
  activations: Float32Array,
  { inputs, outputs, bias }: BiasedLayer,
  weights: Float32Array,
  rows: number,
): void {
  // Zeros are sorted out once for all rows: at a sparsity of 0.98 that is nearly all of the work.
  const columns = new Uint32Array(inputs);
  const survivors = new Float32Array(inputs);
  for (let output = 0; output < outputs; output++) {
    let count = 0;
    for (let i = 0; i < inputs; i++) {
      const weight = weights[output * inputs + i];
      if (weight === 0) continue;
      columns[count] = i;
      survivors[count++] = weight;
    }
    for (let row = 0; row < rows; row++) {
      let sum = bias[output];
      for (let s = 0; s < count; s++) sum += survivors[s] * activations[row * inputs + columns[s]];
      sums[row * outputs + output] = sum;
    }
  }
}

function activateInto(sums: Float32Array, activation: Activation): void {
  const { value } = activationFunction(activation);
  for (let i = 0; i < sums.length; i++) sums[i] = value(sums[i]);
}

/** Softmax of each row of C sums, from the largest on, so that nothing overflows. */
function softmaxInto(sums: Float32Array, classes: number): void {
  for (let start = 0; start < sums.length; start += classes) {
    const row = sums.subarray(start, start + classes);
    const largest = row.reduce((most, sum) => Math.max(most, sum));
    let total = 0;
    for (let i = 0; i < classes; i++) {
      row[i] = Math.exp(row[i] - largest);
      total += row[i];
    }
    for (let i = 0; i < classes; i++) row[i] = row[i] / total;
  }
}
