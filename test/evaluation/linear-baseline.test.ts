import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { confusionMatrix } from "../../src/evaluation/confusion.ts";
import { descend, squaredNorms, zeroSolution } from "../../src/evaluation/dual-coordinate-descent.ts";
import {
  type LabeledRows,
  LINEAR_DEFAULTS,
  linearProbabilities,
  linearSizeBytes,
  predictLinear,
  trainLinear,
} from "../../src/evaluation/linear-baseline.ts";
import { fitStandardization, standardize } from "../../src/evaluation/standardization.ts";
import { GOLDEN, relativeError } from "./golden.ts";

const SINGLE = { ...LINEAR_DEFAULTS, costs: [0.1] };
const EXACT = { tolerance: 1e-9, maxEpochs: 100_000 };

describe("dual coordinate descent", () => {
  it("separates x = +1 and x = −1 with w = 4C / (1 + 4C), no bias", () => {
    // By symmetry b = 0; d/dw of ½ w² + 2 C (1 − w)² is 0 there.
    const cost = 0.3;
    const solution = zeroSolution(2, 1);
    const problem = {
      inputs: Float32Array.of(1, -1),
      targets: Int8Array.of(1, -1),
      costs: Float64Array.of(cost, cost),
      squaredNorms: Float64Array.of(2, 2),
    };
    expect(descend(problem, solution, EXACT, new Random(1)).converged).toBe(true);
    expect(solution.weights[0]).toBeCloseTo((4 * cost) / (1 + 4 * cost), 8);
    expect(solution.bias).toBeCloseTo(0, 8);
  });

  it("finds the optimum that another algorithm finds, within 1e-5 of each weight", () => {
    for (const { features, inputs, targets, costs, weights, bias, objective } of GOLDEN.svm) {
      const problem = {
        inputs: Float32Array.from(inputs),
        targets: Int8Array.from(targets),
        costs: Float64Array.from(costs),
        squaredNorms: squaredNorms(Float32Array.from(inputs), features),
      };
      const solution = zeroSolution(targets.length, features);
      expect(descend(problem, solution, EXACT, new Random(1)).converged).toBe(true);
      weights.forEach((weight, f) => {
        expect(Math.abs(solution.weights[f] - weight)).toBeLessThan(1e-5);
      });
      expect(Math.abs(solution.bias - bias)).toBeLessThan(1e-5);
      expect(relativeError(primal(problem, solution, features), objective)).toBeLessThan(1e-9);
    }
  });

  it("ends at the same optimum from the solution of another cost, within 1e-6", () => {
    const { features, inputs, targets, costs, weights } = GOLDEN.svm[0];
    const problem = (factor: number) => ({
      inputs: Float32Array.from(inputs),
      targets: Int8Array.from(targets),
      costs: Float64Array.from(costs, (cost) => cost * factor),
      squaredNorms: squaredNorms(Float32Array.from(inputs), features),
    });
    const solution = zeroSolution(targets.length, features);
    descend(problem(0.1), solution, EXACT, new Random(1));
    descend(problem(1), solution, EXACT, new Random(2));
    weights.forEach((weight, f) => {
      expect(Math.abs(solution.weights[f] - weight)).toBeLessThan(1e-5);
    });
  });
});

describe("standardisation", () => {
  it("gives each feature mean 0 and variance 1 within 1e-5, and a constant one 0", () => {
    const random = new Random(1);
    const values = Float32Array.from(
      { length: 300 },
      (_, i) => [1e5 + random.normal(), 1e-4 * random.normal(), 0.1][i % 3],
    );
    const standardized = standardize(values, fitStandardization(values, 3));
    const column = (f: number) => Array.from({ length: 100 }, (_, row) => standardized[row * 3 + f]);
    for (const f of [0, 1]) {
      expect(Math.abs(column(f).reduce((sum, x) => sum + x, 0))).toBeLessThan(1e-3);
      expect(Math.abs(column(f).reduce((sum, x) => sum + x * x, 0) / 100 - 1)).toBeLessThan(1e-5);
    }
    expect(column(2).every((x) => x === 0)).toBe(true);
  });
});

