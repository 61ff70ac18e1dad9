/**
 * Bands of the ear: mel energies, their logarithms, loudness, RASTA-filtered spectrum, cepstrum.
 *
 *   log[b]      = ln max(band[b], 9.3e-10)             taken once for all that follows
 *   loudness    = mean exp(0.33 (log[b] + ln eql[b]))
 *   rasta[b]    = exp(0.33 (y[b] + ln eql[b])),  y = log band-passed over time, 1 to 29 Hz
 *   cepstrum[i] = Σ_b max(log[b] + ln 32767², 0) lift(i) sqrt(2/26) cos(π i (b + 1/2) / 26)
 */

import { expOf } from "./elementary.as";
import { BANDS, CEPSTRUM } from "./geometry.as";
import { at, ConstFloats, ConstShorts, Floats, floatsFrom, put, shortAt } from "./memory.as";
import { roundedExp, roundedLn } from "./rounded.as";

/** Energies below this count as this. */
const BAND_FLOOR: f32 = 9.3e-10;
/** Intensity to loudness. */
const LOUDNESS_EXPONENT: f32 = 0.33;
/** ln 32767²: cepstra are taken of samples as integers. */
const LN_SAMPLE_SCALE: f32 = 20.794354380710768;

/** RASTA filter, (B0 + B1 z^-1 + B3 z^-3 + B4 z^-4) / (1 - POLE z^-1) with B3 = -B1, B4 = -B0. */
const B0: f32 = 0.20020939409732819;
const B1: f32 = 0.09958010911941528;
const POLE: f32 = 0.9372094869613647;

/**
 * Logarithms of the mel band energies of a power spectrum.
 *
 * Each bin lies between the centers of two bands; `weights` is its share in the lower one, the rest goes to the upper one.
 *
 * @param logs     [26]  @param power  [257]  @param weights  [257]
 * @param ends     First bin, then the bin after the last one of each interval between centers. [28]
 */
export function logBandsOf(logs: Floats, power: ConstFloats, weights: ConstFloats, ends: ConstShorts): void {
  let falling: f32 = 0;
  let bin = shortAt(ends, 0);
  for (let interval = 0; interval <= BANDS; interval++) {
    const end = shortAt(ends, interval + 1);
    let rising: f32 = 0;
    for (; bin < end; bin++) {
      const p = at(power, bin);
      const share = at(weights, bin) * p;
      falling += share;
      rising += p - share;
    }
    if (interval > 0) put(logs, interval - 1, roundedLn(falling > BAND_FLOOR ? falling : BAND_FLOOR));
    falling = rising;
  }
}

/** Mean loudness of the bands. @param logWeights  ln eql. [26] */
export function loudnessOf(logs: ConstFloats, logWeights: ConstFloats): f32 {
  let sum: f32 = 0;
  for (let b = 0; b < BANDS; b++) sum += expOf((at(logs, b) + at(logWeights, b)) * LOUDNESS_EXPONENT);
  return sum / <f32>BANDS;
}

/**
 * RASTA-filtered spectrum of the next frame, and its mean. During the first five frames the filter runs without its
 * recursion and counts as 0.
 *
 * @param out      [26]  @param state  Direct form II, transposed; zeros at first. [26 × 4]
 * @param started  Whether five frames have gone before.
 * @returns the mean
 */
export function rastaOf(out: Floats, logs: ConstFloats, state: Floats, logWeights: ConstFloats, started: bool): f32 {
  let sum: f32 = 0;
  for (let b = 0; b < BANDS; b++) {
    const s: Floats = floatsFrom(state, 4 * b);
    const u = at(logs, b);
    const first = B0 * u;
    const second = B1 * u;
    const y = first + at(s, 0);
    put(s, 0, started ? (second + at(s, 1)) + POLE * y : second + at(s, 1));
    put(s, 1, at(s, 2));
    put(s, 2, at(s, 3) - second);
    put(s, 3, -first);
    const level = started ? y + at(logWeights, b) : at(logWeights, b);
    const value = roundedExp(level * LOUDNESS_EXPONENT);
    put(out, b, value);
    sum += value;
  }
  return sum / <f32>BANDS;
}

/**
 * Mel-frequency cepstral coefficients 1 to 14.
 *
 * Cosines are symmetric about the middle band for even coefficients, antisymmetric for odd ones, so half of them is kept.
 *
 * @param out      [14]  @param folded  Scratch. [26]
 * @param cosines  Times lifter and norm. [14 × 13]
 */
export function cepstrumOf(out: Floats, logs: ConstFloats, folded: Floats, cosines: ConstFloats): void {
  const half = BANDS >> 1;
  for (let b = 0; b < half; b++) {
    const lower = positive(at(logs, b) + LN_SAMPLE_SCALE);
    const upper = positive(at(logs, BANDS - 1 - b) + LN_SAMPLE_SCALE);
    put(folded, b, lower - upper);
    put(folded, half + b, lower + upper);
  }
  for (let i = 0; i < CEPSTRUM; i++) {
    // Coefficient i + 1 is odd where i is even.
    const x: ConstFloats = floatsFrom(folded, (i & 1) == 1 ? half : 0);
    const row: ConstFloats = floatsFrom(cosines, i * half);
    let sum: f32 = 0;
    for (let b = 0; b < half; b++) sum += at(x, b) * at(row, b);
    put(out, i, sum);
  }
}

function positive(x: f32): f32 {
  return x > 0 ? x : 0;
}
