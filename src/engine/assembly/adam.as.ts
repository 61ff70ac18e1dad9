/**
 * Adam on arrays in a row, for the tiles of the backward pass and as a kernel.
 *
 *   m ← β₁ · m + (1 − β₁) · g        v ← β₂ · v + (1 − β₂) · g²        w ← w − stepSize · m / (sqrt(v) + ε)
 * computed as m ← m + (1 − β₁) · (g − m), v ← v − (1 − β₂) · (v − g²): fewer operations and constants.
 * The numbers of a step lie in memory, [4] float32: stepSize, 1 − β₁, 1 − β₂, ε.
 */

import { madd, nmadd } from "./vector.as";

/**
 * Adding and subtracting this rounds moments to multiples of 1e-37 and leaves larger ones as they are, up to their last
 * bit. Once every row's loss is clipped, gradients are exactly zero and m halves every 7 steps: after some 800 steps it
 * would consist of subnormal numbers, with which x64 processors compute many times slower.
 */
const FLUSH: f32 = 1e-30;

// @ts-ignore: decorator
@inline
function firstMoment(m: v128, gradient: v128, rest1: v128): v128 {
  const moment = madd(rest1, f32x4.sub(gradient, m), m);
  return f32x4.sub(f32x4.add(moment, f32x4.splat(FLUSH)), f32x4.splat(FLUSH));
}

// @ts-ignore: decorator
@inline
function secondMoment(v: v128, gradient: v128, rest2: v128): v128 {
  return nmadd(rest2, nmadd(gradient, gradient, v), v);
}

// @ts-ignore: decorator
@inline
function stepped(w: v128, first: v128, second: v128, stepSize: v128, epsilon: v128): v128 {
  return nmadd(stepSize, f32x4.div(first, f32x4.add(f32x4.sqrt(second), epsilon)), w);
}

/** One step for `bytes` bytes of weights, a multiple of 32. w, m, v, gradient: as many each */
// @ts-ignore: decorator
@inline
export function adamStep(w: usize, m: usize, v: usize, gradient: usize, bytes: usize, adam: usize): void {
  const stepSize = v128.load32_splat(adam), rest1 = v128.load32_splat(adam, 4);
  const rest2 = v128.load32_splat(adam, 8), epsilon = v128.load32_splat(adam, 12);
  for (const last = w + bytes; w < last; w += 32) {
    const g0 = v128.load(gradient), g1 = v128.load(gradient, 16);
    const first0 = firstMoment(v128.load(m), g0, rest1), first1 = firstMoment(v128.load(m, 16), g1, rest1);
    const second0 = secondMoment(v128.load(v), g0, rest2), second1 = secondMoment(v128.load(v, 16), g1, rest2);
    const weight0 = stepped(v128.load(w), first0, second0, stepSize, epsilon);
    const weight1 = stepped(v128.load(w, 16), first1, second1, stepSize, epsilon);
    v128.store(m, first0); v128.store(m, first1, 16);
    v128.store(v, second0); v128.store(v, second1, 16);
    v128.store(w, weight0); v128.store(w, weight1, 16);
    m += 32;
    v += 32;
    gradient += 32;
  }
}

/**
 * One step for parameters [8 · begin, 8 · end).
 *
 * w, m, v, gradient  [multiple of 8]
 */
export function f32_adam_8(
  begin: i32, end: i32, w: usize, m: usize, v: usize, gradient: usize, adam: usize,
): void {
  const at = <usize>begin << 5;
  adamStep(w + at, m + at, v + at, gradient + at, <usize>(end - begin) << 5, adam);
}
