/**
 * The innermost loops over the survivors of one output, for a block of 32 or 8 rows of the batch.
 *
 * Functions of the module, not inlined, as in ../assembly/tiles.as.ts: V8 then keeps the accumulators in registers.
 */

import { madd, sumOfLanes } from "../assembly/vector.as";

/** Bytes of 32 or 8 rows, as powers of two. */
const WIDE_SHIFT: usize = 7;
const NARROW_SHIFT: usize = 5;

/** y ← bias + Σ_s w_s · x_column(s): eight accumulators, one splat, one load. */
export function sums1x32(
  y: usize, x: usize, columns: usize, columnsEnd: usize, w: usize, bias: usize,
): void {
  let a = v128.load32_splat(bias);
  let b = a, c = a, d = a, e = a, f = a, g = a, h = a;
  for (; columns < columnsEnd; columns += 4, w += 4) {
    const weight = v128.load32_splat(w);
    const from = x + (<usize>load<u32>(columns) << WIDE_SHIFT);
    a = madd(weight, v128.load(from), a);
    b = madd(weight, v128.load(from, 16), b);
    c = madd(weight, v128.load(from, 32), c);
    d = madd(weight, v128.load(from, 48), d);
    e = madd(weight, v128.load(from, 64), e);
    f = madd(weight, v128.load(from, 80), f);
    g = madd(weight, v128.load(from, 96), g);
    h = madd(weight, v128.load(from, 112), h);
  }
  v128.store(y, a);
  v128.store(y, b, 16);
  v128.store(y, c, 32);
  v128.store(y, d, 48);
  v128.store(y, e, 64);
  v128.store(y, f, 80);
  v128.store(y, g, 96);
  v128.store(y, h, 112);
}

export function sums1x8(
  y: usize, x: usize, columns: usize, columnsEnd: usize, w: usize, bias: usize,
): void {
  let a = v128.load32_splat(bias);
  let b = a;
  for (; columns < columnsEnd; columns += 4, w += 4) {
    const weight = v128.load32_splat(w);
    const from = x + (<usize>load<u32>(columns) << NARROW_SHIFT);
    a = madd(weight, v128.load(from), a);
    b = madd(weight, v128.load(from, 16), b);
  }
  v128.store(y, a);
  v128.store(y, b, 16);
}

/** dw_s += dy · x_column(s). Four survivors at a time, whose sums of lanes are then taken together. */
export function gradients1x32(
  dW: usize, dY: usize, x: usize, columns: usize, columnsEnd: usize,
): void {
  const a = v128.load(dY), b = v128.load(dY, 16), c = v128.load(dY, 32), d = v128.load(dY, 48);
  const e = v128.load(dY, 64), f = v128.load(dY, 80), g = v128.load(dY, 96), h = v128.load(dY, 112);
  for (; columns + 16 <= columnsEnd; columns += 16, dW += 16) {
    const x0 = x + (<usize>load<u32>(columns) << WIDE_SHIFT);
    const x1 = x + (<usize>load<u32>(columns, 4) << WIDE_SHIFT);
    const x2 = x + (<usize>load<u32>(columns, 8) << WIDE_SHIFT);
    const x3 = x + (<usize>load<u32>(columns, 12) << WIDE_SHIFT);
    const s0 = dot(x0, a, b, c, d, e, f, g, h), s1 = dot(x1, a, b, c, d, e, f, g, h);
    const s2 = dot(x2, a, b, c, d, e, f, g, h), s3 = dot(x3, a, b, c, d, e, f, g, h);
    v128.store(dW, f32x4.add(v128.load(dW), sumsOfLanes(s0, s1, s2, s3)));
  }
  for (; columns < columnsEnd; columns += 4, dW += 4) {
    const from = x + (<usize>load<u32>(columns) << WIDE_SHIFT);
    store<f32>(dW, load<f32>(dW) + sumOfLanes(dot(from, a, b, c, d, e, f, g, h)));
  }
}

export function gradients1x8(
  dW: usize, dY: usize, x: usize, columns: usize, columnsEnd: usize,
): void {
  const a = v128.load(dY), b = v128.load(dY, 16);
  for (; columns < columnsEnd; columns += 4, dW += 4) {
    const from = x + (<usize>load<u32>(columns) << NARROW_SHIFT);
    const sum = madd(v128.load(from, 16), b, f32x4.mul(v128.load(from), a));
    store<f32>(dW, load<f32>(dW) + sumOfLanes(sum));
  }
}

/** dx_column(s) += w_s · dy. The columns of an output differ, so no sum waits for another. */
export function scatter1x32(
  dX: usize, dY: usize, columns: usize, columnsEnd: usize, w: usize,
): void {
  const a = v128.load(dY), b = v128.load(dY, 16), c = v128.load(dY, 32), d = v128.load(dY, 48);
  const e = v128.load(dY, 64), f = v128.load(dY, 80), g = v128.load(dY, 96), h = v128.load(dY, 112);
  for (; columns < columnsEnd; columns += 4, w += 4) {
    const weight = v128.load32_splat(w);
    const to = dX + (<usize>load<u32>(columns) << WIDE_SHIFT);
    v128.store(to, madd(weight, a, v128.load(to)));
    v128.store(to, madd(weight, b, v128.load(to, 16)), 16);
    v128.store(to, madd(weight, c, v128.load(to, 32)), 32);
    v128.store(to, madd(weight, d, v128.load(to, 48)), 48);
    v128.store(to, madd(weight, e, v128.load(to, 64)), 64);
    v128.store(to, madd(weight, f, v128.load(to, 80)), 80);
    v128.store(to, madd(weight, g, v128.load(to, 96)), 96);
    v128.store(to, madd(weight, h, v128.load(to, 112)), 112);
  }
}

export function scatter1x8(
  dX: usize, dY: usize, columns: usize, columnsEnd: usize, w: usize,
): void {
  const a = v128.load(dY), b = v128.load(dY, 16);
  for (; columns < columnsEnd; columns += 4, w += 4) {
    const weight = v128.load32_splat(w);
    const to = dX + (<usize>load<u32>(columns) << NARROW_SHIFT);
    v128.store(to, madd(weight, a, v128.load(to)));
    v128.store(to, madd(weight, b, v128.load(to, 16)), 16);
  }
}

// @ts-ignore: decorator
@inline
function dot(x: usize, a: v128, b: v128, c: v128, d: v128, e: v128, f: v128, g: v128, h: v128): v128 {
  let sum = f32x4.mul(v128.load(x), a);
  sum = madd(v128.load(x, 16), b, sum);
  sum = madd(v128.load(x, 32), c, sum);
  sum = madd(v128.load(x, 48), d, sum);
  sum = madd(v128.load(x, 64), e, sum);
  sum = madd(v128.load(x, 80), f, sum);
  sum = madd(v128.load(x, 96), g, sum);
  return madd(v128.load(x, 112), h, sum);
}

/** The sums of the lanes of four vectors, each in the order of `sumOfLanes`: (0 + 1) + (2 + 3). */
// @ts-ignore: decorator
@inline
function sumsOfLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 2, 4, 6), v128.shuffle<f32>(c, d, 1, 3, 5, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}
