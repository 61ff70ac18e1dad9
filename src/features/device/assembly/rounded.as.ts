/**
 * Natural logarithm and exponential in float32 that miss the nearest float in 2 of 1000 cases; never by more than 0.55
 * units in the last place.
 *
 * The RASTA-filtered spectra are defined with the nearest float: linear prediction of such a contour amplifies what `lnOf`
 * and `expOf` leave. Where their last bit does not matter those are faster. The leading terms are kept in two floats here.
 *
 * Source  T. J. Dekker 1971, "A floating-point technique for extending the available precision", Numerische Mathematik 18
 *         (products); D. E. Knuth, "The art of computer programming", volume 2, section 4.2.2 (sums).
 */

import { A1, A2, A3, EXP_LEAST, EXP_MOST, INVERSE_LN2, LN2_HIGH, LN2_LOW, MANTISSA_BEGIN, roundOf } from "./elementary.as";
import { bitsOf, floatOf } from "./memory.as";

/** 2^12 + 1: its product parts a float into two of 12 bits. */
const PARTING: f32 = 4097.0;

/** The upper 12 bits of a float. |x| < 2^115 */
function upperHalf(x: f32): f32 {
  const parted = PARTING * x;
  return parted - (parted - x);
}

/** What rounding took from the product of two floats. @param product  a b, rounded. */
function productRest(product: f32, a: f32, b: f32): f32 {
  const aHigh = upperHalf(a);
  const aLow = a - aHigh;
  const bHigh = upperHalf(b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** What rounding took from the sum of two floats. @param sum  a + b, rounded. */
function sumRest(sum: f32, a: f32, b: f32): f32 {
  const added = sum - a;
  return a - (sum - added) + (b - added);
}

/**
 * ln x of a positive normal float.
 *
 * x = 2^e (1 + f), s = f/(2 + f):  ln x = e ln 2 + 2 s + s R(s s), where e ln 2 and s are each two floats
 */
export function roundedLn(x: f32): f32 {
  const bits = bitsOf(x);
  const exponent = (bits - MANTISSA_BEGIN) >> 23;
  const f = floatOf(bits - (exponent << 23)) - <f32>1.0;
  const divisor = <f32>2.0 + f;
  const s = f / divisor;
  const product = s * divisor;
  const rest = f - product - productRest(product, s, divisor) - s * (f - (divisor - <f32>2.0));
  const z = s * s;
  const e = <f32>exponent;
  const octaves = e * LN2_HIGH;
  const doubled = s + s;
  const sum = octaves + doubled;
  const tail = s * (z * (A1 + z * (A2 + z * A3))) + (<f32>2.0 * rest) / divisor;
  return sum + (sumRest(sum, octaves, doubled) + (e * LN2_LOW + tail));
}

/** (e^r - 1 - r - r r / 2) / r^3 = sum r^k / (k + 3)!, |r| < 0.347 */
const EXP_TAIL_0: f32 = 0.1666666716337204;
const EXP_TAIL_1: f32 = 0.0416666679084301;
const EXP_TAIL_2: f32 = 0.008333333767950535;
const EXP_TAIL_3: f32 = 0.0013888889225199819;
const EXP_TAIL_4: f32 = 0.00019841270113829523;
const EXP_TAIL_5: f32 = 0.000024801587642286904;

/** e^x: 0 where that is below the normal floats, infinity above them. x is no NaN. */
export function roundedExp(x: f32): f32 {
  if (x > EXP_MOST) return floatOf(0x7f800000);
  if (x < EXP_LEAST) return <f32>0.0;
  const n = roundOf(x * INVERSE_LN2);
  const steps = <f32>n;
  const reduced = x - steps * LN2_HIGH;
  const correction = steps * LN2_LOW;
  const r = reduced - correction;
  const rest = reduced - r - correction;
  const high = upperHalf(r);
  const low = r - high;
  const square = <f32>0.5 * high * high;
  const linear = <f32>1.0 + r;
  const sum = linear + square;
  const cube = r * r * r * (EXP_TAIL_0 + r * (EXP_TAIL_1 + r * (EXP_TAIL_2 + r * (EXP_TAIL_3 + r * (EXP_TAIL_4 + r * EXP_TAIL_5)))));
  const tail = cube + (high * low + <f32>0.5 * low * low) + (rest + rest * r);
  const y = sum + (sumRest(linear, 1.0, r) + sumRest(sum, linear, square) + tail);
  // The exponent may pass through that of infinity on the way: y is below 1 where n is 128.
  return floatOf(bitsOf(y) + (n << 23));
}
