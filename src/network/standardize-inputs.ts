/**
 * The same network with inputs of mean 0 and variance 1 on some rows: where it goes on training, every input then moves
 * its weights alike, and a weight's magnitude says what it contributes.
 *
 *   h = x · scale + offset = z · (scale · σ) + (scale · μ + offset)          z = (x − μ) / σ
 *
 * The factor goes into the columns of the first kernel, the constant into its biases, summed in float64. Batch
 * normalisation after some hundred steps stands far from this: its moving mean has forgotten its initial 0 by
 * 1 − 0.99^steps only, and ε hides features whose variance is below 1e-3.
 *
 * An input that does not vary on the rows becomes a constant, scale 0: nothing was learned about it, and dividing by what
 * rounding leaves of its deviation would put its mean, 1e14 deviations away, into the biases.
 */

import { withInputsInBias } from "./sparse-layer.ts";
import type { SparseNetwork } from "./sparse-network.ts";

/** Statistics of each input over the training rows. [I] each */
export interface InputStatistics {
  readonly mean: Float64Array;
  /** Standard deviation; 0 for an input that is constant. */
  readonly deviation: Float64Array;
}

/** A deviation below this share of the mean is what float32 makes of a constant. */
const ROUNDING = 1e-6;

/** Mean and standard deviation of each column, in two passes. @param values  Row-major, finite. [N × I] */
export function inputStatistics(values: Float32Array, inputs: number): InputStatistics {
  const rows = values.length / inputs;
  const mean = new Float64Array(inputs);
  const deviation = new Float64Array(inputs);
  for (let at = 0; at < values.length; at++) mean[at % inputs] += values[at] / rows;
  for (let at = 0; at < values.length; at++) deviation[at % inputs] += (values[at] - mean[at % inputs]) ** 2 / rows;
  for (let i = 0; i < inputs; i++) {
    deviation[i] = Math.sqrt(deviation[i]);
    if (deviation[i] <= ROUNDING * Math.abs(mean[i])) deviation[i] = 0;
  }
  return { mean, deviation };
}

/** The network with standardised inputs; its outputs for the rows are the same within float rounding. */
export function standardizeInputs(network: SparseNetwork, { mean, deviation }: InputStatistics): SparseNetwork {
  const { scale, offset } = network.normalization;
  const [first, ...others] = network.layers;
  if (!first) return network;
  const means = mean.map((value, i) => scale[i] * value + offset[i]);
  const weights = first.weights.map((weight, s) => weight * scale[first.columns[s]] * deviation[first.columns[s]]);
  return {
    ...network,
    normalization: {
      scale: Float32Array.from(deviation, (value) => (value === 0 ? 0 : 1 / value)),
      offset: Float32Array.from(deviation, (value, i) => (value === 0 ? 0 : -mean[i] / value)),
    },
    layers: [{ ...withInputsInBias(first, means), weights }, ...others],
  };
}
