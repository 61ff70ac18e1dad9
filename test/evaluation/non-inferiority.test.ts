import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import type { Classification } from "../../src/evaluation/classification.ts";
import { COMPARE_DEFAULTS, compare } from "../../src/evaluation/compare.ts";
import { dropBounds, uarDrop } from "../../src/evaluation/drop-bound.ts";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import { NON_INFERIORITY_DEFAULTS, nonInferiority, verdictOf } from "../../src/evaluation/non-inferiority.ts";
import { spread } from "../../src/evaluation/spread.ts";
import { classificationOf, clusteredClassification } from "./classifications.ts";

describe("verdictOf", () => {
  it.each([
    // Bounds at 5 %, the interval of 95 % around them, the verdict at margin 0.02.
    [-0.05, -0.004, -0.06, -0.001, "superior"],
    [-0.05, -0.001, -0.06, 0.002, "non-inferior"],
    [-0.019, -0.001, -0.023, 0.002, "equivalent"],
    [-0.019, 0.019, -0.022, 0.022, "equivalent"],
    [-0.03, 0.0, -0.035, 0.003, "non-inferior"],
    [0.005, 0.015, 0.003, 0.017, "equivalent"],
    [-0.02, 0.019, -0.024, 0.023, "non-inferior"],
    [-0.01, 0.02, -0.013, 0.023, "inconclusive"],
    [-0.08, 0.09, -0.1, 0.11, "inconclusive"],
    [0.019, 0.05, 0.015, 0.055, "inconclusive"],
    [0.022, 0.05, 0.018, 0.055, "inconclusive"],
    [0.024, 0.05, 0.02, 0.055, "inferior"],
  ] as const)("of bounds [%f, %f] and interval [%f, %f] is %s", (lower, upper, low, high, verdict) => {
    expect(verdictOf({ lower, upper }, { lower: low, upper: high }, 0.02)).toBe(verdict);
  });
});

describe("nonInferiority", () => {
  const population = { speakersPerClass: 20, recordingsPerSpeaker: 10, recalls: [0.8, 0.7], spread: 0.15 };
  const original = clusteredClassification(population, new Random(11));

  it("has the bounds of the drop at α, the same at every call", () => {
    const drop = uarDrop(original, blurred(original, 0.05));
    const { lower, upper } = dropBounds(drop, 0.05);
    expect(nonInferiority(drop, NON_INFERIORITY_DEFAULTS)).toMatchObject({ margin: 0.02, alpha: 0.05, lower, upper });
    expect(nonInferiority(drop, NON_INFERIORITY_DEFAULTS)).toEqual(nonInferiority(drop, NON_INFERIORITY_DEFAULTS));
  });

  it("shows nothing by five recordings with the same answers, and that thousands with the same answers are as good", () => {
    const five = classificationOf([0, 1, 0, 1, 0].map((label) => [label, label] as const));
    expect(nonInferiority(uarDrop(five, five), NON_INFERIORITY_DEFAULTS)).toMatchObject({
      verdict: "inconclusive",
      tooFewUnits: false,
      discordant: 0,
    });
    const many = clusteredClassification({ ...population, speakersPerClass: 100 }, new Random(1));
    const { verdict, upper, discordant } = nonInferiority(uarDrop(many, many), NON_INFERIORITY_DEFAULTS);
    expect([verdict, discordant]).toEqual(["equivalent", 0]);
    expect(upper).toBeGreaterThan(0.001);
  });

  it("gives no verdict on 4 speakers, nor on a class with 1, whatever they answer", () => {
    const few = clusteredClassification(
      { ...population, speakersPerClass: 2, recordingsPerSpeaker: 500 },
      new Random(1),
    );
    const patient = classificationOf(
      Array.from({ length: 400 }, (_, i) => [i < 20 ? 1 : 0, i < 20 ? 1 : 0] as const),
      Array.from({ length: 400 }, (_, i) => `S${Math.floor(i / 20)}`),
    );
    const rare = classificationOf(
      Array.from({ length: 1000 }, (_, i) => [i === 0 ? 1 : 0, 0] as const),
      Array.from({ length: 1000 }, (_, i) => `S${i % 10}`),
    );
    for (const corpus of [few, patient, rare])
      expect(nonInferiority(uarDrop(corpus, corpus), NON_INFERIORITY_DEFAULTS)).toMatchObject({
        verdict: "inconclusive",
        tooFewUnits: true,
      });
  });

  it("says how much more the drop must vary to overturn a verdict where speakers are unknown, and only there", () => {
    const many = clusteredClassification({ ...population, speakersPerClass: 200 }, new Random(12));
    const compressed = blurred(many, 0.02);
    expect(compare(many, compressed).nonInferiority.overturningDesignEffect).toBeNull();
    const unknown = (classification: Classification) => ({ ...classification, speakers: undefined });
    const drop = uarDrop(unknown(many), unknown(compressed));
    const { overturningDesignEffect, verdict, upper } = nonInferiority(drop, NON_INFERIORITY_DEFAULTS);
    expect(verdict).toBe("equivalent");
    // The upper bound of a drop whose half width is √effect times as large is the margin.
    const half = upper - drop.jackknife.estimate;
    expect(drop.jackknife.estimate + Math.sqrt(overturningDesignEffect as number) * half).toBeCloseTo(0.02, 12);
    const random = nonInferiority(uarDrop(unknown(many), unknown(blurred(many, 0.5))), NON_INFERIORITY_DEFAULTS);
    expect(random.verdict).toBe("inferior");
    expect(random.overturningDesignEffect).toBeGreaterThan(1);
    const small = { ...population, speakersPerClass: 5 };
    const few = unknown(clusteredClassification(small, new Random(1)));
    expect(nonInferiority(uarDrop(few, blurred(few, 0.1)), NON_INFERIORITY_DEFAULTS)).toMatchObject({
      verdict: "inconclusive",
      overturningDesignEffect: null,
    });
  });

  it("gives no verdict, and no error, on a class with one recording of nobody known", () => {
    const one = classificationOf([
      [0, 0],
      [0, 1],
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [1, 1],
    ]);
    const none = classificationOf([
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [1, 1],
    ]);
    expect(nonInferiority(uarDrop(one, none), NON_INFERIORITY_DEFAULTS)).toMatchObject({
      verdict: "inconclusive",
      tooFewUnits: true,
      overturningDesignEffect: null,
    });
    expect(compare(one, one).nonInferiority.verdict).toBe("inconclusive");
  });

  it("refuses a margin in points instead of shares, and an alpha of one half", () => {
    const drop = uarDrop(original, original);
    expect(() => nonInferiority(drop, { ...NON_INFERIORITY_DEFAULTS, margin: 2 })).toThrow(
      "margin must be above 0 and below 1, got 2",
    );
    expect(() => nonInferiority(drop, { ...NON_INFERIORITY_DEFAULTS, alpha: 0.5 })).toThrow("below 0.5, got 0.5");
  });
});

