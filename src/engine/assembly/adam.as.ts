/**
 * Adam on eight numbers at a time, and as a kernel over a plain array.
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

/** Four weights after one step, for their gradient. Their moments, at `m` and `v`, are updated. */
// @ts-ignore: decorator
@inline
export function adamStep(
  w: v128, m: usize, v: usize, gradient: v128, stepSize: v128, rest1: v128, rest2: v128, epsilon: v128,
): v128 {
  let first = v128.load(m);
  let second = v128.load(v);
  first = madd(rest1, f32x4.sub(gradient, first), first);
  first = f32x4.sub(f32x4.add(first, f32x4.splat(FLUSH)), f32x4.splat(FLUSH));
  second = nmadd(rest2, nmadd(gradient, gradient, second), second);
  v128.store(m, first);
  v128.store(v, second);
  const deviation = f32x4.add(f32x4.sqrt(second), epsilon);
  return nmadd(stepSize, f32x4.div(first, deviation), w);
}

/**
 * One step for parameters [8 · begin, 8 · end).
 *
 * w, m, v, gradient  [multiple of 8]
 */
export function f32_adam_8(
  begin: i32, end: i32, w: usize, m: usize, v: usize, gradient: usize, adam: usize,
): void {
  const stepSize = v128.load32_splat(adam), rest1 = v128.load32_splat(adam, 4);
  const rest2 = v128.load32_splat(adam, 8), epsilon = v128.load32_splat(adam, 12);
  for (let at = <usize>begin << 5; at < <usize>end << 5; at += 16) {
    const g = v128.load(gradient + at);
    v128.store(w + at, adamStep(v128.load(w + at), m + at, v + at, g, stepSize, rest1, rest2, epsilon));
  }
}
