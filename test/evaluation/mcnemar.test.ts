import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { holm } from "../../src/evaluation/holm.ts";
import { mcnemar, mcnemarTests } from "../../src/evaluation/mcnemar.ts";
import { mcnemarBySpeaker } from "../../src/evaluation/mcnemar-by-speaker.ts";
import { classificationOf } from "./classifications.ts";
import { GOLDEN, relativeError } from "./golden.ts";

const rounded = (p: number) => p.toFixed(4);

describe("mcnemar", () => {
  it.each([
    [10, 20, "0.0987", "0.0708", "0.0679", "0.1003"],
    [200, 250, "0.0208", "0.0185", "0.0184", "0.0209"],
    [5, 12, "0.1435", "0.0963", "0.0896", "0.1456"],
  ])("of %i and %i discordant recordings has the published values", (b, c, exact, mid, asymptotic, corrected) => {
    const test = mcnemar(b, c);
    expect([test.pExact, test.pMid, test.pAsymptotic, test.pCorrected].map(rounded)).toEqual([
      exact,
      mid,
      asymptotic,
      corrected,
    ]);
  });

  it("of 60 and 60 has exact p 1 and mid-p 1 − ½ P(X = 60)", () => {
    expect(mcnemar(60, 60)).toMatchObject({ chi2: 0, pExact: 1, pAsymptotic: 1, pCorrected: 1 });
    expect(mcnemar(60, 60).pMid).toBeCloseTo(0.9637, 4);
  });

  it("of no discordant recording has p = 1 throughout", () => {
    expect(mcnemar(0, 0)).toMatchObject({ chi2: 0, pMid: 1, pAsymptotic: 1, pExact: 1, pCorrected: 1 });
  });

  it("does not depend on which classifier comes first, and mid-p is below exact", () => {
    for (let b = 0; b < 20; b++)
      for (let c = 0; c < 20; c++) {
        expect(mcnemar(b, c).pMid).toBe(mcnemar(c, b).pMid);
        if (b + c > 0) expect(mcnemar(b, c).pMid).toBeLessThan(mcnemar(b, c).pExact);
      }
  });

  it("has a mid-p that keeps the level 0.05 under H0, at 0.04 to 0.05, when the number of discordant recordings varies", () => {
    // Given n, the level swings around 0.05; over n ~ Bin(recordings, discordance) it is the one that the source gives.
    for (const [recordings, discordance] of [
      [100, 0.3],
      [200, 0.2],
      [300, 0.1],
    ] as const) {
      let level = 0;
      for (let n = 0; n <= recordings; n++) level += binomial(recordings, n, discordance) * conditionalLevel(n);
      expect(level).toBeLessThan(0.0505);
      expect(level).toBeGreaterThan(0.04);
    }
  });

  it("has a mid-p with mean ½ under H0, as a uniform number has", () => {
    for (const n of [20, 51, 400]) {
      let mean = 0;
      for (let b = 0; b <= n; b++) mean += (mcnemar(b, n - b).pMid * choose(n, b)) / 2 ** n;
      expect(Math.abs(mean - 0.5)).toBeLessThan(1e-9);
    }
  });

  it("has relative error < 1e-11 against exact fractions, in tails down to 1e-270", () => {
    for (const { b, c, ...expected } of GOLDEN.mcnemar) {
      const { pMid, pAsymptotic, pExact, pCorrected } = mcnemar(b, c);
      expect(relativeError(pMid, expected.mid), `mid ${b} ${c}`).toBeLessThan(1e-11);
      expect(relativeError(pExact, expected.exact), `exact ${b} ${c}`).toBeLessThan(1e-11);
      expect(relativeError(pAsymptotic, expected.asymptotic), `asymptotic ${b} ${c}`).toBeLessThan(1e-11);
      expect(relativeError(pCorrected, expected.corrected), `corrected ${b} ${c}`).toBeLessThan(1e-11);
    }
  });
});

describe("mcnemarTests", () => {
  it("finds a loss of recall that cancels out in accuracy: 60 lost, 60 won", () => {
    // The corpus of the paper: 895 recordings with a cold, 8656 without; the original gets 600 and 6000 of them right.
    const pairs = [...Array(895).fill([1, 1]), ...Array(8656).fill([0, 0])] as [number, number][];
    const right = (cold: number, healthy: number) =>
      classificationOf(
        pairs.map(([label], row) => [label, (label === 1 ? row < cold : row - 895 < healthy) ? label : 1 - label]),
      );
    const { overall, byClass } = mcnemarTests(right(600, 6000), right(540, 6060));
    expect(overall).toMatchObject({ onlyFirst: 60, onlySecond: 60, pExact: 1 });
    expect(byClass.map((test) => test.class)).toEqual(["healthy", "cold"]);
    expect(byClass.map((test) => [test.onlyFirst, test.onlySecond])).toEqual([
      [0, 60],
      [60, 0],
    ]);
    expect(byClass[1]?.pExact).toBeCloseTo(2 ** -59, 25);
    expect(byClass[1]?.pHolm).toBeCloseTo(2 ** -59, 25);
  });

  it("refuses classifications of different recordings", () => {
    const a = classificationOf([[0, 0]]);
    expect(() => mcnemarTests(a, classificationOf([[1, 0]]))).toThrow("recording 0 has label 0 in the first");
    expect(() =>
      mcnemarTests(
        a,
        classificationOf([
          [0, 0],
          [1, 1],
        ]),
      ),
    ).toThrow("must be 1, got 2");
  });
});

