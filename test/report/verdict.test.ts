import { describe, expect, it } from "vitest";
import { squeezeAnswer } from "../../src/report/squeeze-answer.ts";
import { resultVerdict } from "../../src/report/verdict.ts";
import type { SqueezeResult } from "../../src/squeeze/squeeze-result.ts";
import { type Figures, madeUpResult, resultWith } from "./results.ts";

const INCONCLUSIVE: Figures = {
  before: 0.68,
  after: 0.67,
  low: -0.01,
  high: 0.03,
  lower: -0.006,
  upper: 0.026,
  linear: 0.6,
};
const EQUIVALENT: Figures = {
  before: 0.68,
  after: 0.675,
  low: -0.005,
  high: 0.016,
  lower: -0.003,
  upper: 0.014,
  linear: 0.6,
};
const LEAKAGE = {
  severity: "warning",
  check: "speaker-overlap",
  sentence: "3 speakers are in train and test.",
} as const;

describe("resultVerdict", () => {
  it.each<[string, Figures, string, string, string]>([
    [
      "inconclusive",
      INCONCLUSIVE,
      "open",
      "Not shown to be as good",
      "difference −0.010 [−0.030, +0.010]; not shown to be as good as the original at margin 0.02 (one-sided 95 % bound −0.026).",
    ],
    [
      "equivalent",
      EQUIVALENT,
      "good",
      "As good as the original",
      "as good as the original within 0.02 (one-sided 95 % bounds −0.014 and +0.003).",
    ],
    [
      "better",
      { ...EQUIVALENT, after: 0.72, low: -0.06, high: -0.02, lower: -0.055, upper: -0.025 },
      "good",
      "Better than the original",
      "difference +0.040 [+0.020, +0.060]; better than the original (the 95 % interval lies above 0).",
    ],
    [
      "non-inferior",
      { ...EQUIVALENT, low: -0.04, high: 0.016, lower: -0.03, upper: 0.014 },
      "good",
      "Not worse than the original",
      "not worse than the original by 0.02 or more (one-sided 95 % bound −0.014).",
    ],
    [
      "a little worse",
      { ...EQUIVALENT, low: 0.001, high: 0.016, lower: 0.002, upper: 0.014 },
      "good",
      "Worse by less than 0.02",
      "worse than the original, but by less than 0.02 (one-sided 95 % bound −0.014).",
    ],
    [
      "worse by an open amount",
      { ...INCONCLUSIVE, low: 0.004, high: 0.05, lower: 0.006, upper: 0.045 },
      "open",
      "Not shown to be as good",
      "worse than the original, by how much is open at margin 0.02.",
    ],
    [
      "worse",
      { ...INCONCLUSIVE, after: 0.6, low: 0.05, high: 0.11, lower: 0.055, upper: 0.105, linear: 0.55 },
      "bad",
      "Worse than the original",
      "UAR 0.680 → 0.600, difference −0.080 [−0.110, −0.050]; worse than the original by at least 0.02 (the 95 % interval lies below −0.02).",
    ],
  ])("of a network that is %s says so", (_, figures, tone, label, end) => {
    const verdict = resultVerdict(resultWith(figures));
    expect(verdict).toMatchObject({ tone, label });
    expect(verdict.sentence).toMatch(
      /^Pruned and quantised, model A is 19\.6 times smaller \(7\.0 MiB\); UAR 0\.680 → /,
    );
    expect(verdict.sentence.endsWith(end), verdict.sentence).toBe(true);
  });

  it("says in the sentence that a linear classifier has the higher UAR, and that this is no test", () => {
    const { sentence, caveats, tone } = resultVerdict(resultWith({ ...EQUIVALENT, linear: 0.71 }));
    expect(tone).toBe("good");
    expect(sentence.endsWith("; a linear classifier of 24.9 KiB has at least as high a UAR here (0.710).")).toBe(true);
    expect(caveats[1]).toBe(
      "A linear classifier of 24.9 KiB reaches UAR 0.710 [0.66, 0.76], +0.035 against this network at 1/288 of its size: " +
        "prefer it, or explain why not. The two figures are estimates; whether they truly differ was not tested.",
    );
  });

  it("is unusable with leakage, whatever the figures, and says so first", () => {
    const { tone, sentence, caveats } = resultVerdict(resultWith(EQUIVALENT, { findings: [LEAKAGE] }));
    expect(tone).toBe("unusable");
    expect(sentence).toMatch(/^\[Leakage between partitions: figures too high\] Pruned/);
    expect(caveats[0]).toBe("3 speakers are in train and test.");
  });

  it("is touched by speakers in train and devel only where it is judged on devel", () => {
    const findings = [
      { severity: "warning", check: "speaker-overlap-devel", sentence: "1 speaker is in two." },
    ] as const;
    expect(resultVerdict(resultWith(EQUIVALENT, { findings })).tone).toBe("good");
    expect(resultVerdict(resultWith(EQUIVALENT, { findings, testLabeled: false })).tone).toBe("unusable");
  });

  it("warns of a confound among the caveats", () => {
    const findings = [{ severity: "warning", check: "confound", sentence: "The noise floor alone tells." }] as const;
    expect(resultVerdict(resultWith(EQUIVALENT, { findings })).caveats[0]).toBe("The noise floor alone tells.");
  });

  it("is unusable where the original is not better than chance", () => {
    const { tone, label, sentence, caveats } = resultVerdict(resultWith({ ...EQUIVALENT, before: 0.53, after: 0.52 }));
    expect(sentence).toContain("; the original is not shown to be better than chance, so this shows nothing");
    expect([tone, label]).toEqual(["unusable", "No evidence: not better than chance"]);
    // Without a squeeze the linear classifier is what is left to look at.
    expect(caveats.join(" ")).toMatch(
      /The linear classifier has UAR 0\.\d{3} .*(judge it by that|Instead of comparing)/,
    );
    expect(caveats[0]).toMatch(
      /^Model A is not shown to be better than chance even uncompressed \(UAR 0\.530 \[0\.48, 0\.58\], chance 0\.500, p 0\.200 with labels permuted between speakers\)/,
    );
  });

  it("says of synthetic data and of missing test labels in the sentence itself", () => {
    const { sentence, caveats } = resultVerdict(resultWith(EQUIVALENT, { synthetic: true, testLabeled: false }));
    expect(sentence).toMatch(/^\[Synthetic data; development set only\] Pruned/);
    expect(caveats.slice(0, 2)).toEqual([
      "All of this is computed from synthetic data: it shows that the method runs, and says nothing about people.",
      "No test recording has a label: all figures are on the development set, and so are too high.",
    ]);
  });

  it("gives no verdict on 4 speakers", () => {
    const verdict = resultVerdict(resultWith(EQUIVALENT, {}, 4));
    expect(verdict).toMatchObject({ tone: "open", label: "Too few speakers to tell" });
    expect(verdict.sentence).toMatch(/; 4 speakers are too few to say whether it is as good\.$/);
    const worse = resultVerdict(resultWith({ ...EQUIVALENT, after: 0.61, low: 0.02, high: 0.1 }, {}, 4));
    expect(worse.sentence).toMatch(
      /; worse on these recordings, but 4 speakers are too few to say whether it is as good\.$/,
    );
  });

  it("names a class that is given up, and has one sentence for each other model", () => {
    const { caveats, others } = resultVerdict(madeUpResult({ models: ["A", "B", "tiny"], neverPredicted: 1 }));
    expect(caveats).toContain("Class cold is never predicted after compression (model A, model B and tiny).");
    expect(others.map(({ sentence }) => sentence.split(" is ")[0])).toEqual([
      "Pruned and quantised, model B",
      "Pruned and quantised, tiny",
    ]);
  });

  it("of a result without models says that there is none", () => {
    expect(resultVerdict(madeUpResult({ models: [] })).sentence).toBe("No network was compressed in this run.");
  });
});

