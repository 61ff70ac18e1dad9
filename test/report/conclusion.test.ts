import { describe, expect, it } from "vitest";
import type { Comparison } from "../../src/evaluation/compare.ts";
import type { Estimate } from "../../src/evaluation/estimate.ts";
import type { NonInferiority } from "../../src/evaluation/non-inferiority.ts";
import { conclusion, conclusionForThese } from "../../src/report/conclusion.ts";

/** A comparison with these figures; of all that the words do not speak of, nothing is there. */
function comparison(nonInferiority: Partial<NonInferiority>, drop: Partial<Estimate> = {}, low = -0.01): Comparison {
  const base = {
    margin: 0.02,
    alpha: 0.05,
    lower: -0.008,
    upper: 0.016,
    verdict: "equivalent",
    tooFewUnits: false,
    discordant: 7,
    overturningDesignEffect: null,
  } as const;
  const uarDrop = {
    estimate: 0.004,
    interval: { low, high: 0.018, level: 0.95 },
    unit: "speaker",
    unitCount: 40,
    fewestUnits: 20,
    ...drop,
  } as Estimate;
  return { uarDrop, nonInferiority: { ...base, ...nonInferiority } } as Comparison;
}

describe("conclusion", () => {
  it.each<[string, Comparison, string]>([
    [
      "superior",
      comparison({ verdict: "superior", upper: -0.003 }),
      "better than the original (the 95 % interval lies above 0)",
    ],
    ["equivalent", comparison({}), "as good as the original within 0.02 (one-sided 95 % bounds −0.016 and +0.008)"],
    [
      "equivalent, and worse by the interval",
      comparison({ lower: 0.002 }, {}, 0.001),
      "worse than the original, but by less than 0.02 (one-sided 95 % bound −0.016)",
    ],
    [
      "equivalent without a difference",
      comparison({ discordant: 0, lower: -0.012, upper: 0.012 }),
      "as good as the original within 0.02: no recording differs; a drop of up to 0.012 is not excluded",
    ],
    [
      "non-inferior",
      comparison({ verdict: "non-inferior", lower: -0.03 }),
      "not worse than the original by 0.02 or more (one-sided 95 % bound −0.016)",
    ],
    [
      "inferior",
      comparison({ verdict: "inferior", lower: 0.03, upper: 0.07 }, {}, 0.025),
      "worse than the original by at least 0.02 (the 95 % interval lies below −0.02)",
    ],
    [
      "inconclusive",
      comparison({ verdict: "inconclusive", upper: 0.031 }),
      "not shown to be as good as the original at margin 0.02 (one-sided 95 % bound −0.031)",
    ],
    [
      "inconclusive, and worse by the interval",
      comparison({ verdict: "inconclusive", upper: 0.031 }, {}, 0.001),
      "worse than the original, by how much is open at margin 0.02",
    ],
    [
      "inconclusive, and worse by the bound at 5 % alone",
      comparison({ verdict: "inconclusive", lower: 0.001, upper: 0.031 }, {}, -0.001),
      "not shown to be as good as the original at margin 0.02 (one-sided 95 % bound −0.031)",
    ],
    [
      "inconclusive without a difference",
      comparison({ verdict: "inconclusive", discordant: 0, lower: -0.455, upper: 0.455 }),
      "not shown to be as good as the original at margin 0.02: no recording differs; a drop of up to 0.455 is not excluded",
    ],
    [
      "without a verdict on 4 speakers",
      comparison({ verdict: "inconclusive", tooFewUnits: true }, { unitCount: 4, fewestUnits: 4 }),
      "4 speakers are too few to say whether it is as good",
    ],
    [
      "without a verdict on one patient",
      comparison({ verdict: "inconclusive", tooFewUnits: true }, { unitCount: 21, fewestUnits: 1, estimate: 0.1 }),
      "worse on these recordings, but a class has a single speaker, who shows nothing of others: whether it is as good stays open",
    ],
    [
      "of unknown speakers",
      comparison({ overturningDesignEffect: 1.57 }, { unit: "recording" }),
      "as good as the original within 0.02 (one-sided 95 % bounds −0.016 and +0.008); speakers are not known: with 20 recordings " +
        "of each, whose differences correlate by 0.03 or more, this would not be shown",
    ],
    [
      "of unknown speakers, far from the margin",
      comparison({ overturningDesignEffect: 24 }, { unit: "recording" }),
      "as good as the original within 0.02 (one-sided 95 % bounds −0.016 and +0.008); speakers are not known: with 20 recordings " +
        "of each, no correlation of their differences would overturn this",
    ],
  ])("%s", (_, found, words) => {
    expect(conclusion(found)).toBe(words);
  });

  it("says of a verdict over recordings whose speakers it is about", () => {
    expect(conclusionForThese(comparison({}, { unit: "recording", unitCount: 81 }), 4)).toBe(
      "for these 4 speakers and no others: as good as the original within 0.02 (one-sided 95 % bounds −0.016 and +0.008)",
    );
  });
});
