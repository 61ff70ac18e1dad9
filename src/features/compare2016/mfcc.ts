/**
 * Mel-frequency cepstral coefficients 1 to 14, with a sine lifter.
 *
 *   mfcc[i] = lift(i) sqrt(2/26) · Σ_b ln(max(32767² band[b], 1)) cos(π i (b + 1/2) / 26),   lift(i) = 1 + 11 sin(π i / 22)
 *
 * The factor 32767² restores the scale of 16-bit samples, for which the floor of 1 was chosen.
 *
 * Source  specification, section 7; S. Young et al., "The HTK Book", section 5.6.
 */

import { BAND_COUNT } from "./mel.ts";
import { lnSingle } from "./single-precision.ts";

const f32 = Math.fround;

export const CEPSTRUM_COUNT = 14;
const LIFTER = 22;
const SAMPLE_SCALE = f32(32767 * 32767);

/** [14 × 26] */
const COSINES = Float32Array.from({ length: CEPSTRUM_COUNT * BAND_COUNT }, (_, n) => {
  const i = Math.floor(n / BAND_COUNT) + 1;
  return Math.cos(((Math.PI * i) / BAND_COUNT) * ((n % BAND_COUNT) + 0.5));
});

/** Lifter times norm, each rounded before the product. [14] */
export const CEPSTRUM_FACTORS = Float32Array.from(
  { length: CEPSTRUM_COUNT },
  (_, n) => f32(1 + (LIFTER / 2) * Math.sin((Math.PI * (n + 1)) / LIFTER)) * f32(Math.sqrt(2 / BAND_COUNT)),
);

const logBands = new Float32Array(BAND_COUNT);

/** Writes the coefficients of one frame. @param cepstrum  [14]  @param bands  Mel band energies. [26] */
export function mfccInto(cepstrum: Float32Array, bands: Float32Array): void {
  for (let b = 0; b < BAND_COUNT; b++) logBands[b] = lnSingle(Math.max(f32(bands[b] * SAMPLE_SCALE), 1));
  for (let i = 0; i < CEPSTRUM_COUNT; i++) {
    let sum = 0;
    for (let b = 0; b < BAND_COUNT; b++) sum = f32(sum + f32(logBands[b] * COSINES[i * BAND_COUNT + b]));
    cepstrum[i] = sum * CEPSTRUM_FACTORS[i];
  }
}
