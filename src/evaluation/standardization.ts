/**
 * Standardised features: zero mean and unit variance over the training rows.
 *
 *   x̂ = (x − mean) / deviation,   deviation = sqrt(Σ (x − mean)² / N)
 *
 * A feature that does not vary becomes 0 and stays 0 on other rows too: nothing can be learned from it. As constant
 * counts a deviation that float32 input cannot resolve, below 1e-6 of the largest magnitude.
 */

/** Deviations below this share of the largest |x| are rounding noise: a float32 has steps of 6e-8 of its value. */
const RESOLUTION = 1e-6;

/** What brings every feature to mean 0 and deviation 1: (x − mean) · factor. */
export interface Standardization {
  /** [F] */
  readonly mean: Float64Array;
  /** 1/deviation, 0 for a constant feature. [F] */
  readonly factor: Float64Array;
}

/** Mean and factor of each column. @param values  Row-major. [N × F] */
export function fitStandardization(values: Float32Array, features: number): Standardization {
  const rows = values.length / features;
  const mean = new Float64Array(features);
  const square = new Float64Array(features);
  const largest = new Float64Array(features);
  for (let start = 0; start < values.length; start += features)
    for (let f = 0; f < features; f++) mean[f] += values[start + f] / rows;
  for (let start = 0; start < values.length; start += features)
    for (let f = 0; f < features; f++) {
      const value = values[start + f];
      square[f] += (value - mean[f]) ** 2 / rows;
      if (Math.abs(value) > largest[f]) largest[f] = Math.abs(value);
    }
  const factor = square.map((variance, f) => {
    const deviation = Math.sqrt(variance);
    return deviation <= RESOLUTION * largest[f] ? 0 : 1 / deviation;
  });
  return { mean, factor };
}

/** A standardised copy of some rows. [N × F] */
export function standardize(values: Float32Array, { mean, factor }: Standardization): Float32Array {
  const features = mean.length;
  const standardized = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += features)
    for (let f = 0; f < features; f++) standardized[start + f] = (values[start + f] - mean[f]) * factor[f];
  return standardized;
}
