/**
 * What the sums read, made from a layer's inputs: one row (kernels without a suffix) or sixteen beside each other.
 */

/** Address of the operands: constant, so that a load adds it for free. The memory below is empty. */
export const OPERANDS: usize = 1024;

const LARGEST_CODE: f32 = 127;

/**
 * Products of each input with each number of the codebook. [I × 2^codeBits]
 *
 * @param codebook  2^codeBits numbers, at least four of them.
 */
export function f32_products_4(x: usize, inputs: i32, codebook: usize, codeBits: i32): void {
  const bytes = <usize>4 << codeBits;
  let to = OPERANDS;
  for (const end = x + (<usize>inputs << 2); x < end; x += 4) {
    const value = v128.load32_splat(x);
    for (let at: usize = 0; at < bytes; at += 16, to += 16) v128.store(to, f32x4.mul(value, v128.load(codebook + at)));
  }
}

/** The inputs themselves, `count` of them. */
export function operands_copy(x: usize, count: i32): void {
  memory.copy(OPERANDS, x, <usize>count << 2);
}

/**
 * Codes of the inputs, int8: round(x · (127 / max|x|)), ties away from zero. [I]
 *
 * @param inputs  Filled up with zeros to a multiple of four.
 * @returns max|x| / 127, or 1 where all are zero.
 */
export function i8_quantize_4(x: usize, inputs: i32): f32 {
  const end = x + (<usize>inputs << 2);
  let most = f32x4.splat(0);
  for (let at = x; at < end; at += 16) most = f32x4.pmax(most, f32x4.abs(v128.load(at)));
  const largest = largestLane(most);
  let to = OPERANDS;
  const steps = f32x4.splat(largest == 0 ? 0 : LARGEST_CODE / largest);
  for (let at = x; at < end; at += 16, to += 4) {
    v128.store32_lane(to, codesOf(f32x4.mul(v128.load(at), steps)), 0);
  }
  return largest == 0 ? 1 : largest / LARGEST_CODE;
}

/** Four rounded codes, in the lowest bytes. Ties away from zero: the part behind the point is exact, x + 0.5 would not be. */
// @ts-ignore: decorator
@inline
export function codesOf(x: v128): v128 {
  const whole = f32x4.trunc(x);
  const isHalf = f32x4.ge(f32x4.abs(f32x4.sub(x, whole)), f32x4.splat(0.5));
  const one = v128.or(v128.and(x, i32x4.splat(i32.MIN_VALUE)), f32x4.splat(1));
  const codes = i32x4.trunc_sat_f32x4_s(f32x4.add(whole, v128.and(isHalf, one)));
  const halves = i16x8.narrow_i32x4_s(codes, codes);
  return i8x16.max_s(i8x16.narrow_i16x8_s(halves, halves), i8x16.splat(-127));
}

// @ts-ignore: decorator
@inline
function largestLane(v: v128): f32 {
  return max(
    max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}