describe("trainLinear", () => {
  it("takes one vector of F + 1 float32 for two classes and one per class for more", () => {
    const two = trainLinear(blobs(40, 5, 2, 1), null, 2, new Random(1), SINGLE);
    const four = trainLinear(blobs(40, 5, 4, 1), null, 4, new Random(1), SINGLE);
    expect(linearSizeBytes(two.model)).toBe(6 * 4);
    expect(linearSizeBytes(four.model)).toBe(4 * 6 * 4);
  });

  it("separates well separated classes without error", () => {
    for (const classes of [2, 3, 7]) {
      const { model } = trainLinear(blobs(210, 8, classes, 1), null, classes, new Random(1), SINGLE);
      const test = blobs(210, 8, classes, 2);
      expect([...predictLinear(model, test.values)]).toEqual([...test.labels]);
    }
  });

  it("predicts the same when a feature is scaled, shifted, or stands beside a constant one", () => {
    const train = blobs(60, 4, 3, 3, 1.2);
    const test = blobs(200, 4, 3, 4, 1.2);
    const predict = (change: (rows: LabeledRows) => LabeledRows) => [
      ...predictLinear(trainLinear(change(train), null, 3, new Random(1), SINGLE).model, change(test).values),
    ];
    const plain = predict((rows) => rows);
    expect(
      predict((rows) => mapColumns(rows, 4, ([a = 0, b = 0, c = 0, d = 0]) => [1024 * a, b - 64, c / 4096, d])),
    ).toEqual(plain);
    expect(predict((rows) => mapColumns(rows, 4, (row) => [...row, 0.1]))).toEqual(plain);
  });

  it("ignores how often a class occurs: tripling its rows changes no prediction at 3/2 of the balance", () => {
    const train = blobs(40, 3, 2, 5, 1);
    const minority = Array.from(train.labels, (_, row) => row).filter((row) => train.labels[row] === 1);
    const tripled = take(train, [...Array.from(train.labels, (_, row) => row), ...minority, ...minority], 3);
    const recallOfMinority = (rows: LabeledRows) => {
      const test = blobs(4000, 3, 2, 6, 1);
      const { model } = trainLinear(rows, null, 2, new Random(1), SINGLE);
      return confusionMatrix({
        classes: ["a", "b"],
        labels: test.labels,
        predicted: predictLinear(model, test.values),
      })[1]?.[1];
    };
    expect(Math.abs(recallOfMinority(tripled) - recallOfMinority(train)) / 2000).toBeLessThan(0.02);
  });

  it("takes the smallest of the costs that do equally well, and stops after two that do no better", () => {
    const { cost, trials } = trainLinear(blobs(60, 4, 2, 1), blobs(60, 4, 2, 2), 2, new Random(1));
    expect(cost).toBe(1e-6);
    expect(trials.map((trial) => trial.cost)).toEqual([1e-6, 1e-5, 1e-4]);
    expect(trials.every((trial) => trial.develUar === 1 && trial.converged)).toBe(true);
  });

  it("gives the same bits for the same seed", () => {
    const trained = () => trainLinear(blobs(100, 6, 3, 1, 1), blobs(50, 6, 3, 2, 1), 3, new Random(5));
    expect(trained()).toEqual(trained());
  });

  it("refuses a single class, ragged rows, costs out of order, and a choice without development rows", () => {
    const rows = blobs(20, 3, 2, 1);
    const one = { ...rows, labels: new Int32Array(20) };
    expect(() => trainLinear(one, null, 2, new Random(1), SINGLE)).toThrow("hold 1 class of 2, expected at least 2");
    expect(() => trainLinear({ ...rows, values: new Float32Array(61) }, null, 2, new Random(1), SINGLE)).toThrow(
      "61 numbers",
    );
    expect(() => trainLinear(rows, null, 2, new Random(1), { ...SINGLE, costs: [1, 0.1] })).toThrow(
      "ascending, got [1, 0.1]",
    );
    expect(() => trainLinear(rows, null, 2, new Random(1))).toThrow("among 6 costs needs development rows");
    expect(() => trainLinear(rows, null, 2, new Random(1), { ...SINGLE, costs: [0.1, 1] })).toThrow("among 2 costs");
    const { model } = trainLinear(rows, null, 2, new Random(1), SINGLE);
    expect(() => predictLinear(model, new Float32Array(4))).toThrow("rows of 3 features, got 4 numbers");
  });
});