describe("the squeeze's answer", () => {
  it("names size, UAR and verdict of the choice beside those of the original", () => {
    const result = madeUpResult({ squeezed: "pruned-99.95-4-bit" });
    const tested = result.models[0]?.squeezed?.test;
    const { squeezed } = resultVerdict(result);
    expect(squeezed).toContain("Squeezed, model A is 3,958 times smaller (35.6 KiB); UAR ");
    expect(squeezed).toContain(
      `UAR ${tested?.original.uar.estimate.toFixed(3)} → ${tested?.networks[0]?.evaluation.uar.estimate.toFixed(3)}, difference `,
    );
    expect(resultVerdict(madeUpResult()).squeezed).toBeNull();
    expect(resultVerdict(madeUpResult({ squeezed: "pruned-99.95-4-bit", testLabeled: false })).squeezed).toBeNull();
  });

  it("says what to do instead of comparing where the original is at chance", () => {
    const [model] = madeUpResult({ squeezed: "pruned-99.95-4-bit" }).models;
    const [chosen] = model?.squeezed?.test?.networks ?? [];
    const withChance = (pValue: number) => ({
      ...model,
      squeezed: {
        ...(model?.squeezed as SqueezeResult),
        test: {
          ...(model?.squeezed?.test as NonNullable<SqueezeResult["test"]>),
          networks: [
            {
              ...chosen,
              evaluation: {
                ...chosen.evaluation,
                chance: { ...chosen?.evaluation.chance, pValue },
              },
            },
          ],
        },
      } as SqueezeResult,
    });
    expect(squeezeAnswer(withChance(0.001), true)).toContain("is better than chance by itself");
    expect(squeezeAnswer(withChance(0.4), true)).toContain("Instead of comparing: check labels and recordings");
    expect(squeezeAnswer(withChance(0.4), true)).not.toContain("→");
  });
});
