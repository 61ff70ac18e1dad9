/**
 * Kernels over survivors. A survivor multiplies a vector of the batch, so what SIMD needs to be dense is, however few
 * survivors there are.
 *
 *   y_o ← bias_o + Σ_s w_s · x_column(s)          s over the survivors of output o
 *   dw_s ← dy_o · x_column(s)                     dx_column(s) += w_s · dy_o                    dbias_o ← Σ_b dy_ob
 *
 * Layouts
 *   x, dx [I][stride], y, dy [O][stride]      a row of the batch is a lane; lanes beyond its rows have dy = 0
 *   rowStarts [O + 1], columns [S], w [S]     as in `SparseLayer`
 * stride = 32 for each 32 rows, and 8 or 32 for the rest of them.
 *
 * Arguments are addresses in the module's memory and sizes. Nothing is checked.
 */

import { gradients1x8, gradients1x32, scatter1x8, scatter1x32, sums1x8, sums1x32 } from "./survivor-tiles.as";
import { sigmoid, sumOfLanes } from "../assembly/vector.as";

export { f32_adam_8 } from "../assembly/adam.as";
/** No kernels: see survivor-tiles.as.ts. */
export { gradients1x8, gradients1x32, scatter1x8, scatter1x32, sums1x8, sums1x32 } from "./survivor-tiles.as";

/**
 * The columns of a table that the network reads, scaled and shifted; lanes beyond the rows become zero.
 *
 * x [U][stride]; table [rows][inputs]; used [U]: which inputs; scale, offset [inputs]
 */
export function f32_normalize_used(
  x: usize, table: usize, used: usize, usedCount: i32, scale: usize, offset: usize, inputs: i32, rows: i32, stride: i32,
): void {
  const tableRow = <usize>inputs << 2;
  for (let u = 0; u < usedCount; u++) {
    const column = <usize>load<u32>(used + (<usize>u << 2)) << 2;
    const factor = load<f32>(scale + column), shift = load<f32>(offset + column);
    const out = x + (<usize>u << 2) * stride;
    let from = table + column;
    for (let b = 0; b < rows; b++, from += tableRow) store<f32>(out + (<usize>b << 2), load<f32>(from) * factor + shift);
    for (let b = rows; b < stride; b++) store<f32>(out + (<usize>b << 2), 0);
  }
}

/** y of all outputs, before the sigmoid or softmax. */
export function f32_survivors_forward(
  y: usize, x: usize, rowStarts: usize, columns: usize, w: usize, bias: usize, outputs: i32, stride: i32,
): void {
  const rowBytes = <usize>stride << 2;
  for (let o: usize = 0; o < <usize>outputs; o++) {
    const first = <usize>load<u32>(rowStarts + (o << 2)) << 2;
    const end = <usize>load<u32>(rowStarts + (o << 2), 4) << 2;
    let at: usize = 0;
    for (; at + 128 <= rowBytes; at += 128)
      sums1x32(y + at, x + at, columns + first, columns + end, w + first, bias + (o << 2), rowBytes);
    for (; at < rowBytes; at += 32)
      sums1x8(y + at, x + at, columns + first, columns + end, w + first, bias + (o << 2), rowBytes);
    y += rowBytes;
  }
}

/** dw of all survivors and dbias. */
export function f32_survivors_gradients(
  dW: usize, dBias: usize, dY: usize, x: usize, rowStarts: usize, columns: usize, outputs: i32, stride: i32,
): void {
  const rowBytes = <usize>stride << 2;
  for (let o: usize = 0; o < <usize>outputs; o++) {
    const first = <usize>load<u32>(rowStarts + (o << 2)) << 2;
    const end = <usize>load<u32>(rowStarts + (o << 2), 4) << 2;
    let sum = f32x4.splat(0);
    for (let at: usize = 0; at < rowBytes; at += 16) sum = f32x4.add(sum, v128.load(dY + at));
    store<f32>(dBias + (o << 2), sumOfLanes(sum));
    memory.fill(dW + first, 0, end - first);
    let at: usize = 0;
    for (; at + 128 <= rowBytes; at += 128)
      gradients1x32(dW + first, dY + at, x + at, columns + first, columns + end, rowBytes);
    for (; at < rowBytes; at += 32)
      gradients1x8(dW + first, dY + at, x + at, columns + first, columns + end, rowBytes);
    dY += rowBytes;
  }
}

/** dx, times the derivative of the sigmoid and dropout that gave x: dy of the layer before. derivative [I][stride] */
export function f32_survivors_scatter(
  dX: usize, derivative: usize, dY: usize, rowStarts: usize, columns: usize, w: usize,
  inputs: i32, outputs: i32, stride: i32,
): void {
  const rowBytes = <usize>stride << 2;
  memory.fill(dX, 0, rowBytes * inputs);
  for (let o: usize = 0; o < <usize>outputs; o++) {
    const first = <usize>load<u32>(rowStarts + (o << 2)) << 2;
    const end = <usize>load<u32>(rowStarts + (o << 2), 4) << 2;
    let at: usize = 0;
    for (; at + 128 <= rowBytes; at += 128)
      scatter1x32(dX + at, dY + at, columns + first, columns + end, w + first, rowBytes);
    for (; at < rowBytes; at += 32)
      scatter1x8(dX + at, dY + at, columns + first, columns + end, w + first, rowBytes);
    dY += rowBytes;
  }
  for (let at: usize = 0; at < rowBytes * inputs; at += 16)
    v128.store(dX + at, f32x4.mul(v128.load(dX + at), v128.load(derivative + at)));
}

/** y ← sigmoid(y). */
export function f32_sigmoid(y: usize, outputs: i32, stride: i32): void {
  for (const end = y + (<usize>outputs << 2) * stride; y < end; y += 16) v128.store(y, sigmoid(v128.load(y)));
}

/**
 * The same for training: with dropout, and the derivative of both.
 *
 * derivative [O][stride]; multipliers [rows][outputs], or address 0 for no dropout
 */
export function f32_sigmoid_train(
  y: usize, derivative: usize, multipliers: usize, outputs: i32, rows: i32, stride: i32,
): void {
  const rowBytes = <usize>stride << 2;
  for (let o: usize = 0; o < <usize>outputs; o++) {
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const s = sigmoid(v128.load(y + at));
      v128.store(y + at, s);
      v128.store(derivative + at, f32x4.mul(s, f32x4.sub(f32x4.splat(1), s)));
    }
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
