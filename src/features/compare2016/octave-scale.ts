/**
 * The octave scale of the pitch detection: where its points lie, what the ear makes of them, and the spline to read there.
 *
 *   knots log2(i·D), i = 1 .. N−1, and one more, as far below the first as the second lies above it
 *   points log2(25) + j (log2(fs/2) − log2(25)) / (N−1),  j = 0 .. N−1
 *   weight 1/2 + atan(3 (j + 1 − s) / ppo) / π, which halves at 65 Hz;  ppo = N / log2(fs/2 / 25)
 *
 * Source  specification, sections 9.3, 9.4 and table A.6; D. J. Hermes 1988, "Measurement of pitch by subharmonic
 *         summation", J. Acoust. Soc. Am. 83(1).
 */

export const LOWEST_OCTAVE_HZ = 25;
const HALF_WEIGHT_HZ = 65;
const WEIGHT_REFERENCE_HZ = 50;

/** A spectrum's bins and the points of a logarithmic scale, on which the pitch is searched. */
export interface OctaveScale {
  /** N: bins of the spectrum and points of the scale. */
  readonly length: number;
  readonly highestHz: number;
  readonly pointsPerOctave: number;
  /** log2 of the frequencies of the bins. [N] */
  readonly knots: Float64Array;
  /** log2 of the frequencies of the points. [N] */
  readonly points: Float64Array;
  /** The ear's weight of each point. [N] */
  readonly weights: Float64Array;
}

/** The scale for spectra of `length` bins. @param binHz  Spacing of the bins of the long frames. */
export function octaveScale(binHz: number, length: number): OctaveScale {
  // The reference keeps the period of the frames in float32: D = 1 / f32(0.060·N/L).
  const roundedBinHz = 1 / Math.fround(1 / binHz);
  const highestHz = (length - 1) * roundedBinHz;
  const lowest = Math.log2(LOWEST_OCTAVE_HZ);
  const pointsPerOctave = length / Math.log2(highestHz / LOWEST_OCTAVE_HZ);
  const step = (Math.log2(highestHz) - lowest) / (length - 1);
  const knots = Float64Array.from({ length }, (_, i) => Math.log2(i * roundedBinHz));
  knots[0] = 2 * knots[1] - knots[2];
  const halved = pointsPerOctave * Math.log2(HALF_WEIGHT_HZ / WEIGHT_REFERENCE_HZ) - 1;
  return {
    length,
    highestHz,
    pointsPerOctave,
    knots,
    points: Float64Array.from({ length }, (_, j) => lowest + j * step),
    weights: Float64Array.from(
      { length },
      (_, j) => 0.5 + Math.atan((3 * (j + 1 - halved)) / pointsPerOctave) / Math.PI,
    ),
  };
}
