import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { predictNetwork } from "../../src/engine/predict.ts";
import { createSparseEngine } from "../../src/engine/sparse/create-sparse-engine.ts";
import { inputStatistics } from "../../src/network/input-statistics.ts";
import { initializeNetwork } from "../../src/network/network.ts";
import { survivorsOf } from "../../src/network/sparse-network.ts";
import { standardizeInputs } from "../../src/network/standardize-inputs.ts";

describe("inputStatistics", () => {
  it("gives mean and deviation of each column, 0 for a constant one", () => {
    const { mean, deviation } = inputStatistics(Float32Array.of(1, 5, 3, 5), 2);
    expect([...mean]).toEqual([2, 5]);
    expect([...deviation]).toEqual([1, 0]);
  });
});

it("takes what rounding leaves of a constant's deviation as 0", () => {
  const { deviation } = inputStatistics(new Float32Array(223).fill(0.1), 1);
  expect(deviation[0]).toBe(0);
});

describe("standardizeInputs", () => {
  const rows = 40;
  const inputs = 9;
  const random = new Random(7);
  const names = Array.from({ length: inputs }, (_, i) => `f${i}`);
  /** Column i lies around 10·i with a deviation of 3^(i − 4); the last one is constant. */
  const values = Float32Array.from({ length: rows * inputs }, (_, at) => {
    const i = at % inputs;
    return i === inputs - 1 ? 4 : 10 * i + 3 ** (i - 4) * (2 * random.uniform() - 1);
  });
  const network = survivorsOf(
    initializeNetwork({ inputs, hidden: [8, 5], classes: 3 }, names, ["a", "b", "c"], random.fork("weights")),
  );
  const statistics = inputStatistics(values, inputs);
  const standardized = standardizeInputs(network, statistics);

  it("changes no answer by more than 1e-4, where features lie around 80 with a deviation of 81", async () => {
    const engine = createSparseEngine();
    const before = await predictNetwork(engine, network, values);
    const after = await predictNetwork(engine, standardized, values);
    expect(Math.max(...before.map((p, i) => Math.abs(p - after[i])))).toBeLessThan(1e-4);
  });

  it("gives inputs of mean 0 and variance 1 to the first layer, within 1e-3, and a constant one as 0", () => {
    const { scale, offset } = standardized.normalization;
    const inner = inputStatistics(
      values.map((value, at) => value * scale[at % inputs] + offset[at % inputs]),
      inputs,
    );
    for (let i = 0; i < inputs; i++) {
      expect(Math.abs(inner.mean[i])).toBeLessThan(1e-3);
      expect(Math.abs(inner.deviation[i] - (i === inputs - 1 ? 0 : 1))).toBeLessThan(1e-3);
    }
  });
});
