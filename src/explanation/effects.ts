/**
 * Which class a higher value of a feature speaks for: the slope of the classes' sums, averaged over recordings.
 *
 *   z_c        what the last layer gives class c, before the softmax;   z̄ their mean
 *   slope_fc   mean over classes k of the mean over the recordings of k of   ∂(z_c − z̄) / ∂x_f
 *   effect_fc  slope_fc · s_f,   s_f half of what the middle 68 % of the recordings span in feature f: the standard deviation of
 *              a normal distribution, which one extreme recording does not change; where that is 0, the standard deviation
 *
 * A high value speaks for the class with the largest effect. The effects of a feature sum to 0. A network without hidden
 * layers has the same slopes everywhere: its weights. The slope is local, which hides that a network may answer a large
 * step otherwise than a small one; in how many recordings it has the sign of the mean is told beside it.
 *
 * Sums, not probabilities: where a network is sure, these hardly move, and the mean would be that of its few doubts.
 */

import { quantileR7 } from "../evaluation/quantile.ts";
import { activationFunction, activationOf } from "../network/activation.ts";
import { inputStatistics } from "../network/input-statistics.ts";
import { layerSums } from "../network/sparse-layer.ts";
import { type SparseLayer, type SparseNetwork, survivorTotal } from "../network/sparse-network.ts";

/** Effects of all inputs. */
export interface Effects {
  /** [I × C] */
  readonly effects: Float64Array;
  /** Share of recordings whose slope has the sign of the effect. [I × C] */
  readonly agreement: Float64Array;
  /** Recordings that the slopes were averaged over. */
  readonly recordings: number;
}

/** Multiplications after which effects are averaged over fewer recordings, evenly spaced: some ten seconds of a core. */
const MOST_MULTIPLICATIONS = 1e10;
const FEWEST_RECORDINGS = 20;

/**
 * Effects on some recordings.
 *
 * @param values  Features of each, row-major. [N × I]
 * @param labels  So that each class weighs the same. [N]
 * @param spans   s_f. [I]
 */
export function averagedEffects(
  network: SparseNetwork,
  values: Float32Array,
  labels: Int32Array,
  spans: Float64Array,
): Effects {
  const { inputs, classes, hidden } = network.architecture;
  const rows = hidden.length === 0 ? [0] : rowsToAverage(labels, classes * survivorTotal(network));
  const weights = rowWeights(rows.map((row) => labels[row]));
  const effects = new Float64Array(inputs * classes);
  const positive = new Float64Array(inputs * classes);
  rows.forEach((row, r) => {
    const slopes = slopesOf(network, values.subarray(row * inputs, (row + 1) * inputs));
    for (let i = 0; i < slopes.length; i++) {
      effects[i] += weights[r] * slopes[i] * spans[Math.floor(i / classes)];
      if (slopes[i] > 0) positive[i]++;
    }
  });
  const agreement = positive.map((count, i) => (effects[i] > 0 ? count : rows.length - count) / rows.length);
  return { effects, agreement, recordings: hidden.length === 0 ? labels.length : rows.length };
}

/** s_f of each feature. @param values  [N × I] @returns [I] */
export function usualSpans(values: Float32Array, inputs: number): Float64Array {
  const { deviation } = inputStatistics(values, inputs);
  const column = new Float64Array(values.length / inputs);
  return deviation.map((own, i) => {
    for (let row = 0; row < column.length; row++) column[row] = values[row * inputs + i];
    column.sort();
    return (quantileR7(column, UPPER) - quantileR7(column, LOWER)) / 2 || own;
  });
}

/** Φ(−1) and Φ(1): shares of a normal distribution up to one standard deviation below and above its mean. */
const LOWER = 0.1587;
const UPPER = 0.8413;

/** Rows in even steps. @param cost  Multiplications for one row. */
function rowsToAverage(labels: Int32Array, cost: number): number[] {
  const most = Math.max(FEWEST_RECORDINGS, Math.floor(MOST_MULTIPLICATIONS / cost));
  const count = Math.min(most, labels.length);
  return Array.from({ length: count }, (_, i) => Math.floor((i * labels.length) / count));
}

/** Each class weighs the same. @param labels  Of the rows. */
function rowWeights(labels: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return labels.map((label) => 1 / counts.size / (counts.get(label) as number));
}

/** ∂(z_c − z̄) / ∂x_f at one recording. [I × C] */
export function slopesOf(network: SparseNetwork, row: Float32Array): Float64Array {
  const { inputs, classes } = network.architecture;
  const { scale } = network.normalization;
  const derivatives = hiddenDerivatives(network, row);
  const slopes = new Float64Array(inputs * classes);
  for (let c = 0; c < classes - 1; c++) {
    let gradient: Float64Array = Float64Array.from({ length: classes }, (_, k) => Number(k === c) - 1 / classes);
    for (let l = network.layers.length - 1; l >= 0; l--) {
      gradient = throughLayer(network.layers[l], gradient);
      const derivative = derivatives[l - 1];
      if (derivative) gradient = gradient.map((value, i) => value * derivative[i]);
    }
    for (let i = 0; i < inputs; i++) {
      slopes[i * classes + c] = gradient[i] * scale[i];
      slopes[i * classes + classes - 1] -= slopes[i * classes + c];
    }
  }
  return slopes;
}

/** Derivative of each hidden unit's activation at one recording. [hidden layers][O] */
function hiddenDerivatives({ architecture, normalization, layers }: SparseNetwork, row: Float32Array): Float64Array[] {
  const { scale, offset } = normalization;
  let activations = Float64Array.from(row, (value, i) => value * scale[i] + offset[i]);
  return layers.slice(0, -1).map((layer, l) => {
    const { value, derivative } = activationFunction(activationOf(architecture, l));
    const sums = layerSums(layer, activations);
    activations = sums.map(value);
    return sums.map((sum, i) => derivative(sum, activations[i]));
  });
}

/** kernelᵀ · gradient. [I] */
function throughLayer({ inputs, outputs, rowStarts, columns, weights }: SparseLayer, gradient: Float64Array) {
  const through = new Float64Array(inputs);
  for (let output = 0; output < outputs; output++) {
    const value = gradient[output];
    if (value === 0) continue;
    for (let s = rowStarts[output]; s < rowStarts[output + 1]; s++) through[columns[s]] += weights[s] * value;
  }
  return through;
}
