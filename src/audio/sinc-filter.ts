/**
 * Coefficients of a windowed sinc, for any offset between two samples.
 *
 *   h(t) = sinc(c t) · I₀(β sqrt(1 − (t/w)²)) / Σ h,   c = cutoff in units of the input's half rate, |t| < w
 *
 * The stop band begins at half the lower of two rates, the pass band ends 10 % below. The sum of the coefficients is made
 * exactly 1 for every offset: a constant stays one.
 *
 * Source  A. V. Oppenheim, R. W. Schafer 2010, "Discrete-Time Signal Processing", sections 4.6 and 7.6 (Kaiser's formulas).
 */

/** Zero crossings of the sinc on each side of its centre, at the lower rate. */
const ZERO_CROSSINGS = 64;
/** Kaiser's formula for a stop band of ATTENUATION_DB. */
const ATTENUATION_DB = 110;
const KAISER_BETA = 0.1102 * (ATTENUATION_DB - 8.7);
/** Width of the transition band in units of the lower rate. */
const TRANSITION = (ATTENUATION_DB - 7.95) / (14.36 * 2 * ZERO_CROSSINGS);

/** The filter's coefficients for one ratio of rates, looked up by the offset between two samples. */
export class SincFilter {
  /** Input samples on each side of an output sample. */
  readonly reach: number;
  readonly #cutoff: number;
  readonly #width: number;

  /** @param ratio  Rate out / rate in. */
  constructor(ratio: number) {
    const lower = Math.min(1, ratio);
    this.#cutoff = lower * (1 - TRANSITION);
    this.#width = ZERO_CROSSINGS / lower;
    this.reach = Math.ceil(this.#width);
  }

  /** The coefficients for an output that lies a fraction of a sample after input sample reach − 1. [2 · reach] */
  coefficients(fraction: number): Float64Array {
    const coefficients = Float64Array.from({ length: 2 * this.reach }, (_, i) =>
      this.#at(i - this.reach + 1 - fraction),
    );
    const sum = coefficients.reduce((total, value) => total + value, 0);
    return coefficients.map((value) => value / sum);
  }

  #at(t: number): number {
    const share = t / this.#width;
    if (Math.abs(share) >= 1) return 0;
    return sinc(this.#cutoff * t) * besselI0(KAISER_BETA * Math.sqrt(1 - share * share));
  }
}

function sinc(t: number): number {
  return t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(z: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= (z / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
