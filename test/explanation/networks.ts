/**
 * Networks and tables over a few features of known kinds of sound.
 */

import type { Random } from "../../src/core/random.ts";
import type { SparseNetwork } from "../../src/network/sparse-network.ts";
import { sparseLayer } from "../../src/network/sparse-network.ts";
import type { FeatureTable } from "../../src/table/feature-table.ts";

/** Of ComParE_2016, of three kinds of sound quality, and one of no known set. */
export const FEATURES = [
  "F0final_sma_quartile2",
  "F0final_sma_stddev",
  "mfcc_sma[3]_amean",
  "mfcc_sma_de[3]_iqr1-3",
  "pcm_RMSenergy_sma_quartile3",
  "f0",
];

/** A network with random weights, some of them zero. */
export function randomNetwork(
  random: Random,
  hidden: readonly number[],
  classes: readonly string[] = ["no", "yes"],
): SparseNetwork {
  const widths = [FEATURES.length, ...hidden, classes.length];
  const numbers = (count: number) => Float32Array.from({ length: count }, () => random.normal());
  return {
    architecture: { inputs: FEATURES.length, hidden, classes: classes.length },
    features: FEATURES,
    classes,
    normalization: {
      scale: numbers(FEATURES.length).map((value) => Math.abs(value) + 0.1),
      offset: numbers(FEATURES.length),
    },
    layers: widths.slice(1).map((outputs, l) => {
      const inputs = widths[l];
      const weights = numbers(inputs * outputs).map((weight) => (random.uniform() < 0.2 ? 0 : weight));
      return sparseLayer({ inputs, outputs }, weights, numbers(outputs));
    }),
  };
}

/** Rows of random features; two classes by the sign of the first one, speakers of five recordings and one class. */
export function randomTable(random: Random, rows = 100): FeatureTable {
  const labels = Int32Array.from({ length: rows }, (_, row) => Math.floor(row / 5) % 2);
  const values = Float32Array.from({ length: rows * FEATURES.length }, () => random.normal());
  labels.forEach((label, row) => {
    values[row * FEATURES.length] = 2 * label - 1 + 0.2 * random.normal();
  });
  return {
    features: FEATURES,
    classes: ["no", "yes"],
    values,
    labels,
    ids: Array.from({ length: rows }, (_, row) => `r${row}.wav`),
    speakers: Array.from({ length: rows }, (_, row) => `s${Math.floor(row / 5)}`),
  };
}
