/**
 * The linear classifier that a device's plan begins with, and what is left of it where weights go.
 *
 *   min of  −Σ u_n log p_n(label_n) + λ/2 Σ_f |w_f|² / r_f       every class weighs the same
 *
 * A multinomial logistic regression on standardised features (training/logistic-descent.ts) that trusts a feature by how far it
 * tells classes apart whoever speaks: r of feature-reliability.ts. λ is the one that does best on training rows of speakers
 * that it has not seen. Where weights are dropped the others are learned again, at the same λ.
 *
 * Unlike the linear baseline it has few features and few speakers in mind: one against the rest on all features is as good
 * where there are thousands.
 */

import { inputStatistics } from "../network/input-statistics.ts";
import { type SparseLayer, type SparseNetwork, sparseLayer } from "../network/sparse-network.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import {
  balancedRowWeights,
  descendLogistic,
  type LogisticLabels,
  rowProducts,
  rowsMap,
  vectorsFor,
  type WeightPlaces,
  weightsMap,
} from "../training/logistic-descent.ts";
import { featureReliability } from "./feature-reliability.ts";

/** λ that are tried, from strong to weak. */
export const PENALTIES = [1e-2, 3e-3, 1e-3, 3e-4] as const;

/** A linear classifier of standardised features. */
export interface LinearWeights {
  /** One vector for two classes, else one for each. [V × F] */
  readonly weights: Float64Array;
  /** [V] */
  readonly bias: Float64Array;
}

/** Training rows as a student learns them. */
export interface StudentRows extends LogisticLabels {
  readonly features: readonly string[];
  /** Of the training rows. [F] each */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  /** What a standardised feature is multiplied by before it is learned: by √r, so that Σ u_n |x_n|² = 1. [F] */
  readonly trust: Float64Array;
  /** Multiplied. Row-major. [N × F] */
  readonly inputs: Float64Array;
}

/** @param table  Labelled rows. */
export function studentRows({ features, values, labels, classes, speakers }: FeatureTable): StudentRows {
  const width = features.length;
  const { mean, deviation } = inputStatistics(values, width);
  const inputs = standardized(values, { mean, deviation });
  const reliability = featureReliability({ inputs, labels, classes: classes.length, speakers });
  const rowWeights = balancedRowWeights(labels, classes.length);
  let total = 0;
  for (let i = 0; i < inputs.length; i++)
    total += rowWeights[Math.floor(i / width)] * reliability[i % width] * inputs[i] ** 2;
  const trust = reliability.map((value) => (total > 0 ? Math.sqrt(value / total) : 0));
  for (let i = 0; i < inputs.length; i++) inputs[i] *= trust[i % width];
  return { features, labels, classes: classes.length, rowWeights, mean, deviation, trust, inputs };
}

/** In float64; 0 where a feature does not vary. [N × F] */
function standardized(
  values: Float32Array,
  { mean, deviation }: Pick<StudentRows, "mean" | "deviation">,
): Float64Array {
  const width = mean.length;
  return Float64Array.from(values, (value, i) =>
    deviation[i % width] === 0 ? 0 : (value - mean[i % width]) / deviation[i % width],
  );
}

/** The classifiers of these penalties, which descend. */
export function studentsOf(rows: StudentRows, penalties: readonly number[]): LinearWeights[] {
  const { inputs, labels, classes } = rows;
  const vectors = vectorsFor(classes);
  const isByRows = labels.length < 2 * rows.features.length;
  const map = isByRows
    ? rowsMap(rowProducts(inputs, labels.length), labels.length, vectors)
    : weightsMap(inputs, labels.length, allPlaces(vectors, rows.features.length));
  let coefficients: Float64Array = new Float64Array(map.coefficients);
  return penalties.map((penalty) => {
    coefficients = descendLogistic(map, rows, penalty, coefficients);
    return isByRows ? ofRows(rows, coefficients, vectors) : ofWeights(rows, coefficients, vectors);
  });
}

