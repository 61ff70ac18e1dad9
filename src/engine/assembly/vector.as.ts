/**
 * Vector arithmetic that all kernels share: multiply-add in the flavor of the build, the exponential, and the sigmoid.
 */

/**
 * a · b + c. The relaxed build rounds once where the machine has a fused multiply-add, so its last bits differ from
 * the plain build's and may differ between machines; on one machine it always gives the same bits.
 */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** c − a · b, likewise. */
// @ts-ignore: decorator
@inline
export function nmadd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_nmadd<f32>(a, b, c);
  return f32x4.sub(c, f32x4.mul(a, b));
}

/** Beyond ±87 the sigmoid is 0 or 1 to float32's last bit, and e^87 still fits into float32. */
export const SIGMOID_LIMIT: f32 = 87;
export const LOG2_E: f32 = 1.44269504;
/** ln 2 in two parts: the first has 9 bits, so that n · LN2_HIGH is exact. */
export const LN2_HIGH: f32 = 0.693359375;
export const LN2_LOW: f32 = -2.12194440e-4;
/** e^r = 1 + r + r² · (Σ E_k r^k): least relative error for |r| ≤ ln 2 / 2, 3e-9, fitted with numpy. */
export const E0: f32 = 0.49999994;
export const E1: f32 = 0.16666521;
export const E2: f32 = 0.041668389;
export const E3: f32 = 0.0083687166;
export const E4: f32 = 0.0013814598;

/** n = round(x / ln 2): e^x = 2^n · e^r with |r| ≤ ln 2 / 2. */
// @ts-ignore: decorator
@inline
function exponentOf(x: v128): v128 {
  return f32x4.nearest(f32x4.mul(x, f32x4.splat(LOG2_E)));
}

/** e^r − 1 for r = x − n · ln 2, n = exponentOf(x). */
// @ts-ignore: decorator
@inline
function expMinus1OfRest(x: v128, n: v128): v128 {
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(LN2_LOW)));
  let series = madd(f32x4.splat(E4), r, f32x4.splat(E3));
  series = madd(series, r, f32x4.splat(E2));
  series = madd(series, r, f32x4.splat(E1));
  series = madd(series, r, f32x4.splat(E0));
  return madd(f32x4.mul(r, r), series, r);
}

/** 2^n for whole numbers n from −126 to 127. */
// @ts-ignore: decorator
@inline
function powerOf2(n: v128): v128 {
  return i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
}

/** e^x for |x| ≤ 87. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const n = exponentOf(x);
  return f32x4.mul(f32x4.add(expMinus1OfRest(x, n), f32x4.splat(1)), powerOf2(n));
}

/** e^x − 1 for |x| ≤ 87, without the loss of digits near 0: 2^n · (e^r − 1) + (2^n − 1). */
// @ts-ignore: decorator
@inline
export function expMinus1(x: v128): v128 {
  const n = exponentOf(x);
  const power = powerOf2(n);
  return f32x4.add(f32x4.mul(expMinus1OfRest(x, n), power), f32x4.sub(power, f32x4.splat(1)));
}

/** 1 / (1 + e^−x), relative error < 4e-7. NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const clamped = f32x4.max(f32x4.min(f32x4.neg(x), f32x4.splat(SIGMOID_LIMIT)), f32x4.splat(-SIGMOID_LIMIT));
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp(clamped)));
}

/** Sum of the four lanes, always in this order. */
// @ts-ignore: decorator
@inline
export function sumOfLanes(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}
