/**
 * Adam on eight numbers at a time, and as a kernel over a plain array.
 *
 *   m ← β₁ · m + (1 − β₁) · g        v ← β₂ · v + (1 − β₂) · g²        w ← w − stepSize · m / (sqrt(v) + ε)
 *
 * The six numbers of a step lie in memory, [6] float32: stepSize, β₁, 1 − β₁, β₂, 1 − β₂, ε. A load that spreads one of
 * them over a vector is as cheap as a register, and the gradient's accumulators need the registers.
 */

import { madd } from "./vector.as";

/** Four weights after one step, at address `w`, for their gradient. Their moments at `m` and `v` are updated. */
// @ts-ignore: decorator
@inline
export function adamStep(w: usize, m: usize, v: usize, gradient: v128, adam: usize): v128 {
  const first = madd(v128.load32_splat(adam, 4), v128.load(m), f32x4.mul(v128.load32_splat(adam, 8), gradient));
  const squared = f32x4.mul(gradient, gradient);
  const second = madd(v128.load32_splat(adam, 12), v128.load(v), f32x4.mul(v128.load32_splat(adam, 16), squared));
  v128.store(m, first);
  v128.store(v, second);
  const deviation = f32x4.add(f32x4.sqrt(second), v128.load32_splat(adam, 20));
  return f32x4.sub(v128.load(w), f32x4.div(f32x4.mul(v128.load32_splat(adam), first), deviation));
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
