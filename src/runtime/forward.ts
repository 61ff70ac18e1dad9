/**
 * The forward pass: one row, or sixteen at a time.
 *
 *   h₀ = x · scale + offset          hₗ = activationₗ(kernelₗ · hₗ₋₁ + biasₗ)          p = softmax(kernel_L · h_{L−1} + bias_L)
 *
 * An int8 kernel quantises its inputs row by row, sums in integers, and rounds where the reference does
 * (quantization/hybrid-forward.ts); the others sum in float32, in the order of the packed rows. Activations other than the sigmoid
 * are computed in TypeScript: they touch as many numbers as a layer has outputs, and round as the reference does.
 */

import { activationFunction } from "../network/activation.ts";
import { type Kernels, sumKernel } from "./kernel-module.ts";
import {
  BATCH_ROWS,
  type BatchBuffers,
  type Buffers,
  type PackedNetwork,
  type ResidentLayer,
  SLACK,
} from "./packed-network.ts";

/** From this many rows on, sixteen together take less time than one after the other. */
const FEWEST_BATCH_ROWS = 8;

/**
 * Class probabilities of some rows.
 *
 * @param probabilities  Receives them. [N × C]
 * @param values         [N × F]
 * @returns whether all values were finite; if not, there are no probabilities from the first broken row's block on.
 */
export function predictInto(
  probabilities: Float32Array,
  values: Float32Array,
  rows: number,
  network: PackedNetwork,
): boolean {
  const width = values.length / rows;
  const classes = probabilities.length / rows;
  for (let row = 0; row < rows; ) {
    const left = Math.min(BATCH_ROWS, rows - row);
    const count = left >= FEWEST_BATCH_ROWS ? left : 1;
    const inputs = values.subarray(row * width, (row + count) * width);
    const found = count > 1 ? predictBatch(network, inputs, count) : predictRow(network, inputs);
    if (!found) return false;
    probabilities.set(found, row * classes);
    row += count;
  }
  return true;
}

/** A view of the probabilities [C], or null if an input is not finite. */
function predictRow(network: PackedNetwork, inputs: Float32Array): Float32Array | null {
  const { kernels, layers, buffers } = network;
  if (!normalizeInto(buffers.x, inputs, network, buffers)) return null;
  network.floats(buffers.x + 4 * inputs.length, SLACK).fill(0);
  let [x, y] = [buffers.x, buffers.y];
  for (const layer of layers) {
    sumInto(y, x, layer, network);
    addBias(y, layer, kernels);
    if (layer !== layers.at(-1)) activate(y, layer.outputs, layer, network);
    network.floats(y + 4 * layer.outputs, SLACK).fill(0);
    [x, y] = [y, x];
  }
  const { outputs } = layers.at(-1) as ResidentLayer;
  kernels.f32_softmax(buffers.probabilities, x, outputs, 4);
  return network.floats(buffers.probabilities, outputs);
}

/**
 * Normalises a row.
 *
 * @param to  Receives it.
 * @returns whether all of it is finite; if not, nothing is received.
 */
function normalizeInto(to: number, row: Float32Array, network: PackedNetwork, { input }: Buffers): boolean {
  const { kernels, normalization } = network;
  const count = row.length;
  network.floats(input, count).set(row);
  if (!kernels.f32_are_finite_4(input, count)) return false;
  if (normalization.kind === "float32")
    kernels.f32_normalize_4(to, input, normalization.scale, normalization.offset, count);
  else if (normalization.kind === "exponents") kernels.f32_scale_4(to, input, normalization.exponents, count);
  else if (normalization.kind === "palette") {
    kernels.f32_palette(to, input, normalization.codes, normalization.palette, count);
    kernels.f32_exceptions(to, input, normalization.exceptions, normalization.exceptionCount);
  } else kernels.f32_copy(to, input, count);
  return true;
}

/** @param y  Receives kernel · x. */
function sumInto(y: number, x: number, layer: ResidentLayer, network: PackedNetwork): void {
  const { kernels } = network;
  const { inputs, kind, lanes, codeBits, words, runs, runCount, starts, startBytes, numbers } = layer;
  let scaleOfRow = 1;
  if (kind === "f32_table" || kind === "f32_dense") kernels.f32_products_4(x, inputs + 1, numbers, codeBits);
  else if (kind === "i8_codes") scaleOfRow = kernels.i8_quantize_4(x, inputs);
  else kernels.operands_copy(x, inputs + 1);

  if (kind === "f32_dense") kernels.f32_dense(y, words, starts, layer.slices, layer.columns, lanes, codeBits);
  else sumKernel(kernels, kind, lanes)(y, words, runs, runCount, starts, startBytes, numbers, codeBits);

  joinPieces(y, layer, network, 1);
  if (kind === "i8_codes") kernels.f32_scale_dots_4(y, layer.outputs, Math.fround(scaleOfRow * layer.scale));
}

