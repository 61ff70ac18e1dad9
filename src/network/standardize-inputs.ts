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

import type { InputStatistics } from "./input-statistics.ts";
import { withInputsInBias } from "./sparse-layer.ts";
import type { SparseNetwork } from "./sparse-network.ts";

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