describe("mcnemarBySpeaker", () => {
  it("is worked out by hand: differences 3, 1, −1", () => {
    // (3 + 1 − 1)² / (9 + 1 + 1); of the 8 signs, |±3 ±1 ±1| is 5, 3, 3, 1, 1, 3, 3, 5: six reach 3
    expect(mcnemarBySpeaker([3, 1, 0, -1])).toMatchObject({ differing: 3, chi2: 9 / 11, pSignFlips: 6 / 8 });
    expect(mcnemarBySpeaker([2, 2, 2, 2, 2]).pSignFlips).toBe(2 / 32);
    expect(mcnemarBySpeaker([0, 0])).toEqual({ differing: 0, chi2: 0, pAsymptotic: 1, pSignFlips: 1 });
  });

  it("with one recording of each speaker is McNemar's chi-square and exact test", () => {
    for (const [b, c] of [
      [10, 20],
      [200, 250],
      [7, 7],
      [0, 9],
    ] as const) {
      const bySpeaker = mcnemarBySpeaker([...Array<number>(b).fill(1), ...Array<number>(c).fill(-1)]);
      const byRecording = mcnemar(b, c);
      expect(bySpeaker.chi2).toBeCloseTo(byRecording.chi2, 12);
      expect(relativeError(bySpeaker.pAsymptotic, byRecording.pAsymptotic)).toBeLessThan(1e-11);
      expect(relativeError(bySpeaker.pSignFlips, byRecording.pExact)).toBeLessThan(1e-11);
    }
  });

  it("does not depend on which classifier comes first, nor on how often all is repeated", () => {
    const differences = [4, -2, 1, 1, 0, -3, 5];
    const test = mcnemarBySpeaker(differences);
    expect(mcnemarBySpeaker(differences.map((x) => -x))).toEqual(test);
    const tripled = mcnemarBySpeaker(differences.map((x) => 3 * x));
    expect(tripled.chi2).toBeCloseTo(test.chi2, 12);
    expect(tripled.pSignFlips).toBeCloseTo(test.pSignFlips, 12);
  });

  it("is null where no speakers are known, and sums over the recordings of each where they are", () => {
    const answers = (predicted: number[], speakers?: string[]) =>
      classificationOf(
        predicted.map((code) => [0, code]),
        speakers,
      );
    const speakers = ["a", "a", "b", "b"];
    expect(mcnemarTests(answers([0, 0, 0, 1]), answers([1, 1, 1, 1])).bySpeaker).toBeNull();
    expect(mcnemarTests(answers([0, 0, 0, 1], speakers), answers([1, 1, 1, 0], speakers)).bySpeaker).toMatchObject({
      differing: 1,
      chi2: 1,
    });
  });
});

describe("holm", () => {
  it("multiplies ascending p-values by 4, 3, 2, 1 and never falls", () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((p, i) => {
      expect(adjusted[i]).toBeCloseTo(p, 15);
    });
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  it("rejects a true hypothesis in at most 5 % of families of uniform p-values", () => {
    const random = new Random(4);
    let families = 0;
    for (let i = 0; i < 4000; i++) {
      const p = Array.from({ length: 5 }, () => random.uniform());
      if (holm(p).some((adjusted) => adjusted <= 0.05)) families++;
    }
    // 1 − 0.99⁵ = 0.049 expected; three standard errors are 0.0103.
    expect(families / 4000).toBeLessThan(0.0593);
  });
});

/** Chance of a mid-p of at most 0.05 under H0, given n discordant recordings. */
function conditionalLevel(n: number): number {
  let level = 0;
  for (let b = 0; b <= n; b++) if (mcnemar(b, n - b).pMid <= 0.05) level += binomial(n, b, 0.5);
  return level;
}

function binomial(n: number, k: number, chance: number): number {
  return choose(n, k) * chance ** k * (1 - chance) ** (n - k);
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways *= (n - k + i) / i;
  return ways;
}