/** Sums of whole rows from those of their pieces, in the same place. @param rows  Numbers beside each other for each sum. */
function joinPieces(y: number, layer: ResidentLayer, network: PackedNetwork, rows: number): void {
  const { kind, outputs, rowOf } = layer;
  if (rowOf.length === 0 && layer.startBytes === 0) return;
  const length = Math.max(rowOf.length, outputs) * rows;
  const sums = kind === "i8_codes" ? network.integers(y, length) : network.floats(y, length);
  const joined = new Float64Array(outputs * rows);
  rowOf.forEach((output, place) => {
    for (let row = 0; row < rows; row++) joined[output * rows + row] += sums[place * rows + row];
  });
  sums.set(joined);
}

function addBias(y: number, { bias, outputs }: ResidentLayer, kernels: Kernels): void {
  if (bias.kind === "i8") kernels.f32_bias_i8_4(y, bias.at, outputs, bias.scale);
  else kernels[`f32_bias_${bias.kind}_4`](y, bias.at, outputs);
}

/** Behind int8 kernels it rounds as the reference: another last bit could change a code. */
function activate(y: number, count: number, { kind, activation }: ResidentLayer, network: PackedNetwork): void {
  if (activation.kind !== "sigmoid") {
    const { value } = activationFunction(activation);
    const sums = network.floats(y, count);
    for (let i = 0; i < count; i++) sums[i] = value(sums[i]);
  } else if (kind === "i8_codes") network.kernels.f64_sigmoid_4(y, count);
  else network.kernels.f32_sigmoid_4(y, count);
}

/** A view of the probabilities of up to sixteen rows [B × C], or null if an input is not finite. */
function predictBatch(network: PackedNetwork, inputs: Float32Array, rows: number): Float32Array | null {
  const { kernels, layers } = network;
  const buffers = network.batchBuffers();
  if (!spread(network, buffers, inputs, rows)) return null;
  let [x, y] = [buffers.x, buffers.y];
  for (const layer of layers) {
    const { outputs } = layer;
    sumBatchInto(y, x, layer, network, buffers);
    network.floats(buffers.bias, outputs).fill(0);
    addBias(buffers.bias, layer, kernels);
    kernels.f32_bias_x16(y, buffers.bias, outputs);
    if (layer !== layers.at(-1)) activate(y, BATCH_ROWS * outputs, layer, network);
    network.floats(y + 4 * BATCH_ROWS * outputs, BATCH_ROWS).fill(0);
    [x, y] = [y, x];
  }
  const { outputs } = layers.at(-1) as ResidentLayer;
  for (let row = 0; row < rows; row++)
    kernels.f32_softmax(buffers.probabilities + 4 * outputs * row, x + 4 * row, outputs, 4 * BATCH_ROWS);
  return network.floats(buffers.probabilities, rows * outputs);
}

/**
 * Normalises the rows and puts them beside each other, zeros where there are fewer than sixteen.
 *
 * @returns whether all of them are finite.
 */
function spread(network: PackedNetwork, buffers: Buffers, inputs: Float32Array, rows: number): boolean {
  const { x, y } = buffers;
  const width = inputs.length / rows;
  network.floats(x, BATCH_ROWS * (width + 1)).fill(0);
  for (let row = 0; row < rows; row++) {
    if (!normalizeInto(y, inputs.subarray(row * width, (row + 1) * width), network, buffers)) return false;
    network.kernels.f32_column_x16(x + 4 * row, y, width);
  }
  return true;
}

/** @param y  Receives kernel · x for each row. */
function sumBatchInto(
  y: number,
  x: number,
  layer: ResidentLayer,
  network: PackedNetwork,
  { codes, scales }: BatchBuffers,
): void {
  const { kernels } = network;
  const { inputs, kind, lanes, codeBits, words, runs, runCount, starts, startBytes, numbers } = layer;
  if (kind === "i8_codes") {
    kernels.i8_quantize_x16(codes, scales, x, inputs, layer.scale);
    kernels.i8_codes_x16(y, words, runs, runCount, starts, startBytes, lanes, codes);
  } else if (kind === "f32_dense")
    kernels.f32_dense_x16(y, words, starts, layer.slices, layer.columns, lanes, x, numbers, codeBits);
  else if (kind === "f32_values")
    kernels.f32_values_x16(y, words, runs, runCount, starts, startBytes, lanes, x, numbers);
  else kernels.f32_codebook_x16(y, words, runs, runCount, starts, startBytes, lanes, x, numbers, codeBits);
  joinPieces(y, layer, network, BATCH_ROWS);
  if (kind === "i8_codes") kernels.f32_scale_dots_x16(y, layer.outputs, scales);
}
