/**
 * Kernels over survivors, for a block of rows of the batch. A survivor multiplies a vector of the block, so what SIMD
 * needs to be dense is, however few survivors there are.
 *
 *   y_o ← bias_o + Σ_s w_s · x_column(s)          s over the survivors of output o
 *   dw_s += dy_o · x_column(s)                    dx_column(s) += w_s · dy_o                    dbias_o += Σ_b dy_ob
 *
 * Layouts
 *   x, dx [I][lanes], y, dy [O][lanes]        a row of the block is a lane; lanes beyond its rows have dy = 0
 *   rowStarts [O + 1], columns [S], w [S]     as in `SparseLayer`
 * lanes = 32, or 8 for a block of up to 8 rows. 32 lanes of model A's widest layer are 816 kB and stay in L2.
 *
 * Arguments are addresses in the module's memory and sizes. Nothing is checked.
 */

import { activate, activateForTraining } from "../assembly/activations.as";
import { sumOfLanes } from "../assembly/vector.as";
import { gradients1x8, gradients1x32, scatter1x8, scatter1x32, sums1x8, sums1x32 } from "./survivor-tiles.as";

export { f32_adam_8 } from "../assembly/adam.as";
/** No kernels: see survivor-tiles.as.ts. */
export { gradients1x8, gradients1x32, scatter1x8, scatter1x32, sums1x8, sums1x32 } from "./survivor-tiles.as";

const WIDE: i32 = 32;

/**
 * The columns of a table that the network reads, scaled and shifted; lanes beyond the rows become zero.
 *
 * x [U][lanes]; table [rows][inputs]; used [U]: which inputs; scale, offset [inputs]
 */
export function f32_normalize_used(
  x: usize, table: usize, used: usize, usedCount: i32, scale: usize, offset: usize, inputs: i32, rows: i32, lanes: i32,
): void {
  const tableRow = <usize>inputs << 2;
  for (let u = 0; u < usedCount; u++) {
    const column = <usize>load<u32>(used + (<usize>u << 2)) << 2;
    const factor = load<f32>(scale + column), shift = load<f32>(offset + column);
    const out = x + (<usize>u << 2) * lanes;
    let from = table + column;
    for (let b = 0; b < rows; b++, from += tableRow) store<f32>(out + (<usize>b << 2), load<f32>(from) * factor + shift);
    for (let b = rows; b < lanes; b++) store<f32>(out + (<usize>b << 2), 0);
  }
}

/** y of all outputs, before activation or softmax. */
export function f32_survivors_forward(
  y: usize, x: usize, rowStarts: usize, columns: usize, w: usize, bias: usize, outputs: i32, lanes: i32,
): void {
  for (let o: usize = 0; o < <usize>outputs; o++) {
    const begin = survivorBytes(rowStarts, o);
    const end = survivorBytes(rowStarts, o + 1);
    const out = y + (o << 2) * lanes;
    if (lanes == WIDE) sums1x32(out, x, columns + begin, columns + end, w + begin, bias + (o << 2));
    else sums1x8(out, x, columns + begin, columns + end, w + begin, bias + (o << 2));
  }
}

/** dw of all survivors and dbias: those of this block, or added to what earlier blocks left. */
export function f32_survivors_gradients(
  dW: usize, dBias: usize, dY: usize, x: usize, rowStarts: usize, columns: usize,
  outputs: i32, lanes: i32, isFirstBlock: bool,
): void {
  if (isFirstBlock) {
    memory.fill(dBias, 0, <usize>outputs << 2);
    memory.fill(dW, 0, survivorBytes(rowStarts, outputs));
  }
  for (let o: usize = 0; o < <usize>outputs; o++) {
    const begin = survivorBytes(rowStarts, o);
    const end = survivorBytes(rowStarts, o + 1);
    const dOut = dY + (o << 2) * lanes;
    let sum = v128.load(dOut);
    for (let at: usize = 16; at < <usize>lanes << 2; at += 16) sum = f32x4.add(sum, v128.load(dOut + at));
    store<f32>(dBias + (o << 2), load<f32>(dBias + (o << 2)) + sumOfLanes(sum));
    if (lanes == WIDE) gradients1x32(dW + begin, dOut, x, columns + begin, columns + end);
    else gradients1x8(dW + begin, dOut, x, columns + begin, columns + end);
  }
}

/** dx, times the derivative of the activation and dropout that gave x: dy of the layer before. derivative [I][lanes] */
export function f32_survivors_scatter(
  dX: usize, derivative: usize, dY: usize, rowStarts: usize, columns: usize, w: usize,
  inputs: i32, outputs: i32, lanes: i32,
): void {
  const dXBytes = (<usize>inputs << 2) * lanes;
  memory.fill(dX, 0, dXBytes);
  for (let o: usize = 0; o < <usize>outputs; o++) {
    const begin = survivorBytes(rowStarts, o);
    const end = survivorBytes(rowStarts, o + 1);
    const dOut = dY + (o << 2) * lanes;
    if (lanes == WIDE) scatter1x32(dX, dOut, columns + begin, columns + end, w + begin);
    else scatter1x8(dX, dOut, columns + begin, columns + end, w + begin);
  }
  for (let at: usize = 0; at < dXBytes; at += 16)
    v128.store(dX + at, f32x4.mul(v128.load(dX + at), v128.load(derivative + at)));
}

/** y ← activation(y); kind, slope: as activation-arguments.ts has them. */
export function f32_activation(y: usize, outputs: i32, lanes: i32, kind: i32, slope: f32): void {
  activate(y, y + (<usize>outputs << 2) * lanes, kind, slope);
}

/**
 * The same for training: with dropout, and the derivative of both.
 *
 * derivative [O][lanes]; multipliers [rows][outputs], or address 0 for no dropout
 */
export function f32_activation_train(
  y: usize, outputs: i32, lanes: i32, kind: i32, slope: f32, derivative: usize, multipliers: usize, rows: i32,
): void {
  const rowBytes = <usize>lanes << 2;
  for (let o: usize = 0; o < <usize>outputs; o++) {
    activateForTraining(y, y + rowBytes, derivative, kind, slope);
    if (multipliers != 0)
      for (let b: usize = 0; b < <usize>rows; b++) {
        const multiplier = load<f32>(multipliers + ((b * outputs + o) << 2));
        store<f32>(y + (b << 2), load<f32>(y + (b << 2)) * multiplier);
        store<f32>(derivative + (b << 2), load<f32>(derivative + (b << 2)) * multiplier);
      }
    y += rowBytes;
    derivative += rowBytes;
  }
}

/** Where an output's survivors begin, in bytes of `columns` and `w`. */
// @ts-ignore: decorator
@inline
function survivorBytes(rowStarts: usize, output: usize): usize {
  return <usize>load<u32>(rowStarts + (output << 2)) << 2;
}
