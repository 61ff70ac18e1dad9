/**
 * A network of ours from what another program's network amounts to.
 *
 * Its normalisation merges to the same multiplication and addition, bit for bit but for the last one of a scale, and knows what
 * values the inputs have: training goes on with the mean and variance of each batch, where a normalisation that is right for
 * predictions alone would mean something else.
 *
 *   scale = gamma / sqrt(variance + ε)          offset = beta − mean · scale
 *
 * What the inputs are is known from the rows of a table, or from a batch normalisation in the file. Where it is not, a scaling is
 * taken for a standardisation: mean = −offset / scale, variance = 1 / scale².
 */

import { type Activation, SIGMOID } from "../../network/activation.ts";
import { checkedArchitecture } from "../../network/architecture.ts";
import { mergeNormalization } from "../../network/merge-normalization.ts";
import { type InputNormalization, type Network, NORMALIZATION_EPSILON } from "../../network/network.ts";
import type { StepLayer, StepNetwork, ValueStatistics } from "./steps.ts";

/**
 * @param rows  What the inputs are in the rows that the network is for; what the file knows of them comes first.
 * @throws UserError if widths, classes or activations are none that a network has.
 */
export function networkOfSteps(
  { scale, offset, statistics, layers }: StepNetwork,
  features: readonly string[],
  classes: readonly string[],
  rows?: ValueStatistics,
): Network {
  const hidden = layers.slice(0, -1);
  const architecture = checkedArchitecture({
    inputs: scale.length,
    hidden: hidden.map(({ outputs }) => outputs),
    classes: layers.at(-1)?.outputs ?? 0,
    activations: hidden.map(activationOfLayer),
  });
  return {
    architecture,
    features,
    classes,
    normalization: normalizationOf(scale, offset, statistics ?? rows),
    layers: layers.map(({ inputs, outputs, weights, bias }) => ({ inputs, outputs, weights, bias })),
  };
}

function activationOfLayer({ activation: { activation, slope } }: StepLayer): Activation {
  if (activation === "leaky-relu") return { kind: activation, slope: slope ?? 0 };
  return activation === "softmax" ? SIGMOID : { kind: activation };
}

function normalizationOf(scale: Float32Array, offset: Float32Array, statistics?: ValueStatistics): InputNormalization {
  const inputs = scale.length;
  const [gamma, beta, movingMean, movingVariance] = Array.from({ length: 4 }, () => new Float32Array(inputs)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let i = 0; i < inputs; i++) {
    const known = statistics && { mean: statistics.mean[i], variance: statistics.variance[i] };
    [gamma[i], beta[i], movingMean[i], movingVariance[i]] = mergingTo(scale[i], offset[i], known);
  }
  return { gamma, beta, movingMean, movingVariance };
}

/** gamma, beta, mean, variance */
type Numbers = [number, number, number, number];

/** Neighbouring variances that are tried for one that gives the scale's last bit. */
const VARIANCES = 16;

function mergingTo(
  scale: number,
  offset: number,
  known?: { readonly mean: number; readonly variance: number },
): Numbers {
  const plain: Numbers = [scale, offset, 0, Math.fround(1 - Math.fround(NORMALIZATION_EPSILON))];
  const mean = Math.fround(known?.mean ?? (offset === 0 ? 0 : -offset / scale));
  const total = known?.variance ?? 1 / scale ** 2;
  const shift = Math.fround(mean * scale);
  if (![mean, total, shift].every((value) => Number.isFinite(Math.fround(value)))) return plain;
  const beta = Math.fround(offset + shift);
  // What is known of a batch normalisation is kept, though its offset may lose what the product with the mean has rounded.
  if (!known && Math.fround(beta - shift) !== offset) return plain;
  let nearest = plain;
  for (let at = 0; at < VARIANCES; at++) {
    const variance = Math.fround(Math.max(0, total - NORMALIZATION_EPSILON) * (1 + at * 2 ** -23));
    const inverse = mergedScale(1, variance);
    const gamma = Math.fround(scale / inverse);
    if (mergedScale(gamma, variance) === scale) return [gamma, beta, mean, variance];
    if (at === 0) nearest = [gamma, beta, mean, variance];
  }
  return nearest;
}

/** What `mergeNormalization` makes of one input's scale. */
function mergedScale(gamma: number, variance: number): number {
  const one = (value: number) => Float32Array.of(value);
  const merged = { gamma: one(gamma), beta: one(0), movingMean: one(0), movingVariance: one(variance) };
  return mergeNormalization(merged).scale[0];
}
