/**
 * Adam on eight numbers at a time, and as a kernel over a plain array.
 *
 *   m ← β₁ · m + (1 − β₁) · g        v ← β₂ · v + (1 − β₂) · g²        w ← w − stepSize · m / (sqrt(v) + ε)
 * computed as m ← m + (1 − β₁) · (g − m), v ← v − (1 − β₂) · (v − g²): fewer operations and constants.
 *
 * The numbers of a step lie in memory, [4] float32: stepSize, 1 − β₁, 1 − β₂, ε. A load that spreads one of them over
 * a vector is as cheap as a register, and the gradient's accumulators need the registers.
 */

import { madd, nmadd } from "./vector.as";

/** Four weights after one step, at address `w`, for their gradient. Their moments at `m` and `v` are updated. */
// @ts-ignore: decorator
@inline
export function adamStep(w: usize, m: usize, v: usize, gradient: v128, adam: usize): v128 {
  let first = v128.load(m);
  let second = v128.load(v);
  first = madd(v128.load32_splat(adam, 4), f32x4.sub(gradient, first), first);
  second = nmadd(v128.load32_splat(adam, 8), nmadd(gradient, gradient, second), second);
  v128.store(m, first);
  v128.store(v, second);
  const deviation = f32x4.add(f32x4.sqrt(second), v128.load32_splat(adam, 12));
  return nmadd(v128.load32_splat(adam), f32x4.div(first, deviation), v128.load(w));
}

/**
 * One step for parameters [8 · begin, 8 · end).
 *
 * w, m, v, gradient  [multiple of 8]
 */
export function f32_adam_8(
  begin: i32, end: i32, w: usize, m: usize, v: usize, gradient: usize, adam: usize,
): void {
  for (let at = <usize>begin << 5; at < <usize>end << 5; at += 16)
    v128.store(w + at, adamStep(w + at, m + at, v + at, v128.load(gradient + at), adam));
}
