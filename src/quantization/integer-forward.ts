/**
 * Class probabilities of a network with int8 activations, in integers: the reference for what runtimes make of its file.
 *
 *   acc = Σ (x − zero_x) · w + bias        bias = round(b / (scale_x · scale_w)), in int32
 *   sum = clamp(zero_y + acc · M),         M = scale_x · scale_w / scale_y as a 31-bit integer and a shift
 *
 * M is applied as TensorFlow Lite Micro does it: a doubling high product with rounding, then a division by a power of two
 * with rounding. Inputs are standardised in float32 and rounded to their grid. Activations and softmax are computed from the
 * codes in double precision and rounded to the grid of their results; a runtime's own fixed point may differ by a step.
 *
 * Source  B. Jacob et al. 2018 (calibrate-activations.ts), section 2; TensorFlow Lite Micro, MultiplyByQuantizedMultiplier.
 */

import { UserError } from "../core/errors.ts";
import { type Activation, activationFunction, activationOf } from "../network/activation.ts";
import type { Architecture } from "../network/architecture.ts";
import { simdDotProductsInto } from "./assembly/int8-dots.ts";
import { clampedCode, codeOn, type Int8Activations, type Int8Grid, SHARE_GRID } from "./int8-grid.ts";
import type { Int8Kernel, QuantizedLayer, QuantizedNetwork } from "./quantized-network.ts";

/**
 * Class probabilities of some rows, multiples of 1/256. [N × C]
 *
 * @param inputs  Features of each row, row-major, finite. [N × F]
 * @throws UserError if a kernel is not int8, or a hidden layer one that has no integers.
 */
export function predictIntegers(
  network: QuantizedNetwork,
  activations: Int8Activations,
  inputs: Float32Array,
): Float32Array {
  const { architecture, normalization, layers } = network;
  assertIntegerActivations(architecture, "a network with int8 activations");
  const width = architecture.inputs;
  const rows = inputs.length / width;
  let codes: Int8Array = Int8Array.from(inputs, (value, i) => {
    const standardized = Math.fround(
      Math.fround(value * normalization.scale[i % width]) + normalization.offset[i % width],
    );
    return codeOn(activations.inputs, standardized);
  });
  layers.forEach((layer, l) => {
    const grid = activations.sums[l];
    const sums = integerSums(layer, inputGrid(activations, l), grid, codes, rows);
    codes =
      l < layers.length - 1
        ? resultCodes(sums, activationOf(architecture, l), grid, activations.results[l])
        : softmaxCodes(sums, grid, layer.outputs);
  });
  return Float32Array.from(codes, (code) => SHARE_GRID.scale * (code - SHARE_GRID.zeroPoint));
}

/** @throws UserError for an activation of which the runtimes for microcontrollers have no operator in integers. */
export function assertIntegerActivations(architecture: Architecture, user: string): void {
  const other = architecture.hidden.findIndex((_, layer) => activationOf(architecture, layer).kind === "gelu");
  if (other >= 0)
    throw new UserError(
      `${user}: hidden layer ${other} is gelu, which TensorFlow Lite Micro does not have; sigmoid, tanh, relu and leaky-relu can be int8`,
    );
}

/** The grid of what a layer reads. */
export function inputGrid({ inputs, results }: Int8Activations, layer: number): Int8Grid {
  return layer === 0 ? inputs : results[layer - 1];
}

/** A layer's kernel, which must be int8. */
export function int8Kernel({ kernel }: QuantizedLayer, layer: number): Int8Kernel {
  if (kernel.kind !== "int8")
    throw new UserError(`kernel of layer ${layer} is ${kernel.kind}; with int8 activations all kernels are int8`);
  return kernel;
}

/** Biases as int32 codes of scale_x · scale_w. [O] */
export function biasCodes({ bias }: QuantizedLayer, { scale }: Int8Kernel, read: Int8Grid): Int32Array {
  const step = Math.fround(read.scale * scale);
  return Int32Array.from(bias, (value) => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.round(value / step))));
}

function integerSums(
  layer: QuantizedLayer,
  read: Int8Grid,
  written: Int8Grid,
  codes: Int8Array,
  rows: number,
): Int8Array {
  const { inputs, outputs } = layer;
  const kernel = int8Kernel(layer, 0);
  const biases = biasCodes(layer, kernel, read);
  const dots = new Int32Array(rows * outputs);
  simdDotProductsInto(dots, codes, kernel.codes, rows, inputs, outputs);
  const shift = kernelSums(kernel.codes, inputs, outputs).map((sum, o) => biases[o] - read.zeroPoint * sum);
  const factor = fixedPoint((read.scale * kernel.scale) / written.scale);
  return Int8Array.from(dots, (dot, i) =>
    clampedCode(written.zeroPoint + scaledInteger(dot + shift[i % outputs], factor)),
  );
}

/** Σ w of each output: what the zero point of the inputs adds to every sum. [O] */
function kernelSums(codes: Int8Array, inputs: number, outputs: number): number[] {
  return Array.from({ length: outputs }, (_, o) =>
    codes.subarray(o * inputs, (o + 1) * inputs).reduce((sum, code) => sum + code, 0),
  );
}

/** A factor as mantissa · 2^(shift − 31). */
interface FixedPoint {
  /** 2^30 to 2^31 − 1, or 0. */
  readonly mantissa: bigint;
  readonly shift: number;
}

/** A positive factor as a 31-bit mantissa and a power of two. */
export function fixedPoint(factor: number): FixedPoint {
  let shift = Math.floor(Math.log2(factor)) + 1;
  let mantissa = Math.round((factor / 2 ** shift) * 2 ** 31);
  if (mantissa === 2 ** 31) {
    mantissa /= 2;
    shift++;
  }
  return { mantissa: BigInt(mantissa), shift };
}

/** value · factor, rounded twice as TensorFlow Lite Micro rounds. @param value  int32 */
export function scaledInteger(value: number, { mantissa, shift }: FixedPoint): number {
  const shifted = BigInt(value) << BigInt(Math.max(shift, 0));
  const product = shifted * mantissa;
  const nudge = product >= 0n ? 1n << 30n : 1n - (1n << 30n);
  // BigInt division truncates toward zero, as C's does
  const high = Number((product + nudge) / (1n << 31n));
  return shift >= 0 ? high : roundedShift(high, -shift);
}

/** value / 2^exponent, ties away from zero. */
function roundedShift(value: number, exponent: number): number {
  const scaled = value / 2 ** exponent;
  return Math.trunc(scaled + (scaled < 0 ? -0.5 : 0.5));
}

/** An activation of sums, by a table of all codes. */
function resultCodes(sums: Int8Array, activation: Activation, from: Int8Grid, to: Int8Grid): Int8Array {
  const { value } = activationFunction(activation);
  const table = Int8Array.from({ length: 256 }, (_, i) => codeOn(to, value(from.scale * (i - 128 - from.zeroPoint))));
  return sums.map((code) => table[code + 128]);
}

function softmaxCodes(sums: Int8Array, { scale }: Int8Grid, classes: number): Int8Array {
  const codes = new Int8Array(sums.length);
  for (let start = 0; start < sums.length; start += classes) {
    const row = sums.subarray(start, start + classes);
    const largest = row.reduce((most, code) => Math.max(most, code));
    const powers = Array.from(row, (code) => Math.exp(scale * (code - largest)));
    const total = powers.reduce((sum, power) => sum + power, 0);
    for (let c = 0; c < classes; c++) codes[start + c] = codeOn(SHARE_GRID, powers[c] / total);
  }
  return codes;
}
