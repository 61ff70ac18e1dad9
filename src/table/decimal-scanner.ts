/**
 * Decimal numbers straight from bytes, correctly rounded to double.
 *
 *   value = mantissa · 10^exponent,   exact in one rounding while mantissa < 2^53 and |exponent| <= 22,
 *
 * because both factors are then exact doubles (W. D. Clinger 1990, "How to Read Floating Point Numbers Accurately",
 * PLDI, the fast path). Everything else goes through the platform's own Number(), which rounds correctly.
 */

/** The usual mark before decimals. */
export const DECIMAL_POINT = 0x2e;

/** The mark before decimals in much of Europe, and in what spreadsheets write there. */
export const DECIMAL_COMMA = 0x2c;

const EXACT_MANTISSA = 2 ** 53;
const EXACT_POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const LARGEST_EXPONENT = 99_999;

/** Longer ones are refused: 767 digits are the most that can matter to a double, and nobody writes them. */
const LONGEST_NUMBER = 1000;

const MINUS = 0x2d;
const PLUS = 0x2b;
const ZERO = 0x30;
const CAPITAL_E = 0x45;
const SMALL_E = 0x65;

/** Reads one number after the other; `end` is where the last one stopped. */
export class DecimalScanner {
  /** Index after the last byte of the number that was read; of no meaning when `scan` gave NaN. */
  end = 0;
  readonly #mark: number;

  /** @param mark  What separates the decimals, as a byte: a point or a comma. */
  constructor(mark: number = DECIMAL_POINT) {
    this.#mark = mark;
  }

  /**
   * The number that begins at bytes[start], or NaN if none does.
   *
   * Accepts what JSON accepts, and a leading "+", ".5" and "5." as other programs write; no spaces, hexadecimal,
   * "inf" or "nan".
   */
  scan(bytes: Uint8Array, start: number, limit: number): number {
    let at = start;
    const sign = bytes[at];
    if (sign === MINUS || sign === PLUS) at++;
    const firstDigit = at;
    let mantissa = 0;
    for (; at < limit; at++) {
      const digit = bytes[at] - ZERO;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
    }
    let digitCount = at - firstDigit;
    let exponent = 0;
    if (at < limit && bytes[at] === this.#mark) {
      const firstDecimal = ++at;
      for (; at < limit; at++) {
        const digit = bytes[at] - ZERO;
        if (digit < 0 || digit > 9) break;
        mantissa = mantissa * 10 + digit;
      }
      exponent = firstDecimal - at;
      digitCount -= exponent;
    }
    if (digitCount === 0) return NaN;
    if (at < limit && (bytes[at] === SMALL_E || bytes[at] === CAPITAL_E)) {
      const written = this.#exponent(bytes, at + 1, limit);
      if (Number.isNaN(written)) return NaN;
      exponent += written;
      at = this.end;
    }
    this.end = at;
    // A mantissa that was rounded on the way is >= 2^53: sums below 2^53 are exact.
    if (mantissa < EXACT_MANTISSA && exponent >= -22 && exponent <= 22) {
      const value = exponent < 0 ? mantissa / EXACT_POWERS_OF_TEN[-exponent] : mantissa * EXACT_POWERS_OF_TEN[exponent];
      return sign === MINUS ? -value : value;
    }
    if (at - start > LONGEST_NUMBER) return NaN;
    const text = String.fromCharCode(...bytes.subarray(start, at));
    return Number(this.#mark === DECIMAL_POINT ? text : text.replace(",", "."));
  }

  #exponent(bytes: Uint8Array, start: number, limit: number): number {
    let at = start;
    const sign = bytes[at];
    if (at < limit && (sign === MINUS || sign === PLUS)) at++;
    const firstDigit = at;
    let exponent = 0;
    for (; at < limit; at++) {
      const digit = bytes[at] - ZERO;
      if (digit < 0 || digit > 9) break;
      exponent = Math.min(exponent * 10 + digit, LARGEST_EXPONENT);
    }
    this.end = at;
    if (at === firstDigit) return NaN;
    return sign === MINUS ? -exponent : exponent;
  }
}
