/**
 * Auditory spectrum after perceptual linear prediction: equal loudness, then the power law of intensity to loudness.
 *
 *   loudness[b] = (eql(fc[b]) · max(band[b], 9.3e−10))^0.33
 *   eql(f) = 1e32 · (ω² + 56.8e6) ω⁴ / ( (ω² + 6.3e6)² (ω² + 0.38e9) (ω⁷ + 1.7e31) ),   ω = 2πf
 *
 * Hermansky's curve has ω⁶ and 9.58e26 in the last bracket; the feature set is defined with ω⁷ and 1.7e31.
 *
 * Source  specification, section 6.1 and table A.3; H. Hermansky 1990, "Perceptual linear predictive (PLP) analysis of
 *         speech", J. Acoust. Soc. Am. 87(4).
 */

const f32 = Math.fround;

/** Band energies below this are lifted to it. */
export const BAND_FLOOR = f32(9.3e-10);
export const LOUDNESS_EXPONENT = f32(0.33);

/** Weight of the ear's sensitivity at a frequency. */
export function equalLoudness(hz: number): number {
  const w2 = (2 * Math.PI * hz) ** 2;
  const w7 = w2 * w2 * w2 * (2 * Math.PI * hz);
  return (1e32 * (w2 + 56.8e6) * w2 * w2) / ((w2 + 6.3e6) ** 2 * (w2 + 0.38e9) * (w7 + 1.7e31));
}

/** Mean loudness over the bands: `audspec_lengthL1norm`. @param weights  eql(fc), float32. [bands] */
export function meanLoudness(bands: Float32Array, weights: Float32Array): number {
  let sum = 0;
  for (let b = 0; b < bands.length; b++) {
    const energy = f32(Math.max(bands[b], BAND_FLOOR) * weights[b]);
    sum = f32(sum + f32(Math.exp(LOUDNESS_EXPONENT * Math.log(energy))));
  }
  return f32(sum / bands.length);
}

/** Mean of the values in float32: `audspecRasta_lengthL1norm`. */
export function meanSingle(values: Float32Array): number {
  let sum = 0;
  for (let b = 0; b < values.length; b++) sum = f32(sum + values[b]);
  return f32(sum / values.length);
}
