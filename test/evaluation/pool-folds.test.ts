import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import type { Classification } from "../../src/evaluation/classification.ts";
import { compare } from "../../src/evaluation/compare.ts";
import { pooledAnswersOfFolds, poolFolds } from "../../src/evaluation/pool-folds.ts";
import { uarInterval } from "../../src/evaluation/uar-interval.ts";
import { clusteredClassification } from "./classifications.ts";

const POPULATION = { speakersPerClass: 12, recordingsPerSpeaker: 5, recalls: [0.6, 0.8], spread: 0.2 };

/** Of every third speaker. */
function fold(all: Classification, third: number): Classification {
  const rows = [...all.labels.keys()].filter((row) => Math.floor(row / 5) % 3 === third);
  return {
    classes: all.classes,
    labels: Int32Array.from(rows, (row) => all.labels[row]),
    predicted: Int32Array.from(rows, (row) => all.predicted[row]),
    speakers: rows.map((row) => all.speakers?.[row] as string),
  };
}

describe("poolFolds", () => {
  const [original, chosen] = [1, 2].map((seed) => clusteredClassification(POPULATION, new Random(seed))) as [
    Classification,
    Classification,
  ];
  const folds = [0, 1, 2].map((third) => ({
    original: fold(original, third),
    chosen: fold(chosen, third),
    trained: 80,
    bytes: [900, 300, 500][third],
  }));

  it("bounds the drop as it stands, widens the UAR by √(1 + n_test/n_train), and says the range of sizes", () => {
    const pooled = poolFolds(folds);
    expect(pooled.comparison.nonInferiority.upper).toBeCloseTo(compare(original, chosen).nonInferiority.upper, 12);
    expect(pooled.chosen.estimate).toBeCloseTo(uarInterval(chosen).estimate, 12);
    expect(pooled.chosen.standardError).toBeCloseTo(uarInterval(chosen).standardError * Math.sqrt(1 + 40 / 80), 12);
    expect(pooled.bytes).toEqual({ median: 500, smallest: 300, largest: 900 });
  });

  it("keeps the probabilities of all folds in their order, unless one has none", () => {
    const known = folds.map((fold, r) => ({
      ...fold,
      original: { ...fold.original, probabilities: new Float32Array(2 * fold.original.labels.length).fill(r) },
    }));
    const { original: pooled, chosen: without } = pooledAnswersOfFolds(known);
    expect(pooled.probabilities).toHaveLength(2 * pooled.labels.length);
    expect([...new Set(pooled.probabilities)]).toEqual([0, 1, 2]);
    expect(without.probabilities).toBeUndefined();
  });

  it("refuses a speaker who is tested twice, and a single fold", () => {
    const [first] = folds;
    expect(() => poolFolds([first, first])).toThrow("is tested in folds 0 and 1; expected in one");
    expect(() => poolFolds([first])).toThrow("at least 2 folds, got 1");
  });
});
