/**
 * Natural logarithm and exponentials in float32, with the same bits on every machine.
 *
 * C libraries differ in theirs (newlib's change with the floating-point unit of the core), so these are our own: additions,
 * multiplications and one division, each rounded once, in the order written. Largest error over all floats of the range
 * against double precision: lnOf 0.96, expOf 0.99, exp2Of 0.98 units in the last place.
 *
 * The polynomials are minimax fits, their coefficients rounded to float32; what the truncation leaves is below a twentieth
 * of a unit in the last place.
 */

import { bitsOf, floatOf } from "./memory.as";

/** Bits of the float below the square root of one half; mantissas begin there, so that 1 lies in the middle. */
export const MANTISSA_BEGIN: i32 = 0x3f3504f3;
/** ln 2 in two parts: the first has 9 bits, so that its product with an exponent is exact. */
export const LN2_HIGH: f32 = 0.693359375;
export const LN2_LOW: f32 = -0.00021219444;
export const INVERSE_LN2: f32 = 1.4426950408889634;
export const LN2: f32 = 0.6931471805599453;

/** 2 artanh(s)/s - 2 = z (A1 + z (A2 + z A3)), z = s s < 0.0295 */
export const A1: f32 = 0.6666677594184875;
export const A2: f32 = 0.3997754156589508;
export const A3: f32 = 0.29871729016304016;

/** (e^r - 1 - r)/(r r) = E0 + r (E1 + r (E2 + r (E3 + r E4))), |r| < 0.347 */
const E0: f32 = 0.4999999403953552;
const E1: f32 = 0.1666651964187622;
const E2: f32 = 0.04166839271783829;
const E3: f32 = 0.008368780836462975;
const E4: f32 = 0.0013814467238262296;

/** Beyond these, e^x is no normal float: infinity above, 0 below. */
export const EXP_MOST: f32 = 88.72283;
export const EXP_LEAST: f32 = -87.33654;
/** Likewise 2^x. */
const EXP2_MOST: f32 = 127.99999;
const EXP2_LEAST: f32 = -126.0;

/**
 * ln x of a positive normal float.
 *
 * x = 2^e (1 + f), sqrt(1/2) <= 1 + f < sqrt(2), s = f/(2 + f):  ln x = e ln 2 + f - s (f - R(s s))
 */
export function lnOf(x: f32): f32 {
  const bits = bitsOf(x);
  const exponent = (bits - MANTISSA_BEGIN) >> 23;
  const f = floatOf(bits - (exponent << 23)) - <f32>1.0;
  const s = f / (<f32>2.0 + f);
  const z = s * s;
  const tail = s * (f - z * (A1 + z * (A2 + z * A3)));
  const e = <f32>exponent;
  return e * LN2_HIGH + (f - (tail - e * LN2_LOW));
}

/** e^r for |r| < 0.347, times 2^n for -126 <= n <= 128. */
function scaledExp(r: f32, n: i32): f32 {
  const y = <f32>1.0 + (r + r * r * (E0 + r * (E1 + r * (E2 + r * (E3 + r * E4)))));
  // The exponent may pass through that of infinity on the way: y is below 1 where n is 128.
  return floatOf(bitsOf(y) + (n << 23));
}

/** The nearest integer, halves away from zero. |x| < 2^23 */
export function roundOf(x: f32): i32 {
  return <i32>(x < <f32>0.0 ? x - <f32>0.5 : x + <f32>0.5);
}

/** e^x: 0 where that is below the normal floats, infinity above them. x is no NaN. */
export function expOf(x: f32): f32 {
  if (x > EXP_MOST) return floatOf(0x7f800000);
  if (x < EXP_LEAST) return <f32>0.0;
  const n = roundOf(x * INVERSE_LN2);
  const steps = <f32>n;
  return scaledExp(x - steps * LN2_HIGH - steps * LN2_LOW, n);
}

/** 2^x: 0 where that is below the normal floats, infinity above them. x is no NaN. */
export function exp2Of(x: f32): f32 {
  if (x > EXP2_MOST) return floatOf(0x7f800000);
  if (x < EXP2_LEAST) return <f32>0.0;
  const n = roundOf(x);
  return scaledExp((x - <f32>n) * LN2, n);
}
