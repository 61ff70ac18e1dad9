/**
 * Float16 (IEEE 754 binary16): eleven bits of precision, up to 65504, for biases.
 */

const LARGEST = 65504;
/** Distance of neighbouring subnormal numbers. */
const SMALLEST_STEP = 2 ** -24;

/** The bits of the nearest float16; ties to even, beyond the largest to the largest. @param value  Finite. */
export function float16Bits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.min(Math.abs(value), LARGEST);
  const exponent = Math.max(-14, exponentOf(magnitude));
  const steps = roundHalfToEven(magnitude / (SMALLEST_STEP * 2 ** (exponent + 14)));
  // A mantissa that rounds up to 2048 runs over into the exponent, as it should.
  return sign | (steps < 1024 ? steps : ((exponent + 14) << 10) + steps);
}

/** The number of some float16 bits. */
export function float16Value(bits: number): number {
  const exponent = (bits >> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  const magnitude = exponent === 0 ? mantissa * SMALLEST_STEP : (1024 + mantissa) * SMALLEST_STEP * 2 ** (exponent - 1);
  return bits & 0x8000 ? -magnitude : magnitude;
}

/** ⌊log2 magnitude⌋, read from its float64 bits: `Math.log2` may be off by one. */
function exponentOf(magnitude: number): number {
  return ((new DataView(Float64Array.of(magnitude).buffer).getUint32(4, true) >>> 20) & 0x7ff) - 1023;
}

function roundHalfToEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down;
}
