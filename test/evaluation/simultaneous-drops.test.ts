import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { studentsTQuantile } from "../../src/core/students-t.ts";
import type { Classification } from "../../src/evaluation/classification.ts";
import { dropBounds, uarDrop } from "../../src/evaluation/drop-bound.ts";
import { maxTQuantile } from "../../src/evaluation/max-t.ts";
import { simultaneousDrops } from "../../src/evaluation/simultaneous-drops.ts";
import { classificationOf, clusteredClassification, reordered } from "./classifications.ts";

const CORPUS = { speakersPerClass: 40, recordingsPerSpeaker: 5, recalls: [0.7, 0.7], spread: 0.2 };
const FAST = { alpha: 0.05, draws: 4000 };

/** The same recordings, each answer changed with a probability. */
function perturbed(classification: Classification, share: number, random: Random): Classification {
  const predicted = classification.predicted.map((code) => (random.uniform() < share ? 1 - code : code));
  return { ...classification, predicted };
}

describe("maxTQuantile", () => {
  const axes = (size: number) => Array.from({ length: size }, (_, k) => new Float64Array(size).fill(0).with(k, 1));

  it("of one estimate is Student's t, within 1.5 %, at whole and broken degrees of freedom", () => {
    for (const freedom of [1.3, 3, 9.4, 40, 1e6])
      for (const p of [0.9, 0.95])
        expect(
          Math.abs(maxTQuantile([Float64Array.of(3)], freedom, p, 100_000) / studentsTQuantile(p, freedom) - 1),
          `ν = ${freedom}, p = ${p}`,
        ).toBeLessThan(0.03);
  });

  it("of M independent normal estimates is the normal quantile of p^(1/M), within 1.5 %", () => {
    // 0.95^(1/10) = 0.99488, whose normal quantile is 2.5679; 0.95^(1/2) = 0.97468, 1.9545.
    expect(Math.abs(maxTQuantile(axes(10), 1e9, 0.95, 100_000) / 2.5679 - 1)).toBeLessThan(0.015);
    expect(Math.abs(maxTQuantile(axes(2), 1e9, 0.95, 100_000) / 1.9545 - 1)).toBeLessThan(0.015);
  });

  it("is no larger for estimates that are there twice, scaled, or do not vary", () => {
    const [first, second] = axes(2);
    const alone = maxTQuantile([first, second], 20, 0.95, 5000);
    const scaled = second.map((x) => 7 * x);
    expect(maxTQuantile([first, scaled, first, new Float64Array(2)], 20, 0.95, 5000)).not.toBeLessThan(alone - 1e-12);
    expect(Math.abs(maxTQuantile([first, scaled, first], 20, 0.95, 50_000) / alone - 1)).toBeLessThan(0.03);
    expect(maxTQuantile([new Float64Array(2)], 20, 0.95, 100)).toBe(-Infinity);
  });
});

