/**
 * Class probabilities of a quantised network, computed in integers as TensorFlow Lite's hybrid kernels do.
 *
 *   scale_x = max|h| / 127          code_x = round(h · (127 / max|h|))                       for each row of the batch
 *   z = bias + (Σ code_x · code_w) · (scale_x · scale_w)                        Σ in int32, the rest in float32
 *
 * A row of zeros gives the bias alone. Layers whose kernel is float32 are computed in float64 and rounded once.
 * Activations are float32 throughout: sigmoid in the hidden layers, softmax at the end.
 *
 * Newer runtimes quantise the rows asymmetrically (XNNPACK) and differ by as much as the rounding of an activation;
 * how much that is stands in test/formats/litert.test.ts.
 */

import { quantizeInto } from "./int8.ts";
import type { Int8Kernel, QuantizedLayer, QuantizedNetwork } from "./quantized-network.ts";

/** Rows that go through the layers together: their codes and one row of a kernel stay in a 256 KB cache. */
const BLOCK_ROWS = 32;

/**
 * Class probabilities of some rows. [N × C]
 *
 * @param inputs  Features of each row, row-major, finite. [N × F]
 */
export function predictQuantized(network: QuantizedNetwork, inputs: Float32Array): Float32Array {
  const { inputs: width, classes } = network.architecture;
  if (inputs.length % width !== 0)
    throw new RangeError(`predictQuantized: ${inputs.length} numbers are no whole rows of ${width} features`);
  const rows = inputs.length / width;
  const probabilities = new Float32Array(rows * classes);
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    const last = Math.min(first + BLOCK_ROWS, rows);
    const block = predictBlock(network, inputs.subarray(first * width, last * width), last - first);
    probabilities.set(block, first * classes);
  }
  return probabilities;
}

function predictBlock({ normalization, layers }: QuantizedNetwork, inputs: Float32Array, rows: number): Float32Array {
  const { scale, offset } = normalization;
  const width = scale.length;
  let activations = inputs.map((value, i) => Math.fround(value * scale[i % width]) + offset[i % width]);
  layers.forEach((layer, index) => {
    const sums = new Float32Array(rows * layer.outputs);
    if (layer.kernel.kind === "int8") hybridDenseInto(sums, activations, layer, layer.kernel, rows);
    else floatDenseInto(sums, activations, layer, layer.kernel.weights, rows);
    if (index < layers.length - 1) sigmoidInto(sums);
    else softmaxInto(sums, layer.outputs);
    activations = sums;
  });
  return activations;
}

/** @param sums  Receives kernel · row + bias for each row. [B × O] */
function hybridDenseInto(
  sums: Float32Array,
  activations: Float32Array,
  { inputs, outputs, bias }: QuantizedLayer,
  { codes, scale }: Int8Kernel,
  rows: number,
): void {
  const rowCodes = new Int8Array(activations.length);
  const dots = new Int32Array(rows * outputs);
  const rowScales = new Float32Array(rows);
  for (let row = 0; row < rows; row++)
    rowScales[row] = quantizeInto(rowCodes, activations, row * inputs, inputs) * scale;
  dotProductsInto(dots, rowCodes, codes, rows, inputs, outputs);
  for (let i = 0; i < sums.length; i++) {
    const product = Math.fround(Math.fround(dots[i]) * rowScales[Math.floor(i / outputs)]);
    sums[i] = bias[i % outputs] + product;
  }
}

/**
 * Integer dot products of each row with each output's codes, exact.
 *
 * Tiles of 4 rows × 2 outputs keep eight sums in registers, so a code is loaded once for several products.
 *
 * @param dots  Receives the products. [B × O]
 */
export function dotProductsInto(
  dots: Int32Array,
  rowCodes: Int8Array,
  kernelCodes: Int8Array,
  rows: number,
  inputs: number,
  outputs: number,
): void {
  const tiledRows = rows - (rows % 4);
  const tiledOutputs = outputs - (outputs % 2);
  for (let output = 0; output < tiledOutputs; output += 2)
    for (let row = 0; row < tiledRows; row += 4)
      tileInto(dots, rowCodes, kernelCodes, row * inputs, output * inputs, inputs, row * outputs + output, outputs);
  for (let row = 0; row < rows; row++)
    for (let output = row < tiledRows ? tiledOutputs : 0; output < outputs; output++)
      dots[row * outputs + output] = dotProduct(rowCodes, kernelCodes, row * inputs, output * inputs, inputs);
}

function dotProduct(a: Int8Array, b: Int8Array, aStart: number, bStart: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum = (sum + Math.imul(a[aStart + i], b[bStart + i])) | 0;
  return sum;
}

function tileInto(
  dots: Int32Array,
  x: Int8Array,
  w: Int8Array,
  x0: number,
  w0: number,
  length: number,
  out: number,
  outStride: number,
): void {
  const [x1, x2, x3, w1] = [x0 + length, x0 + 2 * length, x0 + 3 * length, w0 + length];
  let [s00, s01, s10, s11, s20, s21, s30, s31] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < length; i++) {
    const a = w[w0 + i];
    const b = w[w1 + i];
    s00 = (s00 + Math.imul(x[x0 + i], a)) | 0;
    s01 = (s01 + Math.imul(x[x0 + i], b)) | 0;
    s10 = (s10 + Math.imul(x[x1 + i], a)) | 0;
    s11 = (s11 + Math.imul(x[x1 + i], b)) | 0;
    s20 = (s20 + Math.imul(x[x2 + i], a)) | 0;
    s21 = (s21 + Math.imul(x[x2 + i], b)) | 0;
    s30 = (s30 + Math.imul(x[x3 + i], a)) | 0;
    s31 = (s31 + Math.imul(x[x3 + i], b)) | 0;
  }
  dots[out] = s00;
  dots[out + 1] = s01;
  dots[out + outStride] = s10;
  dots[out + outStride + 1] = s11;
  dots[out + 2 * outStride] = s20;
  dots[out + 2 * outStride + 1] = s21;
  dots[out + 3 * outStride] = s30;
  dots[out + 3 * outStride + 1] = s31;
}

function floatDenseInto(
  sums: Float32Array,
  activations: Float32Array,
  { inputs, outputs, bias }: QuantizedLayer,
  weights: Float32Array,
  rows: number,
): void {
  for (let output = 0; output < outputs; output++)
    for (let row = 0; row < rows; row++) {
      let sum = bias[output] as number;
      for (let i = 0; i < inputs; i++) sum += weights[output * inputs + i] * activations[row * inputs + i];
      sums[row * outputs + output] = sum;
    }
}

function sigmoidInto(sums: Float32Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] = 1 / (1 + Math.exp(-sums[i]));
}

/** Softmax of each row of C sums, from the largest on, so that nothing overflows. */
function softmaxInto(sums: Float32Array, classes: number): void {
  for (let start = 0; start < sums.length; start += classes) {
    const row = sums.subarray(start, start + classes);
    const largest = Math.max(...row);
    let total = 0;
    for (let i = 0; i < classes; i++) {
      row[i] = Math.exp(row[i] - largest);
      total += row[i];
    }
    for (let i = 0; i < classes; i++) row[i] = row[i] / total;
  }
}
