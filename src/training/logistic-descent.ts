/**
 * Multinomial logistic regression with an L2 penalty: a linear network's weights as the optimum of a convex problem.
 *
 *   min over W of  −Σ_n u_n log p_n(label_n) + λ/2 |W|²        p_n = softmax(z_n),  z_n = W x_n,  Σ u_n = 1
 *   of two classes one vector, that of the second class; the first one's score is 0, and λ/2 stands for λ, so that the
 *   answer is that of two vectors
 *
 *   step       W ← V − (gradient(V)) / (1 + λ),   V ← W + β (W − W before)
 *   β          (1 − √q) / (1 + √q),   q = λ / (1 + λ)
 *
 * Rows are scaled so that Σ u_n |x_n|² ≤ 2: the curvature of the first term is then at most 1. Each step takes the distance
 * from the optimum down by 1 − √q, so the number of steps is known before: there is no tolerance and no chance in it.
 *
 * Source  Y. Nesterov 2004, "Introductory Lectures on Convex Optimization", section 2.2.1, constant step scheme III.
 */

/** How coefficients make scores, and residuals gradients: coefficients are weights, or weights are sums of rows by them. */
export interface ScoreMap {
  readonly coefficients: number;
  /** Scores of each row. [N × V] */
  scoresInto(scores: Float64Array, coefficients: Float64Array): void;
  /** Without the penalty's part. @param residuals  [N × V] */
  gradientInto(gradient: Float64Array, residuals: Float64Array): void;
}

export interface LogisticLabels {
  /** [N] */
  readonly labels: Int32Array;
  readonly classes: number;
  /** u_n. [N] */
  readonly rowWeights: Float64Array;
}

/** The distance from the optimum that is left, as a share of that of the start. */
const LEFT = 1e-2;

/** Vectors of a linear classifier: one for two classes, else one for each. */
export function vectorsFor(classes: number): number {
  return classes === 2 ? 1 : classes;
}

/** Row weights by which every class counts the same. [N] */
export function balancedRowWeights(labels: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]++;
  const occurring = counts.filter((count) => count > 0).length;
  return Float64Array.from(labels, (label) => 1 / (occurring * counts[label]));
}

/**
 * The optimum's coefficients.
 *
 * @param penalty  λ, above 0.
 * @param start    Coefficients to start from, such as those of a larger λ; it is not changed.
 */
export function descendLogistic(
  map: ScoreMap,
  { labels, classes, rowWeights }: LogisticLabels,
  penalty: number,
  start: Float64Array = new Float64Array(map.coefficients),
): Float64Array {
  if (!(penalty > 0)) throw new RangeError(`descendLogistic: penalty must be above 0, got ${penalty}`);
  const vectors = vectorsFor(classes);
  const lambda = vectors === 1 ? penalty / 2 : penalty;
  const root = Math.sqrt(lambda / (1 + lambda));
  const momentum = (1 - root) / (1 + root);
  const steps = Math.ceil(Math.log(1 / LEFT) / root);
  const residuals = new Float64Array(labels.length * vectors);
  const gradient = new Float64Array(map.coefficients);
  const current = start.slice();
  const ahead = start.slice();
  for (let step = 0; step < steps; step++) {
    map.scoresInto(residuals, ahead);
    residualsInto(residuals, labels, rowWeights, vectors);
    map.gradientInto(gradient, residuals);
    for (let i = 0; i < current.length; i++) {
      const next = ahead[i] - (gradient[i] + lambda * ahead[i]) / (1 + lambda);
      ahead[i] = next + momentum * (next - current[i]);
      current[i] = next;
    }
  }
  return current;
}

/** Scores become u (p − [label]), in place. */
function residualsInto(scores: Float64Array, labels: Int32Array, rowWeights: Float64Array, vectors: number): void {
  for (let row = 0; row < labels.length; row++) {
    const from = row * vectors;
    if (vectors === 1) {
      scores[from] = rowWeights[row] * (1 / (1 + Math.exp(-scores[from])) - labels[row]);
      continue;
    }
    let largest = Number.NEGATIVE_INFINITY;
    for (let v = from; v < from + vectors; v++) largest = Math.max(largest, scores[v]);
    let sum = 0;
    for (let v = from; v < from + vectors; v++) {
      scores[v] = Math.exp(scores[v] - largest);
      sum += scores[v];
    }
    for (let v = from; v < from + vectors; v++) scores[v] *= rowWeights[row] / sum;
    scores[from + labels[row]] -= rowWeights[row];
  }
}

/**
 * All weights, by way of the rows' products: W = Xᵀ A, so that z = X Xᵀ A. What it costs does not grow with the features.
 *
 * @param products  x_n · x_m + 1, the bias counted as the weight of a feature that is always 1. [N × N]
 */
export function rowsMap(products: Float64Array, rows: number, vectors: number): ScoreMap {
  return {
    coefficients: rows * vectors,
    scoresInto(scores, coefficients) {
      scores.fill(0);
      for (let n = 0; n < rows; n++)
        for (let m = 0; m < rows; m++) {
          const product = products[n * rows + m];
          for (let v = 0; v < vectors; v++) scores[n * vectors + v] += product * coefficients[m * vectors + v];
        }
    },
    // In the metric of W = Xᵀ A the step of A is that of the residuals themselves.
    gradientInto: (gradient, residuals) => gradient.set(residuals),
  };
}

/** x_n · x_m + 1 of each pair of rows. [N × N] @param inputs  Row-major. [N × F] */
export function rowProducts(inputs: Float64Array, rows: number): Float64Array {
  const features = inputs.length / rows;
  const products = new Float64Array(rows * rows);
  for (let n = 0; n < rows; n++)
    for (let m = 0; m <= n; m++) {
      let sum = 1;
      for (let f = 0; f < features; f++) sum += inputs[n * features + f] * inputs[m * features + f];
      products[n * rows + m] = sum;
      products[m * rows + n] = sum;
    }
  return products;
}

/** Where a classifier has weights: those of a vector stand together, in the order of the vectors. */
export interface WeightPlaces {
  /** Where the weights of each vector begin; the last number is how many there are. [V + 1] */
  readonly starts: Uint32Array;
  /** Feature of each weight. [S] */
  readonly features: Uint32Array;
}

/** Some weights, which are the first coefficients, and a bias for each vector behind them. @param inputs  [N × F] */
export function weightsMap(inputs: Float64Array, rows: number, { starts, features }: WeightPlaces): ScoreMap {
  const width = inputs.length / rows;
  const vectors = starts.length - 1;
  return {
    coefficients: features.length + vectors,
    scoresInto(scores, coefficients) {
      for (let n = 0; n < rows; n++)
        for (let v = 0; v < vectors; v++) {
          let sum = coefficients[features.length + v];
          for (let s = starts[v]; s < starts[v + 1]; s++) sum += coefficients[s] * inputs[n * width + features[s]];
          scores[n * vectors + v] = sum;
        }
    },
    gradientInto(gradient, residuals) {
      gradient.fill(0);
      for (let n = 0; n < rows; n++)
        for (let v = 0; v < vectors; v++) {
          const residual = residuals[n * vectors + v];
          gradient[features.length + v] += residual;
          for (let s = starts[v]; s < starts[v + 1]; s++) gradient[s] += residual * inputs[n * width + features[s]];
        }
    },
  };
}