/** Rows around one random center per class. @param scatter  Standard deviation around a center; centers lie 3 apart. */
function blobs(rows: number, features: number, classes: number, seed: number, scatter = 0.1): LabeledRows {
  const centers = new Random(1000 + classes);
  const center = Float64Array.from({ length: classes * features }, () => 3 * centers.normal());
  const random = new Random(seed);
  const labels = Int32Array.from({ length: rows }, (_, row) => row % classes);
  const values = Float32Array.from(
    { length: rows * features },
    (_, i) => center[labels[Math.floor(i / features)] * features + (i % features)] + scatter * random.normal(),
  );
  return { values, labels };
}

function mapColumns(
  { values, labels }: LabeledRows,
  features: number,
  change: (row: number[]) => number[],
): LabeledRows {
  const rows = Array.from(labels, (_, row) => change([...values.subarray(row * features, (row + 1) * features)]));
  return { values: Float32Array.from(rows.flat()), labels };
}

function take({ values, labels }: LabeledRows, rows: readonly number[], features: number): LabeledRows {
  return {
    values: Float32Array.from(rows.flatMap((row) => [...values.subarray(row * features, (row + 1) * features)])),
    labels: Int32Array.from(rows, (row) => labels[row]),
  };
}

function primal(
  { inputs, targets, costs }: { inputs: Float32Array; targets: Int8Array; costs: Float64Array },
  { weights, bias }: { weights: Float64Array; bias: number },
  features: number,
): number {
  const losses = Array.from(targets, (target, row) => {
    const score = weights.reduce((sum, weight, f) => sum + weight * inputs[row * features + f], bias);
    return costs[row] * Math.max(0, 1 - target * score) ** 2;
  });
  const norm = weights.reduce((sum, weight) => sum + weight * weight, bias * bias);
  return norm / 2 + losses.reduce((sum, loss) => sum + loss, 0);
}

describe("linearProbabilities", () => {
  it("are the softmax of the scores, of two classes that of 0 and the one score", () => {
    const two = { features: 1, classes: 2, weights: Float32Array.of(2), bias: Float32Array.of(-1) };
    const [no = 0, yes = 0] = linearProbabilities(two, Float32Array.of(1));
    expect(yes).toBeCloseTo(Math.E / (1 + Math.E), 6);
    expect(no + yes).toBeCloseTo(1, 6);
    const three = { features: 1, classes: 3, weights: Float32Array.of(1, 0, -1), bias: new Float32Array(3) };
    const found = [...linearProbabilities(three, Float32Array.of(Math.log(2)))];
    [4 / 7, 2 / 7, 1 / 7].forEach((share, c) => {
      expect(found[c]).toBeCloseTo(share, 6);
    });
  });

  it("are highest for the class that is predicted", () => {
    const random = new Random(3);
    for (const classes of [2, 4]) {
      const vectors = classes === 2 ? 1 : classes;
      const numbers = (count: number) => Float32Array.from({ length: count }, () => random.normal());
      const model = { features: 3, classes, weights: numbers(3 * vectors), bias: numbers(vectors) };
      const values = numbers(300);
      const probabilities = linearProbabilities(model, values);
      const highest = Int32Array.from({ length: 100 }, (_, row) => {
        const own = probabilities.subarray(row * classes, (row + 1) * classes);
        return own.indexOf(Math.max(...own));
      });
      expect(highest).toEqual(predictLinear(model, values));
    }
  });
});
