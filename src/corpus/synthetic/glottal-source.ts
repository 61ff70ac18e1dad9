/**
 * The voice source: a train of glottal pulses with jitter and shimmer.
 *
 *   U'(t) = a · (2τ − 3τ²),   τ = t / (OQ · T),   0 ≤ τ < 1;   0 for the rest of the period T        (KLGLOTT88)
 *   T_i   = T(F0) · (1 + σ ε_i),   σ = jitterLocal · √π / 2
 *   a_i   = 10^(σ ε'_i / 20),      σ = shimmerLocalDb · √π / 2         ε, ε' standard normal, kept within ±3
 *
 * The factors √π / 2 make the measured jitter and shimmer what was asked for: of two independent normal numbers with
 * standard deviation σ the mean absolute difference is 2σ / √π. U' is the derivative of the flow, so that radiation at the
 * lips is in it already. Pulses begin and end between samples; the jump at the closure is band-limited by a polynomial.
 *
 * Source  A. Rosenberg 1971, "Effect of glottal pulse shape on the quality of natural vowels", JASA 49(2);
 *         D. Klatt, L. Klatt 1990, JASA 87(2), section I.B (KLGLOTT88, tilt);
 *         V. Välimäki, A. Huovilainen 2007, "Antialiasing oscillators in subtractive synthesis", IEEE SPM 24(2) (PolyBLEP).
 */

import type { Random } from "../../core/random.ts";
import { FRAME_LENGTH, SAMPLE_RATE_HZ } from "./tracks.ts";

/** Pulses in order; the times may fall between samples. All of length [pulses]. */
export interface PulseTrain {
  /** Opening of the glottis, in samples. */
  readonly starts: Float64Array;
  /** Samples until the next opening. */
  readonly periods: Float64Array;
  readonly amplitudes: Float64Array;
}

/** How irregular the periods of a voice are. */
export interface Perturbation {
  readonly jitterLocal: number;
  readonly shimmerLocalDb: number;
}

/** Standard deviation over mean absolute difference of neighbours, for independent normal numbers. */
const SD_PER_MEAN_DIFFERENCE = Math.sqrt(Math.PI) / 2;
const MAX_SD = 3;

/** How the vocal folds vibrate over time. Both [frames]. */
export interface Phonation {
  readonly f0Hz: Float32Array;
  /** Factor on jitter and shimmer. */
  readonly roughness: Float32Array;
}

/** The pulses of an utterance. */
export function drawPulses(
  { f0Hz, roughness }: Phonation,
  { jitterLocal, shimmerLocalDb }: Perturbation,
  random: Random,
): PulseTrain {
  const starts: number[] = [];
  const periods: number[] = [];
  const amplitudes: number[] = [];
  for (let now = 0; now < f0Hz.length * FRAME_LENGTH; ) {
    const frame = Math.floor(now / FRAME_LENGTH);
    const sdPeriod = jitterLocal * roughness[frame] * SD_PER_MEAN_DIFFERENCE;
    const sdDb = shimmerLocalDb * roughness[frame] * SD_PER_MEAN_DIFFERENCE;
    const period = (SAMPLE_RATE_HZ / f0Hz[frame]) * (1 + sdPeriod * bounded(random.normal()));
    starts.push(now);
    periods.push(period);
    amplitudes.push(10 ** ((sdDb * bounded(random.normal())) / 20));
    now += period;
  }
  return {
    starts: Float64Array.from(starts),
    periods: Float64Array.from(periods),
    amplitudes: Float64Array.from(amplitudes),
  };
}

function bounded(normal: number): number {
  return Math.max(-MAX_SD, Math.min(MAX_SD, normal));
}

/**
 * Writes U' into `source` and how open the glottis is, 0 or 1, into `openness`, both [samples] and zero before.
 */
export function pulsesInto(
  source: Float32Array,
  openness: Float32Array,
  { starts, periods, amplitudes }: PulseTrain,
  openQuotient: number,
): void {
  for (let i = 0; i < starts.length; i++) {
    const openLength = openQuotient * periods[i];
    const closing = starts[i] + openLength;
    const end = Math.min(source.length, Math.ceil(closing));
    for (let n = Math.ceil(starts[i]); n < end; n++) {
      const tau = (n - starts[i]) / openLength;
      source[n] += amplitudes[i] * tau * (2 - 3 * tau);
      openness[n] = 1;
    }
    softenJump(source, closing, amplitudes[i]);
  }
}

/** PolyBLEP: spreads an upward jump of that height at time `at`, in samples, over the two samples beside it. */
function softenJump(source: Float32Array, at: number, height: number): void {
  const before = Math.ceil(at) - 1;
  const distance = at - before;
  if (before < 0 || before + 1 >= source.length) return;
  source[before] += 0.5 * height * (1 - distance) ** 2;
  source[before + 1] -= 0.5 * height * distance ** 2;
}

/**
 * Low-pass of first order that takes `tiltDb` off at 3 kHz and nothing at 0 Hz, in place.
 *
 *   y[n] = (1 − p) x[n] + p y[n−1],   |H(3 kHz)|² = (1 − p)² / (1 − 2 p cos ω + p²) = g,   ω = 2π · 3000 / 16000
 *   p = ( 1 − g cos ω − √((1 − g cos ω)² − (1 − g)²) ) / (1 − g)
 */
export function tiltInto(source: Float32Array, tiltDb: number): void {
  if (tiltDb <= 0) return;
  const g = 10 ** (-tiltDb / 10);
  const half = 1 - g * Math.cos((2 * Math.PI * 3000) / SAMPLE_RATE_HZ);
  const p = (half - Math.sqrt(half * half - (1 - g) ** 2)) / (1 - g);
  let y = 0;
  for (let n = 0; n < source.length; n++) {
    y = (1 - p) * source[n] + p * y;
    source[n] = y;
  }
}
