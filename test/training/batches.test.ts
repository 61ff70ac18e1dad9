import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { ADAM_DEFAULTS, adamStep } from "../../src/training/adam.ts";
import { epochBatches, stepsPerEpoch } from "../../src/training/batches.ts";
import { learningRateAt } from "../../src/training/learning-rate.ts";
import { labelTargets } from "../../src/training/targets.ts";

describe("epochBatches", () => {
  const labels = Int32Array.from({ length: 10 }, (_, row) => row % 3);
  const rows = { inputs: Float32Array.from({ length: 20 }, (_, i) => i), targets: labelTargets(labels, 3) };
  const shape = (...hidden: number[]) => ({ inputs: 2, hidden, classes: 3 });

  it("keeps the last smaller batch", () => {
    const sizes: number[] = [];
    for (const batch of epochBatches(rows, shape(), { batchSize: 4, dropout: 0 }, new Random(1)))
      sizes.push(batch.rows);
    expect(sizes).toEqual([4, 4, 2]);
    expect(stepsPerEpoch(3738, 32)).toBe(117);
  });

  it("brings every row once, with its target", () => {
    const seen: number[] = [];
    for (const batch of epochBatches(rows, shape(), { batchSize: 4, dropout: 0 }, new Random(1)))
      for (let b = 0; b < batch.rows; b++) {
        const row = batch.inputs[2 * b] / 2;
        expect(batch.inputs[2 * b + 1]).toBe(2 * row + 1);
        expect([...batch.targets.subarray(3 * b, 3 * b + 3)].indexOf(1)).toBe(labels[row]);
        seen.push(row);
      }
    expect(seen.toSorted((a, b) => a - b)).toEqual([...labels.keys()]);
    expect(seen).not.toEqual([...labels.keys()]);
  });

  it("drops the asked share of activations and scales the others up, within 4 standard errors", () => {
    const wide = 20_000;
    const [batch] = [...epochBatches(rows, shape(wide), { batchSize: 10, dropout: 0.3 }, new Random(2))];
    const mask = batch?.dropout?.[0] ?? new Float32Array();
    const kept = mask.filter((scale) => scale !== 0);
    expect(new Set(kept)).toEqual(new Set([Math.fround(1 / 0.7)]));
    expect(Math.abs(1 - kept.length / mask.length - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / mask.length));
  });

  it("draws a mask's numbers one after the other from the epoch's stream, however many it takes at once", () => {
    const [batch] = [...epochBatches(rows, shape(999), { batchSize: 10, dropout: 0.3 }, new Random(3))];
    const stream = new Random(3).fork("dropout");
    const expected = Float32Array.from({ length: 10 * 999 }, () => (stream.uint32() < 0.3 * 2 ** 32 ? 0 : 1 / 0.7));
    expect(batch?.dropout?.[0]).toEqual(expected);
  });

  it("has no masks without dropout", () => {
    const batches = epochBatches(rows, shape(6), { batchSize: 4, dropout: 0 }, new Random(1));
    expect([...batches].map(({ dropout }) => dropout)).toEqual([null, null, null]);
  });
});

describe("learningRateAt", () => {
  const paper = { steps: 40 * 117, epochs: 40 };

  it("of the paper's reading ends at 0.988 of its start after 40 epochs of 117 steps", () => {
    expect(learningRateAt("inverse-time", 1e-4, paper, 0)).toBe(1e-4);
    expect(learningRateAt("inverse-time", 1e-4, paper, paper.steps) / 1e-4).toBeCloseTo(0.988, 3);
  });

  it("constant stays, divided is 2.5e-6 at the paper's settings", () => {
    expect(learningRateAt("constant", 1e-4, paper, 1000)).toBe(1e-4);
    expect(learningRateAt("divided", 1e-4, paper, 1000)).toBeCloseTo(2.5e-6, 12);
  });
});

describe("learningRateAt, linear", () => {
  it("falls in a straight line to 1/steps of its start in the last step", () => {
    const length = { steps: 10, epochs: 2.5 };
    expect([0, 5, 9].map((t) => learningRateAt("linear", 2, length, t))).toEqual([2, 1, expect.closeTo(0.2, 12)]);
  });
});

describe("adamStep", () => {
  it("takes the whole learning rate times sqrt(1 − β₂) / (1 − β₁) in the first step", () => {
    expect(adamStep(ADAM_DEFAULTS, 1e-4, 1).stepSize).toBeCloseTo((1e-4 * Math.sqrt(0.001)) / 0.1, 12);
  });

  it("tends to the learning rate", () => {
    expect(adamStep(ADAM_DEFAULTS, 1e-4, 100_000).stepSize).toBeCloseTo(1e-4, 12);
  });
});
