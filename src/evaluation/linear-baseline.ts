/**
 * The linear baseline that every result stands beside: an L2-regularised linear classifier on standardised features.
 *
 *   score_v(x) = w_v · x + b_v          two classes: class 1 where score > 0, one vector
 *                                       more: the class with the highest score, one vector per class (one against the rest)
 *
 * Each vector is a support vector machine with squared hinge loss (dual-coordinate-descent.ts). Both sides of a problem
 * weigh the same: C_i = cost · N / (2 · rows on that side). A small cost regularises strongly; it is chosen on the
 * development rows by UAR, of equal ones the smallest; the search goes from strong to weak regularisation and ends after
 * two costs that do no better. Standardisation is merged into the weights, so the model is
 * (F + 1) · V float32 numbers and takes features as they come from the table.
 *
 * Memory: one standardised copy of the training rows. All vectors start from 0, and each cost from the solution before.
 */

import { UserError } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import { confusionMatrix } from "./confusion.ts";
import {
  type Descent,
  type DescentOptions,
  type DualSolution,
  descend,
  dot,
  squaredNorms,
  zeroSolution,
} from "./dual-coordinate-descent.ts";
import { fitStandardization, type Standardization, standardize } from "./standardization.ts";
import { uar } from "./uar.ts";

/** Rows of a feature table with their labels. */
export interface LabeledRows {
  /** Row-major, finite. [N × F] */
  readonly values: Float32Array;
  /** Index of the class. [N] */
  readonly labels: Int32Array;
}

/** A linear classifier of standardised features: the class is the sign of the one sum, or the largest of V sums. */
export interface LinearModel {
  readonly features: number;
  readonly classes: number;
  /** One vector for two classes, else one per class. [V × F] */
  readonly weights: Float32Array;
  /** [V] */
  readonly bias: Float32Array;
}

export interface LinearOptions extends DescentOptions {
  /** Costs to choose from, ascending; with a single one no development rows are needed. */
  readonly costs: readonly number[];
}

export const LINEAR_DEFAULTS: LinearOptions = {
  costs: [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1],
  tolerance: 0.1,
  maxEpochs: 100,
};

/** The search ends when this many costs in a row do no better than the best: weaker ones take longest and fit noise. */
const WORSE_COSTS = 2;

/** How one cost did. */
export interface CostTrial extends Descent {
  readonly cost: number;
  /** Null where there are no development rows. */
  readonly develUar: number | null;
  /** Its classes of the development rows. [N] */
  readonly develPredicted: Int32Array | null;
}

/** The linear classifier of the chosen cost, with all costs that were tried. */
export interface LinearFit {
  readonly model: LinearModel;
  /** The chosen cost. */
  readonly cost: number;
  readonly develUar: number | null;
  /** Those tried, ascending. Epochs are summed over the vectors. */
  readonly trials: readonly CostTrial[];
}

/**
 * The linear model with the cost that does best on the development rows.
 *
 * @param classes  Number of classes; a class without training rows is hardly ever predicted.
 * @param devel    Null only with a single cost.
 * @throws UserError where the training rows hold fewer than two classes.
 */
export function trainLinear(
  train: LabeledRows,
  devel: LabeledRows | null,
  classes: number,
  random: Random,
  options: LinearOptions = LINEAR_DEFAULTS,
): LinearFit {
  const features = checkRows(train, devel, classes, options);
  const standardization = fitStandardization(train.values, features);
  const inputs = standardize(train.values, standardization);
  const norms = squaredNorms(inputs, features);
  const vectors = positiveClasses(classes).map((positive) => ({
    targets: Int8Array.from(train.labels, (label) => (label === positive ? 1 : -1)),
    solution: zeroSolution(train.labels.length, features),
    random: random.fork(`class ${positive}`),
  }));
  const trials: CostTrial[] = [];
  let best: { model: LinearModel; trial: CostTrial } | undefined;
  for (const cost of options.costs) {
    const descents = vectors.map(({ targets, solution, random }) => {
      const problem = { inputs, targets, costs: balancedCosts(targets, cost), squaredNorms: norms };
      return descend(problem, solution, options, random);
    });
    const solutions = vectors.map(({ solution }) => solution);
    const model = mergeStandardization(solutions, standardization, classes);
    const develPredicted = devel && predictLinear(model, devel.values);
    const uarOfDevel = devel && develPredicted && develUar(devel.labels, develPredicted, classes);
    const trial = { cost, develUar: uarOfDevel, develPredicted, ...totalDescent(descents) };
    trials.push(trial);
    if (!best || (trial.develUar ?? 0) > (best.trial.develUar ?? 0)) best = { model, trial };
    else if (trials.length - trials.indexOf(best.trial) > WORSE_COSTS) break;
  }
  if (!best) throw new RangeError("trainLinear: there must be at least 1 cost, got none");
  return { model: best.model, cost: best.trial.cost, develUar: best.trial.develUar, trials };
}

function totalDescent(descents: readonly Descent[]): Descent {
  return {
    epochs: descents.reduce((sum, { epochs }) => sum + epochs, 0),
    converged: descents.every(({ converged }) => converged),
  };
}