describe("simultaneousDrops", () => {
  const original = clusteredClassification(CORPUS, new Random(1));

  it("gives a single candidate the bound that it has alone", () => {
    for (const candidate of [original, perturbed(original, 0.1, new Random(2))]) {
      const drop = uarDrop(original, candidate);
      const { drops, criticalValue } = simultaneousDrops(original, [candidate]);
      expect(drops[0]?.estimate).toBeCloseTo(drop.jackknife.estimate, 14);
      const alone = dropBounds(drop, 0.05);
      expect(drops[0]?.standardError).toBeCloseTo(alone.standardError, 14);
      expect(criticalValue).toBeGreaterThanOrEqual(studentsTQuantile(0.95, drop.jackknife.freedom));
      expect(drops[0]?.upper / alone.upper).toBeCloseTo(1, 1);
    }
  });

  it("does not show by the same answers on 40 recordings that nothing is lost", () => {
    const few = clusteredClassification({ ...CORPUS, recordingsPerSpeaker: 1, speakersPerClass: 20 }, new Random(3));
    const { drops } = simultaneousDrops(few, [few], [], FAST);
    expect(drops[0]?.estimate).toBe(0);
    expect(drops[0]?.upper).toBeGreaterThan(0.05);
  });

  it("asks nothing more for a candidate that is there ten times", () => {
    const candidate = perturbed(original, 0.1, new Random(2));
    const once = simultaneousDrops(original, [candidate]);
    const often = simultaneousDrops(
      original,
      Array.from({ length: 10 }, () => candidate),
    );
    expect(Math.abs((often.criticalValue as number) / (once.criticalValue as number) - 1)).toBeLessThan(0.02);
  });

  it("asks more of 20 unrelated candidates, but no more than Bonferroni's t by 3 %", () => {
    const candidates = Array.from({ length: 20 }, (_, k) => perturbed(original, 0.1, new Random(10 + k)));
    const { criticalValue } = simultaneousDrops(original, candidates);
    expect(criticalValue).toBeGreaterThan(2.2);
    expect(criticalValue).toBeLessThan(1.03 * studentsTQuantile(1 - 0.05 / 20, 39));
  });

  it("asks as much for what was tried and cannot be taken as for what can", () => {
    const [candidate, ...others] = Array.from({ length: 6 }, (_, k) =>
      perturbed(original, 0.1, new Random(10 + k)),
    ) as [Classification, ...Classification[]];
    const alone = simultaneousDrops(original, [candidate]);
    const hidden = simultaneousDrops(original, [candidate], others);
    const open = simultaneousDrops(original, [candidate, ...others]);
    expect(hidden.drops).toHaveLength(1);
    expect(hidden.criticalValue).toBe(open.criticalValue);
    expect(hidden.drops[0]).toEqual(open.drops[0]);
    expect(hidden.drops[0]?.upper).toBeGreaterThan(alone.drops[0]?.upper);
  });

  it("bounds nothing below 5 speakers or with a class of one", () => {
    const four = clusteredClassification({ ...CORPUS, speakersPerClass: 2 }, new Random(1));
    const patient = classificationOf(
      Array.from({ length: 21 }, (_, i) => [i === 0 ? 1 : 0, i === 0 ? 1 : 0] as const),
      Array.from({ length: 21 }, (_, i) => `S${i}`),
    );
    for (const corpus of [four, patient]) {
      const { drops, criticalValue } = simultaneousDrops(corpus, [corpus]);
      expect(criticalValue).toBeNull();
      expect(drops[0]).toMatchObject({ estimate: 0, upper: 1 });
    }
    expect(simultaneousDrops(four, [])).toMatchObject({ drops: [], criticalValue: null, unitCount: 4, fewestUnits: 2 });
  });

  it("holds for all of 10 candidates at once in 90 to 98 % of 200 corpora, where bounds made for one hold in 85 % at most", () => {
    // Candidates err independently of the original with the same recalls: every true drop is 0. Of 600 corpora 92 % held.
    const small = { ...CORPUS, speakersPerClass: 25, recordingsPerSpeaker: 2, spread: 0 };
    const held = { together: 0, alone: 0 };
    for (let corpus = 0; corpus < 200; corpus++) {
      const random = new Random(1000 + corpus);
      const [first, ...others] = Array.from({ length: 11 }, (_, k) =>
        clusteredClassification(small, random.fork(`candidate ${k}`)),
      ) as [Classification, ...Classification[]];
      const { drops } = simultaneousDrops(first, others, [], FAST);
      held.together += Number(drops.every(({ upper }) => upper >= 0));
      held.alone += Number(drops.every(({ estimate, standardError }) => estimate + 1.645 * standardError >= 0));
    }
    expect(held.together / 200).toBeGreaterThan(0.9);
    expect(held.together / 200).toBeLessThan(0.98);
    expect(held.alone / 200).toBeLessThan(0.85);
  });

  it("does not depend on the order of recordings, nor on any seed", () => {
    const candidate = perturbed(original, 0.1, new Random(7));
    const backwards = [...original.labels.keys()].reverse();
    expect(simultaneousDrops(reordered(original, backwards), [reordered(candidate, backwards)])).toEqual(
      simultaneousDrops(original, [candidate]),
    );
  });

  it("refuses candidates of other recordings and levels that are none", () => {
    const other = clusteredClassification({ ...CORPUS, speakersPerClass: 3 }, new Random(9));
    expect(() => simultaneousDrops(original, [other])).toThrow(RangeError);
    expect(() => simultaneousDrops(original, [original], [], { ...FAST, alpha: 0.5 })).toThrow(/alpha must be above 0/);
    expect(() => simultaneousDrops(original, [original], [], { ...FAST, draws: 1 })).toThrow(/draws must be a whole/);
  });
});
