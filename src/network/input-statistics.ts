/**
 * Mean and variance of each input over some rows, in float64 and in one order, so the same on every machine.
 *
 *   mean_i = 1/N · Σ_n x_ni          variance_i = 1/N · Σ_n (x_ni − mean_i)²          (biased, as in batch normalisation)
 */

/** Statistics of each input over the training rows. [I] each */
export interface InputStatistics {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** Standard deviation; 0 for an input that is constant but for float32's rounding. */
  readonly deviation: Float64Array;
}

/** A deviation below this share of the mean is what float32 makes of a constant. */
const ROUNDING = 1e-6;

/** Statistics of each column, in two passes. @param values  Row-major, finite. [N × I] */
export function inputStatistics(values: Float32Array, inputs: number): InputStatistics {
  const rows = values.length / inputs;
  const mean = new Float64Array(inputs);
  const variance = new Float64Array(inputs);
  for (let start = 0; start < values.length; start += inputs)
    for (let i = 0; i < inputs; i++) mean[i] += values[start + i] / rows;
  for (let start = 0; start < values.length; start += inputs)
    for (let i = 0; i < inputs; i++) variance[i] += (values[start + i] - mean[i]) ** 2 / rows;
  const deviation = variance.map((value, i) => {
    const root = Math.sqrt(value);
    return root <= ROUNDING * Math.abs(mean[i]) ? 0 : root;
  });
  return { mean, variance, deviation };
}