/** Predicted class of each row. @param values  Row-major, as the model was trained on. [N × F] */
export function predictLinear(model: LinearModel, values: Float32Array): Int32Array {
  const scores = linearScores(model, values);
  const vectors = model.bias.length;
  return Int32Array.from({ length: scores.length / vectors }, (_, row) =>
    model.classes === 2 ? Number(scores[row] > 0) : indexOfHighest([...rowOf(scores, row, vectors)]),
  );
}

/**
 * Softmax of the scores, of two classes that of 0 and the one score: not calibrated, as a support vector machine's distances
 * are no logarithms of odds. Their mean over a speaker's recordings is one answer for the speaker. [N × C]
 *
 * @param values  As `predictLinear` takes them.
 */
export function linearProbabilities(model: LinearModel, values: Float32Array): Float32Array {
  const scores = linearScores(model, values);
  const vectors = model.bias.length;
  const probabilities = new Float32Array((scores.length / vectors) * model.classes);
  for (let row = 0; row < scores.length / vectors; row++) {
    const own = rowOf(scores, row, vectors);
    const sums = model.classes === 2 ? [0, own[0]] : [...own];
    const most = Math.max(...sums);
    const powers = sums.map((sum) => Math.exp(sum - most));
    const total = powers.reduce((sum, power) => sum + power, 0);
    probabilities.set(
      powers.map((power) => power / total),
      row * model.classes,
    );
  }
  return probabilities;
}

/** The sum of each vector for each row, in float64. [N × V] */
function linearScores({ features, weights, bias }: LinearModel, values: Float32Array): Float64Array {
  if (values.length % features !== 0)
    throw new RangeError(`predictLinear: values must be rows of ${features} features, got ${values.length} numbers`);
  const vectors = [...bias].map((_, v) => Float64Array.from(weights.subarray(v * features, (v + 1) * features)));
  const scores = new Float64Array((values.length / features) * vectors.length);
  for (let row = 0; row < values.length / features; row++)
    vectors.forEach((vector, v) => {
      scores[row * vectors.length + v] = dot(vector, values, row * features) + bias[v];
    });
  return scores;
}

function rowOf(scores: Float64Array, row: number, width: number): Float64Array {
  return scores.subarray(row * width, (row + 1) * width);
}

/** Size of the model as float32 numbers. */
export function linearSizeBytes({ weights, bias }: LinearModel): number {
  return weights.byteLength + bias.byteLength;
}

/** Classes that have a vector of their own. */
function positiveClasses(classes: number): number[] {
  return classes === 2 ? [1] : Array.from({ length: classes }, (_, c) => c);
}

function balancedCosts(targets: Int8Array, cost: number): Float64Array {
  const positives = targets.reduce((sum, target) => sum + Number(target > 0), 0);
  const balanced = (rows: number) => (cost * targets.length) / (2 * Math.max(rows, 1));
  return Float64Array.from(targets, (target) => balanced(target > 0 ? positives : targets.length - positives));
}

/**
 * Weights for features as they stand in the table: w/deviation, and a bias that takes the mean off.
 * The bias is computed from the rounded weights, so rounding a weight acts on x − mean, not on x.
 */
function mergeStandardization(
  solutions: readonly DualSolution[],
  { mean, factor }: Standardization,
  classes: number,
): LinearModel {
  const features = mean.length;
  const weights = new Float32Array(solutions.length * features);
  const bias = new Float32Array(solutions.length);
  solutions.forEach((solution, v) => {
    let offset = solution.bias;
    for (let f = 0; f < features; f++) {
      weights[v * features + f] = solution.weights[f] * factor[f];
      offset -= weights[v * features + f] * mean[f];
    }
    bias[v] = offset;
  });
  return { features, classes, weights, bias };
}

function develUar(labels: Int32Array, predicted: Int32Array, classCount: number): number {
  const classes = Array.from({ length: classCount }, (_, c) => `class ${c}`);
  return uar(confusionMatrix({ classes, labels, predicted }));
}

function indexOfHighest(scores: readonly number[]): number {
  return scores.reduce((best, score, c) => (score > scores[best] ? c : best), 0);
}

function checkRows(train: LabeledRows, devel: LabeledRows | null, classes: number, { costs }: LinearOptions): number {
  const features = train.values.length / train.labels.length;
  if (!Number.isInteger(features) || features < 1)
    throw new RangeError(`trainLinear: ${train.values.length} numbers are no ${train.labels.length} rows of features`);
  if (devel && devel.values.length !== devel.labels.length * features)
    throw new RangeError(`trainLinear: development rows must have ${features} features, as the training rows`);
  if (costs.some((cost, i) => !(cost > (costs[i - 1] ?? 0))))
    throw new RangeError(`trainLinear: costs must be positive and ascending, got [${costs.join(", ")}]`);
  if (!devel && costs.length > 1)
    throw new RangeError(
      `trainLinear: choosing among ${costs.length} costs needs development rows; give a single cost`,
    );
  const found = new Set(train.labels);
  if (found.size < 2)
    throw new UserError(
      `linear baseline: the training rows hold ${found.size} class of ${classes}, expected at least 2`,
    );
  return features;
}
