import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import {
  balancedRowWeights,
  descendLogistic,
  type LogisticLabels,
  rowProducts,
  rowsMap,
  weightsMap,
} from "../../src/training/logistic-descent.ts";

/** Rows of three classes, with Σ u |x|² below 1. */
function threeClasses(rows: number, features: number) {
  const random = new Random(3);
  const labels = Int32Array.from({ length: rows }, (_, row) => row % 3);
  const inputs = Float64Array.from(
    { length: rows * features },
    (_, i) => (random.uniform() - 0.5 + Number(labels[Math.floor(i / features)] === i % 3)) / features,
  );
  return { inputs, labels, classes: 3, rowWeights: balancedRowWeights(labels, 3) };
}

/** Every weight, vector by vector. */
function allPlaces(vectors: number, features: number) {
  return {
    starts: Uint32Array.from({ length: vectors + 1 }, (_, v) => v * features),
    features: Uint32Array.from({ length: vectors * features }, (_, i) => i % features),
  };
}

describe("descendLogistic", () => {
  it("ends where the gradient is 0: of two rows ±a in two classes, λ/2 · w = a σ(−w a)", () => {
    const two: LogisticLabels = { labels: Int32Array.of(1, 0), classes: 2, rowWeights: Float64Array.of(0.5, 0.5) };
    for (const [a, penalty] of [
      [1, 0.1],
      [0.5, 0.01],
      [1, 0.001],
    ] as const) {
      const map = weightsMap(Float64Array.of(a, -a), 2, allPlaces(1, 1));
      const [w = 0, bias] = descendLogistic(map, two, penalty);
      expect(bias).toBeCloseTo(0, 9);
      expect((penalty / 2) * w, `a ${a}, λ ${penalty}`).toBeCloseTo(a / (1 + Math.exp(w * a)), 3);
    }
  });

  it("finds the same weights by way of the rows' products as directly", () => {
    const features = 7;
    const { inputs, ...rows } = threeClasses(30, features);
    const direct = descendLogistic(weightsMap(inputs, 30, allPlaces(3, features)), rows, 1e-3);
    const byRows = descendLogistic(rowsMap(rowProducts(inputs, 30), 30, 3), rows, 1e-3);
    for (let v = 0; v < 3; v++) {
      let bias = 0;
      for (let n = 0; n < 30; n++) bias += byRows[n * 3 + v];
      expect(bias).toBeCloseTo(direct[3 * features + v], 9);
      for (let f = 0; f < features; f++) {
        let weight = 0;
        for (let n = 0; n < 30; n++) weight += byRows[n * 3 + v] * inputs[n * features + f];
        expect(weight).toBeCloseTo(direct[v * features + f], 9);
      }
    }
  });

  it("comes to the same place from another start", () => {
    const { inputs, ...rows } = threeClasses(30, 4);
    const map = weightsMap(inputs, 30, allPlaces(3, 4));
    const fromZero = descendLogistic(map, rows, 1e-2);
    const fromAfar = descendLogistic(map, rows, 1e-2, new Float64Array(map.coefficients).fill(1));
    fromZero.forEach((value, i) => {
      expect(fromAfar[i]).toBeCloseTo(value, 1);
    });
  });

  it("refuses a penalty of 0, for which there may be no optimum", () => {
    const { inputs, ...rows } = threeClasses(6, 4);
    expect(() => descendLogistic(weightsMap(inputs, 6, allPlaces(3, 4)), rows, 0)).toThrow(
      "descendLogistic: penalty must be above 0, got 0",
    );
  });
});

it("row weights make every class count the same and sum to 1", () => {
  expect([...balancedRowWeights(Int32Array.of(0, 0, 0, 2), 3)]).toEqual([1 / 6, 1 / 6, 1 / 6, 1 / 2]);
});
