/**
 * Change of the sampling rate by a windowed sinc in polyphase form.
 *
 *   y[m] = Σ_n x[n] h(m·M/L − n),   rate out / rate in = L/M in lowest terms
 *   h(t) = c·sinc(c t)·kaiser(t / width),   c = cutoff in units of the input's half rate
 *
 * The stop band begins at half the lower of the two rates, so nothing folds back; the pass band ends 10 % below. Each of the
 * L phases has its own coefficients, whose sum is made exactly 1: a constant stays one. The signal is taken as silent
 * outside. Output m lies at the time m / rate out; there are ⌈N·L/M⌉ of them.
 *
 * Error   two-tone tests: at least 100 dB below the tones, 44.1, 48, 22.05 and 8 kHz to 16 kHz (test/audio/resample.test.ts).
 * Source  A. V. Oppenheim, R. W. Schafer 2010, "Discrete-Time Signal Processing", sections 4.6 and 7.6 (Kaiser's formulas).
 */

import type { Signal } from "./signal.ts";

/** Zero crossings of the sinc on each side of its centre, at the lower rate. */
const ZERO_CROSSINGS = 64;
/** Kaiser's formula for a stop band of ATTENUATION_DB. */
const ATTENUATION_DB = 110;
const KAISER_BETA = 0.1102 * (ATTENUATION_DB - 8.7);
/** Width of the transition band in units of the lower rate. */
const TRANSITION = (ATTENUATION_DB - 7.95) / (14.36 * 2 * ZERO_CROSSINGS);
/** More phases than this would not fit into a table: their coefficients are computed as they are needed. */
const MOST_TABULATED_PHASES = 2048;

/**
 * The signal at another rate; the same one if it has that rate already.
 *
 * @throws RangeError if the rate is not a positive integer.
 */
export function resample(signal: Signal, sampleRateHz: number): Signal {
  if (!Number.isInteger(sampleRateHz) || sampleRateHz < 1 || !Number.isInteger(signal.sampleRateHz))
    throw new RangeError(
      `resample: rates must be positive whole numbers, got ${signal.sampleRateHz} and ${sampleRateHz}`,
    );
  if (signal.sampleRateHz === sampleRateHz) return signal;
  const divisor = greatestCommonDivisor(signal.sampleRateHz, sampleRateHz);
  const up = sampleRateHz / divisor;
  const down = signal.sampleRateHz / divisor;
  const samples = new Float32Array(Math.ceil((signal.samples.length * up) / down));
  polyphaseInto(samples, signal.samples, up, down);
  return { samples, sampleRateHz };
}

function polyphaseInto(out: Float32Array, x: Float32Array, up: number, down: number): void {
  const filter = new SincFilter(up, down);
  const tabulated = up <= MOST_TABULATED_PHASES;
  const rows: (Float64Array | undefined)[] = [];
  const scratch = new Float64Array(2 * filter.reach);
  for (let m = 0; m < out.length; m++) {
    const at = m * down;
    const phase = at % up;
    let coefficients = tabulated ? rows[phase] : undefined;
    if (coefficients === undefined) {
      coefficients = tabulated ? new Float64Array(2 * filter.reach) : scratch;
      filter.phaseInto(coefficients, phase / up);
      if (tabulated) rows[phase] = coefficients;
    }
    out[m] = weightedSum(x, (at - phase) / up - filter.reach + 1, coefficients);
  }
}

/** Σ x[first + i] c[i], with silence outside the signal. */
function weightedSum(x: Float32Array, first: number, coefficients: Float64Array): number {
  const begin = Math.max(0, -first);
  const end = Math.min(coefficients.length, x.length - first);
  let even = 0;
  let odd = 0;
  let i = begin;
  for (; i + 1 < end; i += 2) {
    even += x[first + i] * coefficients[i];
    odd += x[first + i + 1] * coefficients[i + 1];
  }
  if (i < end) even += x[first + i] * coefficients[i];
  return even + odd;
}

class SincFilter {
  /** Input samples on each side of an output sample. */
  readonly reach: number;
  readonly #cutoff: number;
  readonly #width: number;

  constructor(up: number, down: number) {
    const lower = Math.min(1, up / down);
    this.#cutoff = lower * (1 - TRANSITION);
    this.#width = ZERO_CROSSINGS / lower;
    this.reach = Math.ceil(this.#width);
  }

  /** Coefficients for an output sample that lies a fraction of a sample after input sample reach − 1. */
  phaseInto(coefficients: Float64Array, fraction: number): void {
    let sum = 0;
    for (let i = 0; i < coefficients.length; i++) {
      const t = i - this.reach + 1 - fraction;
      const share = t / this.#width;
      const window = Math.abs(share) < 1 ? besselI0(KAISER_BETA * Math.sqrt(1 - share * share)) : 0;
      coefficients[i] = window * sinc(this.#cutoff * t);
      sum += coefficients[i];
    }
    for (let i = 0; i < coefficients.length; i++) coefficients[i] /= sum;
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

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
