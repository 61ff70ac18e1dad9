import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import {
  type Bootstrap,
  type Classification,
  COMPARE_DEFAULTS,
  compare,
  evaluate,
  NON_INFERIORITY_DEFAULTS,
  nonInferiority,
  spread,
} from "../../src/evaluation/index.ts";
import { verdictOf } from "../../src/evaluation/non-inferiority.ts";
import { clusteredClassification } from "./classifications.ts";

describe("verdictOf", () => {
  it.each([
    [-0.05, -0.001, "superior"],
    [-0.019, 0.019, "equivalent"],
    [-0.03, 0.0, "non-inferior"],
    [0.005, 0.015, "equivalent"],
    [-0.02, 0.019, "non-inferior"],
    [-0.01, 0.02, "inconclusive"],
    [-0.08, 0.09, "inconclusive"],
    [0.019, 0.05, "inconclusive"],
    [0.02, 0.05, "inferior"],
  ] as const)("of bounds [%f, %f] at margin 0.02 is %s", (lower, upper, verdict) => {
    expect(verdictOf(lower, upper, 0.02)).toBe(verdict);
  });
});

describe("nonInferiority", () => {
  const uniform: Bootstrap = {
    ascending: Float64Array.from({ length: 101 }, (_, i) => i / 1000),
    summary: { unitCount: 20, fewestUnits: 10 } as Bootstrap["summary"],
  };

  it("takes the R-7 quantiles α and 1 − α as bounds", () => {
    expect(nonInferiority(uniform, { margin: 0.02, alpha: 0.05 })).toEqual({
      margin: 0.02,
      alpha: 0.05,
      lower: 0.005,
      upper: 0.095,
      verdict: "inconclusive",
      tooFewUnits: false,
    });
  });

  it("gives no verdict on 4 speakers, nor on 1 of a class, and says that they are too few", () => {
    const clear = (unitCount: number, fewestUnits: number): Bootstrap => ({
      ascending: Float64Array.of(-0.002, -0.001),
      summary: { unitCount, fewestUnits } as Bootstrap["summary"],
    });
    expect(nonInferiority(clear(5, 2), NON_INFERIORITY_DEFAULTS)).toMatchObject({
      verdict: "superior",
      tooFewUnits: false,
    });
    for (const few of [clear(4, 4), clear(4, 2), clear(30, 1)])
      expect(nonInferiority(few, NON_INFERIORITY_DEFAULTS)).toMatchObject({
        verdict: "inconclusive",
        tooFewUnits: true,
      });
  });

  it("refuses a margin in points instead of shares, and an alpha of one half", () => {
    expect(() => nonInferiority(uniform, { margin: 2, alpha: 0.05 })).toThrow(
      "margin must be above 0 and below 1, got 2",
    );
    expect(() => nonInferiority(uniform, { margin: 0.02, alpha: 0.5 })).toThrow("below 0.5, got 0.5");
  });
});

describe("evaluate and compare", () => {
  const population = { speakersPerClass: 40, recordingsPerSpeaker: 10, recalls: [0.8, 0.7], spread: 0.15 };
  const original = clusteredClassification(population, new Random(1));

  it("are plain data: JSON gives back the same", () => {
    const evaluation = evaluate(original, new Random(2));
    const comparison = compare(original, blurred(original, 0.02), new Random(3));
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
    expect(JSON.parse(JSON.stringify(comparison))).toEqual(comparison);
  });

  it("find a network equivalent to itself, in full agreement", () => {
    const comparison = compare(original, original, new Random(4));
    expect(comparison.agreement).toBe(1);
    expect(comparison.nonInferiority).toEqual({
      ...NON_INFERIORITY_DEFAULTS,
      lower: 0,
      upper: 0,
      verdict: "equivalent",
      tooFewUnits: false,
    });
    expect(comparison.mcnemar.overall.pMid).toBe(1);
  });

  it("find a network inferior that predicts at random", () => {
    const comparison = compare(original, blurred(original, 0.5), new Random(5));
    expect(comparison.nonInferiority.verdict).toBe("inferior");
    expect(comparison.uarDrop.interval.low).toBeGreaterThan(0.1);
    expect(comparison.mcnemar.overall.pMid).toBeLessThan(1e-6);
    expect(compare(blurred(original, 0.5), original, new Random(5)).nonInferiority.verdict).toBe("superior");
  });

  it("list the UAR of each speaker, whose mean over equal speakers of one class is that class's recall", () => {
    const { bySpeaker, recalls, uar } = evaluate(original, new Random(6));
    const first = bySpeaker?.filter(({ speaker }) => speaker.startsWith("speaker 0")) ?? [];
    expect(first.reduce((sum, speaker) => sum + speaker.uar, 0) / 40).toBeCloseTo(recalls[0] as number, 12);
    expect(uar.estimate).toBeCloseTo(((recalls[0] as number) + (recalls[1] as number)) / 2, 14);
    expect(evaluate({ ...original, speakers: undefined }, new Random(6)).bySpeaker).toBeNull();
  });

  it("give the same numbers for the same seed and other bounds for another", () => {
    expect(evaluate(original, new Random(7))).toEqual(evaluate(original, new Random(7)));
    expect(evaluate(original, new Random(7)).uar.interval).not.toEqual(evaluate(original, new Random(8)).uar.interval);
    expect(COMPARE_DEFAULTS).toEqual({ resamples: 2000, level: 0.95, margin: 0.02, alpha: 0.05 });
  });
});

describe("spread", () => {
  it("of 2, 4, 4, 4, 5, 5, 7, 9 has mean 5 and sample standard deviation sqrt(32/7)", () => {
    expect(spread([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({
      mean: 5,
      standardDeviation: Math.sqrt(32 / 7),
      lowest: 2,
      highest: 9,
      count: 8,
    });
  });

  it("of a single seed has no standard deviation, and of none is refused", () => {
    expect(spread([0.7])).toMatchObject({ mean: 0.7, standardDeviation: null });
    expect(() => spread([])).toThrow("there must be at least 1 value, got 0");
  });
});

/** The same classification, with predictions turned over with some chance. */
function blurred(classification: Classification, chance: number): Classification {
  const random = new Random(99);
  return {
    ...classification,
    predicted: classification.predicted.map((code) => (random.uniform() < chance ? 1 - code : code)),
  };
}
