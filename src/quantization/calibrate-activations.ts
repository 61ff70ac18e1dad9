/**
 * Activations in int8, for runtimes that compute in integers alone (TensorFlow Lite Micro refuses the paper's hybrid kernels).
 *
 *   value = scale · (code − zeroPoint)        code −128 to 127
 *
 * The grid of the standardised inputs and of every layer's sums comes from the training rows: of 20 ranges, from the whole one
 * [min, max] down to a twentieth of it, that with the smallest squared error of rounding and cutting. A range always
 * holds 0. Sigmoids and probabilities have the grid that TensorFlow Lite demands: steps of 1/256 from 0 on.
 *
 * Source  B. Jacob et al. 2018, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
 *         Inference", CVPR; TensorFlow Lite 8-bit quantization specification.
 */

import { UserError } from "../core/errors.ts";
import type { Network } from "../network/network.ts";
import { denseWeights } from "./dense-weights.ts";
import { floatDenseInto, predictByLayer } from "./hybrid-forward.ts";
import { quantizeInt8 } from "./int8.ts";
import { clampedCode, codeOn, type Int8Grid, LEAST_CODE, MOST_CODE } from "./int8-grid.ts";
import { assertSigmoids } from "./integer-forward.ts";
import { mergedNetwork } from "./merged-network.ts";
import type { QuantizedNetwork } from "./quantized-network.ts";

const RANGES = 20;
/** Rows that grids are fitted to: evenly spread over all. */
const MOST_ROWS = 256;
/** Values that a range is judged by: evenly spread over all. */
const MOST_VALUES = 50_000;

/**
 * The network with kernels, sums and activations in int8.
 *
 * @param rows  Features of training recordings, row-major. [N × F]
 * @throws UserError if there is no row, a weight or sum is not finite, or a hidden layer is no sigmoid.
 */
export function quantizeActivations(network: Network, rows: Float32Array): QuantizedNetwork {
  const { inputs } = network.architecture;
  assertSigmoids(network.architecture, "quantizeActivations");
  const some = spreadRows(rows, inputs);
  if (some.length === 0) throw new UserError("quantizeActivations: there is no row to calibrate on");
  const observed = new Map<number, Float32Array[]>();
  let layer = -1;
  const note = (key: number, values: Float32Array) => observed.set(key, [...(observed.get(key) ?? []), values.slice()]);
  const merged = mergedNetwork(network);
  predictByLayer(merged, some, (sums, activations, own, count) => {
    layer = merged.layers.indexOf(own);
    if (layer === 0) note(-1, activations);
    floatDenseInto(sums, activations, own, denseWeights(own.kernel), count);
    note(layer, sums);
  });
  const grid = (key: number) => fittedGrid(observed.get(key) ?? [], key);
  return {
    ...quantizeInt8(network, { minimumWeights: 0 }),
    activations: { inputs: grid(-1), sums: network.layers.map((_, l) => grid(l)) },
  };
}

function spreadRows(rows: Float32Array, width: number): Float32Array {
  const count = rows.length / width;
  if (!Number.isInteger(count))
    throw new RangeError(`quantizeActivations: ${rows.length} numbers are no whole rows of ${width} features`);
  if (count <= MOST_ROWS) return rows;
  const some = new Float32Array(MOST_ROWS * width);
  for (let r = 0; r < MOST_ROWS; r++) {
    const from = Math.floor((r * count) / MOST_ROWS) * width;
    some.set(rows.subarray(from, from + width), r * width);
  }
  return some;
}

/** The grid with the smallest squared error. @param layer  For errors; −1 for the inputs. */
function fittedGrid(parts: readonly Float32Array[], layer: number): Int8Grid {
  const total = parts.reduce((sum, { length }) => sum + length, 0);
  const stride = Math.ceil(total / MOST_VALUES);
  const values: number[] = [];
  let low = 0;
  let high = 0;
  let place = 0;
  for (const part of parts)
    for (const value of part) {
      if (!Number.isFinite(value))
        throw new UserError(`quantizeActivations: ${layer < 0 ? "an input" : `a sum of layer ${layer}`} is ${value}`);
      low = Math.min(low, value);
      high = Math.max(high, value);
      if (place++ % stride === 0) values.push(value);
    }
  let best = gridOfRange(low, high);
  let least = squaredError(best, values);
  for (let k = RANGES - 1; k > 0; k--) {
    const grid = gridOfRange((low * k) / RANGES, (high * k) / RANGES);
    const error = squaredError(grid, values);
    if (error >= least) continue;
    least = error;
    best = grid;
  }
  return best;
}

function gridOfRange(low: number, high: number): Int8Grid {
  const scale = Math.fround((high - low) / (MOST_CODE - LEAST_CODE));
  if (!(scale > 0)) return { scale: 1, zeroPoint: 0 };
  return { scale, zeroPoint: clampedCode(Math.round(LEAST_CODE - low / scale)) };
}

function squaredError(grid: Int8Grid, values: readonly number[]): number {
  return values.reduce((sum, value) => {
    const error = value - grid.scale * (codeOn(grid, value) - grid.zeroPoint);
    return sum + error * error;
  }, 0);
}
