/**
 * Activations in int8, for runtimes that compute in integers alone (TensorFlow Lite Micro refuses the paper's hybrid kernels).
 *
 *   value = scale · (code − zeroPoint)        code −128 to 127
 *
 * The grid of the standardised inputs and of every layer's sums comes from the training rows: of 20 ranges, from the whole one
 * [min, max] down to a twentieth of it, that with the smallest squared error of rounding and cutting. A range always
 * holds 0. Sigmoids and probabilities have the grid that TensorFlow Lite demands, steps of 1/256 from 0 on, hyperbolic tangents
 * steps of 1/128. The grid of sums in front of a ReLU begins at 0, so that it cuts what the ReLU would; results of a leaky ReLU
 * have a grid of their own.
 *
 * Source  B. Jacob et al. 2018, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
 *         Inference", CVPR; TensorFlow Lite 8-bit quantization specification.
 */

import { UserError } from "../core/errors.ts";
import { type Activation, activationOf } from "../network/activation.ts";
import type { Network } from "../network/network.ts";
import { denseWeights } from "./dense-weights.ts";
import { floatDenseInto, predictByLayer } from "./hybrid-forward.ts";
import { quantizeInt8 } from "./int8.ts";
import { clampedCode, codeOn, type Int8Grid, LEAST_CODE, MOST_CODE, SHARE_GRID, TANH_GRID } from "./int8-grid.ts";
import { assertIntegerActivations } from "./integer-forward.ts";
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
 * @throws UserError if there is no row, a weight or sum is not finite, or a hidden layer is a GELU.
 */
export function quantizeActivations(network: Network, rows: Float32Array): QuantizedNetwork {
  const { inputs } = network.architecture;
  assertIntegerActivations(network.architecture, "quantizeActivations");
  const some = spreadRows(rows, inputs);
  if (some.length === 0) throw new UserError("quantizeActivations: there is no row to calibrate on");
  const { inputs: standardized, sums, results } = observe(mergedNetwork(network), some);
  const grids = sums.map((values, l) => fittedGrid(values, `a sum of layer ${l}`));
  return {
    ...quantizeInt8(network, { minimumWeights: 0 }),
    activations: {
      inputs: fittedGrid(standardized, "an input"),
      sums: grids,
      results: results.map((values, l) => resultGrid(activationOf(network.architecture, l), grids[l], values)),
    },
  };
}

/** What the rows lead to, in blocks: standardised inputs, sums of each layer as its activation sees them, results of hidden ones. */
interface Observed {
  readonly inputs: Float32Array[];
  readonly sums: Float32Array[][];
  readonly results: Float32Array[][];
}

function observe(merged: QuantizedNetwork, rows: Float32Array): Observed {
  const { layers, architecture } = merged;
  const seen: Observed = { inputs: [], sums: layers.map(() => []), results: layers.slice(1).map(() => []) };
  predictByLayer(merged, rows, (sums, activations, own, count) => {
    const l = layers.indexOf(own);
    (l === 0 ? seen.inputs : seen.results[l - 1])?.push(activations.slice());
    floatDenseInto(sums, activations, own, denseWeights(own.kernel), count);
    const isCut = l < layers.length - 1 && activationOf(architecture, l).kind === "relu";
    seen.sums[l]?.push(isCut ? sums.map((sum) => Math.max(sum, 0)) : sums.slice());
  });
  return seen;
}

/** The grid of a hidden layer's results. */
function resultGrid({ kind }: Activation, sums: Int8Grid, values: readonly Float32Array[]): Int8Grid {
  switch (kind) {
    case "tanh":
      return TANH_GRID;
    case "relu":
      return sums;
    case "leaky-relu":
      return fittedGrid(values, "a result of a leaky ReLU");
    default:
      return SHARE_GRID;
  }
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

/** The grid with the smallest squared error. @param what  One of the values, for errors. */
function fittedGrid(parts: readonly Float32Array[], what: string): Int8Grid {
  const total = parts.reduce((sum, { length }) => sum + length, 0);
  const stride = Math.ceil(total / MOST_VALUES);
  const values: number[] = [];
  let low = 0;
  let high = 0;
  let place = 0;
  for (const part of parts)
    for (const value of part) {
      if (!Number.isFinite(value)) throw new UserError(`quantizeActivations: ${what} is ${value}`);
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
