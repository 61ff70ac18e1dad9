import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { bootstrapUarDrop, type Classification, simultaneousDrops } from "../../src/evaluation/index.ts";
import { clusteredClassification, reordered } from "./classifications.ts";

const CORPUS = { speakersPerClass: 40, recordingsPerSpeaker: 5, recalls: [0.7, 0.7], spread: 0.2 };

/** The same recordings, each answer changed with a probability. */
function perturbed(classification: Classification, share: number, random: Random): Classification {
  const predicted = classification.predicted.map((code) => (random.uniform() < share ? 1 - code : code));
  return { ...classification, predicted };
}

describe("simultaneousDrops", () => {
  const original = clusteredClassification(CORPUS, new Random(1));

  it("gives a candidate that answers as the original the drop 0 and the bound 0", () => {
    const { drops, criticalValue } = simultaneousDrops(original, [original], new Random(1));
    expect(drops).toEqual([{ estimate: 0, standardError: 0, upper: 0 }]);
    expect(criticalValue).toBe(0);
  });

  it("bounds a single candidate about as the normal law does: 1.645 standard errors, within 10 %", () => {
    const { criticalValue } = simultaneousDrops(original, [perturbed(original, 0.1, new Random(2))], new Random(3));
    expect(Math.abs(criticalValue / 1.645 - 1)).toBeLessThan(0.1);
  });

  it("asks nothing more for a candidate that is there ten times", () => {
    const candidate = perturbed(original, 0.1, new Random(2));
    const once = simultaneousDrops(original, [candidate], new Random(3));
    const often = simultaneousDrops(
      original,
      Array.from({ length: 10 }, () => candidate),
      new Random(3),
    );
    expect(often.criticalValue).toBeCloseTo(once.criticalValue, 12);
  });

  it("asks more of 20 unrelated candidates, but no more than Bonferroni's 2.81 by 10 %", () => {
    const candidates = Array.from({ length: 20 }, (_, k) => perturbed(original, 0.1, new Random(10 + k)));
    const { criticalValue } = simultaneousDrops(original, candidates, new Random(3));
    expect(criticalValue).toBeGreaterThan(2.2);
    expect(criticalValue).toBeLessThan(2.81 * 1.1);
  });

  it("estimates drop and standard error as the bootstrap of a single pair does, within 5 %", () => {
    const candidate = perturbed(original, 0.2, new Random(4));
    const [drop] = simultaneousDrops(original, [candidate], new Random(5)).drops;
    const { summary } = bootstrapUarDrop(original, candidate, { resamples: 2000, level: 0.95 }, new Random(6));
    expect(drop?.estimate).toBeCloseTo(summary.estimate, 12);
    expect(Math.abs((drop?.standardError as number) / summary.standardError - 1)).toBeLessThan(0.05);
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
      const { drops } = simultaneousDrops(first, others, random.fork("draws"), { resamples: 300, alpha: 0.05 });
      held.together += Number(drops.every(({ upper }) => upper >= 0));
      held.alone += Number(drops.every(({ estimate, standardError }) => estimate + 1.645 * standardError >= 0));
    }
    expect(held.together / 200).toBeGreaterThan(0.9);
    expect(held.together / 200).toBeLessThan(0.98);
    expect(held.alone / 200).toBeLessThan(0.85);
  });

  it("does not depend on the order of recordings", () => {
    const candidate = perturbed(original, 0.1, new Random(7));
    const random = () => new Random(8);
    const backwards = [...original.labels.keys()].reverse();
    expect(simultaneousDrops(reordered(original, backwards), [reordered(candidate, backwards)], random())).toEqual(
      simultaneousDrops(original, [candidate], random()),
    );
  });

  it("refuses candidates of other recordings and levels that are none", () => {
    const other = clusteredClassification({ ...CORPUS, speakersPerClass: 3 }, new Random(9));
    expect(() => simultaneousDrops(original, [other], new Random(1))).toThrow(RangeError);
    const options = { resamples: 100, alpha: 0.5 };
    expect(() => simultaneousDrops(original, [], new Random(1), options)).toThrow(/alpha must be above 0/);
  });
});
