/**
 * Float32 numbers as the shortest decimal text that reads back as the same float32.
 *
 * Six to nine significant digits are tried. Six, because every decimal of so few digits survives the way through
 * float32: what can be shorter shows as zeros at the end, which are cut off. Nine, because that many tell all float32
 * apart (C's FLT_DIG = 6 and FLT_DECIMAL_DIG = 9). Each try is checked by reading it back: right by construction.
 *
 *   digits = round(|x| · 10^(p − 1 − e)),   e = floor(log10 |x|),   p = 6 ... 9
 *
 * Reading back means Number(), then rounding to float32, as the readers here, numpy and Keras do.
 */

const FEWEST_DIGITS = 6;
const MOST_DIGITS = 9;

/** Powers of ten up to 10^22 are exact doubles, so that a product or quotient with one is rounded once. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Beyond these exponents the powers above run out. */
const LEAST_EXPONENT = -14;
const GREATEST_EXPONENT = 22;

/** Exponents that are written without "e"; whole numbers then have nine digits at most and fit into an int32. */
const LEAST_PLAIN_EXPONENT = -4;
const GREATEST_PLAIN_EXPONENT = 8;

/** Room that a number needs at most: sign, nine digits, point, "e-45". */
export const LONGEST_DECIMAL_BYTES = 16;

const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;
const SMALL_E = 0x65;

/** Writes a finite float32 into bytes from `at` on, where LONGEST_DECIMAL_BYTES are free. @returns the index after it. */
export function shortestDecimalInto(bytes: Uint8Array, at: number, value: number): number {
  let magnitude = value;
  if (value < 0 || Object.is(value, -0)) {
    bytes[at++] = MINUS;
    magnitude = -value;
  }
  if (magnitude === 0) {
    bytes[at] = ZERO;
    return at + 1;
  }
  const exponent = decimalExponent(magnitude);
  if (exponent < LEAST_EXPONENT || exponent > GREATEST_EXPONENT) return slowDecimalInto(bytes, at, magnitude);
  for (let digitCount = FEWEST_DIGITS; digitCount <= MOST_DIGITS; digitCount++) {
    const digits = roundTripDigits(magnitude, exponent, digitCount);
    if (digits > 0) return digitsInto(bytes, at, digits, digitCount, exponent);
  }
  return slowDecimalInto(bytes, at, magnitude);
}

/** The digits of a magnitude as a whole number of `digitCount` digits, or 0 if they read back as another float32. */
function roundTripDigits(magnitude: number, exponent: number, digitCount: number): number {
  const shift = digitCount - 1 - exponent;
  const power = POWERS_OF_TEN[Math.abs(shift)];
  const digits = Math.round(shift >= 0 ? magnitude * power : magnitude / power);
  const readBack = shift >= 0 ? digits / power : digits * power;
  return Math.fround(readBack) === magnitude ? digits : 0;
}

/** floor(log10 x) for x in the range of the powers of ten; log10 is only an estimate that is put right here. */
function decimalExponent(magnitude: number): number {
  const estimate = Math.floor(Math.log10(magnitude));
  if (estimate < LEAST_EXPONENT || estimate > GREATEST_EXPONENT) return estimate;
  const power = POWERS_OF_TEN[Math.abs(estimate)];
  const scaled = estimate >= 0 ? magnitude / power : magnitude * power;
  if (scaled < 1) return estimate - 1;
  return scaled >= 10 ? estimate + 1 : estimate;
}

/** Writes the digits of an integer of `digitCount` digits with its point, without zeros at the end. */
function digitsInto(bytes: Uint8Array, at: number, digits: number, digitCount: number, exponent: number): number {
  let [count, leading] = [digitCount, exponent];
  if (digits >= POWERS_OF_TEN[digitCount]) {
    // 9.999996 rounded to six digits is 10.0000: one digit more, one exponent higher.
    count++;
    leading++;
  }
  let significant = digits | 0;
  while (significant % 10 === 0) {
    significant = (significant / 10) | 0;
    count--;
  }
  if (leading < LEAST_PLAIN_EXPONENT || leading > GREATEST_PLAIN_EXPONENT) {
    return scientificInto(bytes, at, significant, count, leading);
  }
  if (leading < 0) {
    bytes[at++] = ZERO;
    bytes[at++] = POINT;
    for (let zeros = leading + 1; zeros < 0; zeros++) bytes[at++] = ZERO;
    return integerInto(bytes, at, significant, count);
  }
  const whole = leading + 1;
  if (count <= whole) return integerInto(bytes, at, significant * POWERS_OF_TEN[whole - count], whole);
  const end = integerInto(bytes, at + 1, significant, count);
  bytes.copyWithin(at, at + 1, at + 1 + whole);
  bytes[at + whole] = POINT;
  return end;
}

function scientificInto(bytes: Uint8Array, at: number, digits: number, count: number, exponent: number): number {
  let end = at + 1;
  if (count > 1) {
    end = integerInto(bytes, at + 1, digits, count);
    bytes[at] = bytes[at + 1];
    bytes[at + 1] = POINT;
  } else {
    bytes[at] = ZERO + digits;
  }
  bytes[end++] = SMALL_E;
  if (exponent < 0) bytes[end++] = MINUS;
  const size = Math.abs(exponent);
  return integerInto(bytes, end, size, size < 10 ? 1 : 2);
}

/** Writes an int32 of `count` digits; double division would make writing a table half as fast. @returns the index after it. */
function integerInto(bytes: Uint8Array, at: number, integer: number, count: number): number {
  let rest = integer | 0;
  for (let place = at + count - 1; place >= at; place--) {
    const tenth = (rest / 10) | 0;
    bytes[place] = ZERO + rest - Math.imul(tenth, 10);
    rest = tenth;
  }
  return at + count;
}

/** The same by the platform's toPrecision: for the far ends of the range, and the oracle of the tests. */
function slowDecimalInto(bytes: Uint8Array, at: number, magnitude: number): number {
  const text = shortestDecimal(magnitude);
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/** The shortest decimal text of a finite float32, the obvious way: slow, kept as the reference. */
export function shortestDecimal(value: number): string {
  for (let digitCount = 1; ; digitCount++) {
    const rounded = Number(value.toPrecision(digitCount));
    if (Math.fround(rounded) !== value && digitCount < MOST_DIGITS) continue;
    const text = Object.is(value, -0) ? "-0" : String(rounded);
    const scientific = rounded.toExponential().replace("e+", "e");
    return text.length <= scientific.length ? text : scientific;
  }
}
