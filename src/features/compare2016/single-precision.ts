/**
 * Natural logarithm and exponential of float32 numbers with the roundings of the GNU C library (2.28 and later).
 *
 *   ln x  = k·ln 2 − ln(1/c) + p(r),   x = 2^k·z with 0.699 <= z < 1.399,  c a tabulated number near z,  r = z/c − 1
 *   exp x = 2^(n/32) · q(r),           n = round(32·x / ln 2),             r = 32·x / ln 2 − n
 *
 * Both are less than one unit in the last place off and differ from the correctly rounded value for 0.04 % of the
 * arguments. The RASTA-filtered spectra and the cepstra are defined with these roundings.
 *
 * In      lnSingle: normal positive float32 numbers; expSingle: |x| < 87.
 * Source  figures of the approximation: Arm Optimized Routines (S. Nagy 2017, "New expf, exp2f, logf, log2f and powf"),
 *         from where the library has them. Sums are in double precision; the result is rounded once.
 */

const f32 = Math.fround;

/** 1/c of the 16 intervals that the four leading mantissa bits above 0.699 choose. */
const INVERSE_CENTERS = Float64Array.of(
  1.398907162146528,
  1.3403141896637998,
  1.286432210124115,
  1.2367150214269895,
  1.1906977166711752,
  1.1479821020556429,
  1.1082251448272158,
  1.0711297413057381,
  1.036437278977283,
  1.0,
  0.9492859795739057,
  0.8951049428609004,
  0.8476821620351103,
  0.8050314851692001,
  0.7664671008843108,
  0.731428603316328,
);
const LOG_CENTERS = INVERSE_CENTERS.map((inverse) => -Math.log(inverse));
/** p(r) = r + P2·r² + P3·r³ + P4·r⁴ */
const P2 = -0.4999997485802103;
const P3 = 0.333456765744066;
const P4 = -0.25089342214237154;
/** Bit pattern of the float32 at which the 16 intervals begin, about 0.69922. */
const INTERVALS_BEGIN = 0x3f330000;

/** q(r) = 1 + Q1·r + Q2·r² + Q3·r³, r in 32nds of an octave */
const Q1 = 0.6931471806916203 / 32;
const Q2 = 0.2402284522445722 / 32 ** 2;
const Q3 = 0.05550361559341535 / 32 ** 3;
const STEPS_PER_UNIT = 32 / Math.LN2;
const STEPS = Float64Array.from({ length: 32 }, (_, n) => 2 ** (n / 32));
const LEAST_EXPONENT = -127;
const OCTAVES = Float64Array.from({ length: 255 }, (_, k) => 2 ** (k + LEAST_EXPONENT));

const scratch = new Float32Array(1);
const scratchBits = new Int32Array(scratch.buffer);

/** ln x, rounded to float32 as the C library does. */
export function lnSingle(x: number): number {
  scratch[0] = x;
  const bits = scratchBits[0];
  const above = bits - INTERVALS_BEGIN;
  const interval = (above >> 19) & 15;
  const octave = above >> 23;
  scratchBits[0] = bits - (octave << 23);
  const r = scratch[0] * INVERSE_CENTERS[interval] - 1;
  const r2 = r * r;
  return f32((P4 * r2 + (P3 * r + P2)) * r2 + (LOG_CENTERS[interval] + octave * Math.LN2 + r));
}

/** e^x, rounded to float32 as the C library does. */
export function expSingle(x: number): number {
  const steps = x * STEPS_PER_UNIT;
  const n = Math.round(steps);
  const r = steps - n;
  const power = STEPS[n & 31] * OCTAVES[(n >> 5) - LEAST_EXPONENT];
  return f32(((Q3 * r + Q2) * (r * r) + (Q1 * r + 1)) * power);
}