describe("evaluate and compare", () => {
  const population = { speakersPerClass: 40, recordingsPerSpeaker: 10, recalls: [0.8, 0.7], spread: 0.15 };
  const original = clusteredClassification(population, new Random(1));

  it("are plain data: JSON gives back the same", () => {
    const evaluation = evaluate(original, new Random(2));
    const comparison = compare(original, blurred(original, 0.02));
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
    expect(JSON.parse(JSON.stringify(comparison))).toEqual(comparison);
  });

  it("find a network equivalent to itself, in full agreement", () => {
    const comparison = compare(original, original);
    expect(comparison.agreement).toBe(1);
    expect(comparison.nonInferiority).toMatchObject({ verdict: "equivalent", tooFewUnits: false, discordant: 0 });
    expect(comparison.nonInferiority.upper).toBe(-comparison.nonInferiority.lower);
    expect(comparison.mcnemar.overall.pMid).toBe(1);
  });

  it("find a network inferior that predicts at random", () => {
    const comparison = compare(original, blurred(original, 0.5));
    expect(comparison.nonInferiority.verdict).toBe("inferior");
    expect(comparison.uarDrop.interval.low).toBeGreaterThan(0.1);
    expect(comparison.mcnemar.overall.pMid).toBeLessThan(1e-6);
    expect(compare(blurred(original, 0.5), original).nonInferiority.verdict).toBe("superior");
  });

  it("list the UAR of each speaker, whose mean over equal speakers of one class is that class's recall", () => {
    const { bySpeaker, recalls, uar } = evaluate(original, new Random(6));
    const first = bySpeaker?.filter(({ speaker }) => speaker.startsWith("speaker 0")) ?? [];
    expect(first.reduce((sum, speaker) => sum + speaker.uar, 0) / 40).toBeCloseTo(recalls[0] as number, 12);
    expect(uar.estimate).toBeCloseTo(((recalls[0] as number) + (recalls[1] as number)) / 2, 14);
    expect(evaluate({ ...original, speakers: undefined }, new Random(6)).bySpeaker).toBeNull();
  });

  it("depend on the seed in the permutations against chance alone", () => {
    expect(evaluate(original, new Random(7))).toEqual(evaluate(original, new Random(7)));
    const { chance: _, ...first } = evaluate(original, new Random(7));
    const { chance, ...second } = evaluate(original, new Random(8));
    expect(second).toEqual(first);
    expect(chance).toMatchObject({ moved: "between speakers", pValue: 1 / 2000 });
    expect(COMPARE_DEFAULTS).toEqual({ level: 0.95, margin: 0.02, alpha: 0.05 });
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
