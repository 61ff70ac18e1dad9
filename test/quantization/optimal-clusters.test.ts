import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { clusterOf, type OptimalClusters, optimalClusters } from "../../src/quantization/optimal-clusters.ts";

/** Squared error of values to the centers of their clusters. */
function squaredError(values: Iterable<number>, clusters: OptimalClusters): number {
  let error = 0;
  for (const value of values) error += (value - clusters.centers[clusterOf(value, clusters)]) ** 2;
  return error;
}

/** Squared error of values to their mean. */
function scatter(values: number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

/** Least squared error over all ways to cut sorted values into at most `count` intervals. */
function leastByTrial(sorted: number[], count: number): number {
  if (count === 1 || sorted.length <= 1) return sorted.length === 0 ? 0 : scatter(sorted);
  return Math.min(
    scatter(sorted),
    ...sorted.map((_, cut) =>
      cut === 0 ? Infinity : scatter(sorted.slice(cut)) + leastByTrial(sorted.slice(0, cut), count - 1),
    ),
  );
}

/** Squared error that Lloyd's iterations end with. */
function lloyd(values: Float32Array, start: number[]): number {
  let centers = start;
  for (let last = Infinity; ; ) {
    const sums = new Float64Array(centers.length);
    const counts = new Float64Array(centers.length);
    let error = 0;
    for (const value of values) {
      const distances = centers.map((center) => Math.abs(value - center));
      const nearest = distances.indexOf(Math.min(...distances));
      sums[nearest] += value;
      counts[nearest]++;
      error += distances[nearest] ** 2;
    }
    if (error >= last) return error;
    last = error;
    centers = centers.map((center, k) => (counts[k] === 0 ? center : sums[k] / counts[k]));
  }
}

const normalValues = (count: number, seed: number) => {
  const random = new Random(seed);
  return Float32Array.from({ length: count }, () => random.normal());
};

describe("optimalClusters", () => {
  it("are the values themselves where these are few", () => {
    const { centers, limits } = optimalClusters(Float32Array.of(3, -1, 3, 0.5, -1), 15);
    expect([...centers]).toEqual([-1, 0.5, 3]);
    expect([...limits]).toEqual([-1, 0.5, 3]);
  });

  it("are the mean for one cluster, and two heaps' means for two", () => {
    expect([...optimalClusters(Float32Array.of(1, 2, 6), 1).centers]).toEqual([3]);
    const two = optimalClusters(Float32Array.of(10, -2, 11, 12, -4), 2);
    expect([...two.centers]).toEqual([-3, 11]);
    expect([-4, -2, 10, 12].map((value) => clusterOf(value, two))).toEqual([0, 0, 1, 1]);
  });

  it("have the least error of all cuts within 1e-6, for up to 9 values with ties and 4 clusters", () => {
    const numbers = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.float({ min: -4, max: 4, noNaN: true })), {
      minLength: 1,
      maxLength: 9,
    });
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 4 }), (list, count) => {
        const values = Float32Array.from(list);
        const sorted = [...values].sort((a, b) => a - b);
        const error = squaredError(values, optimalClusters(values, count));
        expect(error).toBeLessThanOrEqual(leastByTrial(sorted, count) + 1e-6);
      }),
    );
  });

  it("are never worse than Lloyd's from a linear start or from quantiles", () => {
    for (let seed = 0; seed < 20; seed++) {
      const values = normalValues(300, seed).map((value) => (seed % 2 ? value ** 3 : value));
      const sorted = values.slice().sort();
      const count = 2 + (seed % 14);
      const own = squaredError(values, optimalClusters(values, count));
      const [low, high] = [sorted[0], sorted.at(-1)];
      const linear = Array.from({ length: count }, (_, k) => low + (k * (high - low)) / (count - 1));
      const quantiles = Array.from({ length: count }, (_, k) => sorted[Math.floor(((k + 0.5) * 300) / count)]);
      expect(own).toBeLessThanOrEqual(lloyd(values, linear) * (1 + 1e-6));
      expect(own).toBeLessThanOrEqual(lloyd(values, quantiles) * (1 + 1e-6));
    }
  });

  it("lose less than 1e-6 of the error to the bins of more than 65536 values", () => {
    const values = normalValues(40_000, 1);
    const twice = Float32Array.from({ length: 80_000 }, (_, i) => values[i >> 1]);
    const exact = squaredError(values, optimalClusters(values, 15));
    const binned = squaredError(values, optimalClusters(twice, 15));
    expect(binned).toBeGreaterThanOrEqual(exact);
    expect(binned).toBeLessThan(exact * (1 + 1e-6));
  });

  it("move with the values: shifted and scaled by powers of two they are the same clusters", () => {
    const values = normalValues(500, 2).map((value) => Math.round(value * 256) / 256);
    const { centers } = optimalClusters(values, 7);
    const moved = optimalClusters(
      values.map((value) => 4 * (value + 8)),
      7,
    );
    moved.centers.forEach((center, k) => {
      expect(center).toBeCloseTo(4 * (centers[k] + 8), 4);
    });
  });

  it("are none for no values", () => {
    expect(optimalClusters(new Float32Array(), 3).centers.length).toBe(0);
  });

  it("refuse a number of clusters that is not there", () => {
    for (const count of [0, 1.5, 65537])
      expect(() => optimalClusters(Float32Array.of(1), count)).toThrow(
        `must be a whole number from 1 to 65536, got ${count}`,
      );
  });
});