/** Every weight, vector by vector. */
function allPlaces(vectors: number, width: number): WeightPlaces {
  return {
    starts: Uint32Array.from({ length: vectors + 1 }, (_, v) => v * width),
    features: Uint32Array.from({ length: vectors * width }, (_, s) => s % width),
  };
}

/** The same weights for features before they were multiplied. */
function ofWeights({ trust }: StudentRows, coefficients: Float64Array, vectors: number): LinearWeights {
  const width = trust.length;
  const weights = coefficients.slice(0, vectors * width).map((weight, s) => weight * trust[s % width]);
  return { weights, bias: coefficients.slice(vectors * width) };
}

/** Wᵀ = Xᵀ A, for features before they were multiplied. */
function ofRows({ inputs, labels, trust }: StudentRows, coefficients: Float64Array, vectors: number): LinearWeights {
  const width = trust.length;
  const weights = new Float64Array(vectors * width);
  const bias = new Float64Array(vectors);
  for (let n = 0; n < labels.length; n++)
    for (let v = 0; v < vectors; v++) {
      const coefficient = coefficients[n * vectors + v];
      bias[v] += coefficient;
      for (let f = 0; f < width; f++) weights[v * width + f] += coefficient * inputs[n * width + f] * trust[f];
    }
  return { weights, bias };
}

/** Predicted class of each row of a table with the student's features. [N] */
export function studentPredictions(
  { weights, bias }: LinearWeights,
  rows: StudentRows,
  values: Float32Array,
): Int32Array {
  const width = rows.features.length;
  const inputs = standardized(values, rows);
  return Int32Array.from({ length: values.length / width }, (_, row) => {
    const scores = [...bias].map((constant, v) => {
      let sum = constant;
      for (let f = 0; f < width; f++) sum += weights[v * width + f] * inputs[row * width + f];
      return sum;
    });
    return rows.classes === 2 ? Number(scores[0] > 0) : scores.indexOf(Math.max(...scores));
  });
}

/** The classifier as a network on standardised inputs; of two classes the first has the score 0. */
export function studentNetwork({ weights, bias }: LinearWeights, original: SparseNetwork): SparseNetwork {
  const { architecture, features } = original;
  const { classes } = architecture;
  const first = classes - bias.length;
  const dense = new Float32Array(classes * features.length);
  const biases = new Float32Array(classes);
  dense.set(weights, first * features.length);
  biases.set(bias, first);
  const layer = sparseLayer({ inputs: features.length, outputs: classes }, dense, biases);
  return { ...original, architecture: { inputs: features.length, hidden: [], classes }, layers: [layer] };
}

/** The network with its own weights learned again, where some were dropped. @param network  On standardised inputs. */
export function relearned(network: SparseNetwork, rows: StudentRows, penalty: number): SparseNetwork {
  const [layer] = network.layers as [SparseLayer];
  const vectors = vectorsFor(rows.classes);
  const first = layer.outputs - vectors;
  const placeOf = new Map(rows.features.map((name, place) => [name, place]));
  const places = Uint32Array.from(layer.columns, (column) => placeOf.get(network.features[column]) as number);
  const starts = layer.rowStarts.slice(first);
  const map = weightsMap(rows.inputs, rows.labels.length, { starts, features: places });
  const start = new Float64Array(map.coefficients);
  places.forEach((place, s) => {
    start[s] = rows.trust[place] === 0 ? 0 : layer.weights[s] / rows.trust[place];
  });
  start.set(layer.bias.subarray(first), places.length);
  const found = descendLogistic(map, rows, penalty, start);
  const bias = layer.bias.slice();
  bias.set(found.subarray(places.length), first);
  const weights = Float32Array.from(places, (place, s) => found[s] * rows.trust[place]);
  return { ...network, layers: [{ ...layer, weights, bias }] };
}
