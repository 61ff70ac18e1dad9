import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import type { Examples } from "../../src/corpus/corpus.ts";
import { foldsBySpeaker, needsFolds, partitionsOfFold, splitBySpeaker, usualFolds } from "../../src/corpus/split.ts";
import { countedExamples, randomExamples } from "./examples.ts";

/** Groups in which each speaker stands. */
function groupsOfSpeakers({ speakers = [] }: Examples, groups: ArrayLike<string | number>): Set<string | number>[] {
  const found = new Map<string, Set<string | number>>();
  for (const [row, speaker] of speakers.entries()) {
    found.set(speaker, (found.get(speaker) ?? new Set()).add(groups[row]));
  }
  return [...found.values()];
}

describe("splitBySpeaker", () => {
  it("cuts equal speakers of one class exactly 60 / 20 / 20", () => {
    const speakers = Array.from({ length: 50 }, (_, row) => `s${row % 10}`);
    const examples = { ids: speakers.map((_, row) => `r${row}`), classes: ["C"], labels: new Int32Array(50), speakers };
    const partitions = splitBySpeaker(examples, new Random(1));
    const count = (name: string) => partitions.filter((own) => own === name).length;
    expect([count("train"), count("devel"), count("test")]).toEqual([30, 10, 10]);
  });

  it("never puts a speaker on two sides, and gives each side its share of every class within 5 % of the class", () => {
    for (let seed = 0; seed < 20; seed++) {
      const examples = randomExamples(new Random(seed), 100, 3);
      const partitions = splitBySpeaker(examples, new Random(seed + 1));
      expect(groupsOfSpeakers(examples, partitions).every(({ size }) => size === 1)).toBe(true);
      for (const [name, share] of [
        ["train", 0.6],
        ["devel", 0.2],
        ["test", 0.2],
      ] as const) {
        examples.classes.forEach((_, c) => {
          const ofClass = partitions.filter((_, row) => examples.labels[row] === c);
          const found = ofClass.filter((own) => own === name).length / ofClass.length;
          expect(Math.abs(found - share)).toBeLessThan(0.05);
        });
      }
    }
  });

  it("is the same for one seed and another for another", () => {
    const examples = randomExamples(new Random(1), 40, 2);
    expect(splitBySpeaker(examples, new Random(7))).toEqual(splitBySpeaker(examples, new Random(7)));
    expect(splitBySpeaker(examples, new Random(7))).not.toEqual(splitBySpeaker(examples, new Random(8)));
  });

  it("splits recordings where no speakers are known", () => {
    const examples = countedExamples({ all: { C: 100, NC: 1000 } });
    const partitions = splitBySpeaker(examples, new Random(1));
    const cold = partitions.slice(0, 100);
    expect(["train", "devel", "test"].map((name) => cold.filter((own) => own === name).length)).toEqual([60, 20, 20]);
  });

  it("fills all three partitions with as few as three speakers", () => {
    for (let seed = 0; seed < 20; seed++) {
      expect(new Set(splitBySpeaker(randomExamples(new Random(seed), 3, 4), new Random(seed))).size).toBe(3);
    }
  });

  it("refuses two speakers, by name, and shares that do not add up", () => {
    const two = randomExamples(new Random(1), 2, 2);
    expect(() => splitBySpeaker(two, new Random(1))).toThrow(
      "train, devel and test need at least 3 speakers, got 2 (speaker0, speaker1)",
    );
    const shares = { train: 0.5, devel: 0.2, test: 0.2 };
    expect(() => splitBySpeaker(two, new Random(1), shares)).toThrow(
      "shares must be positive with a sum of 1, got 0.5, 0.2, 0.2",
    );
  });
});

describe("foldsBySpeaker", () => {
  it("tests every recording once over all folds, on speakers that are in no other part", () => {
    const examples = randomExamples(new Random(2), 10, 7);
    const folds = foldsBySpeaker(examples, new Random(3));
    const tested = new Int32Array(folds.length);
    for (let fold = 0; fold < 5; fold++) {
      const partitions = partitionsOfFold(folds, fold);
      expect(new Set(partitions)).toEqual(new Set(["train", "devel", "test"]));
      expect(groupsOfSpeakers(examples, partitions).every(({ size }) => size === 1)).toBe(true);
      partitions.forEach((own, row) => {
        if (own === "test") tested[row]++;
      });
    }
    expect(tested.every((count) => count === 1)).toBe(true);
  });

  it("makes folds of one speaker each where there are as many folds as speakers", () => {
    const examples = randomExamples(new Random(4), 6, 2);
    expect(new Set(foldsBySpeaker(examples, new Random(1), 6)).size).toBe(6);
  });

  it("refuses a fold of one speaker, or recording, where each has one class, and says how many folds there can be", () => {
    const diagnosis = patients(5, 5);
    expect(() => foldsBySpeaker(diagnosis, new Random(1), 10)).toThrow(
      "10 folds of 10 speakers, each of one class, leave a fold with a single speaker: its class is then rarer in training, and " +
        "UAR falls below chance; ask for at most 5 folds",
    );
    expect(new Set(foldsBySpeaker(diagnosis, new Random(1), 5)).size).toBe(5);
    expect(() => foldsBySpeaker(patients(2, 3), new Random(1))).toThrow("cross-validation needs 6 of them");
    const { speakers: _, ...unknown } = diagnosis;
    expect(() => foldsBySpeaker(unknown, new Random(1), 20)).toThrow("leave a fold with a single recording");
  });

  it("usually makes five folds, and fewer where a fold would have no speaker of some class", () => {
    expect(usualFolds(patients(5, 12))).toBe(5);
    expect(usualFolds(patients(4, 12))).toBe(4);
    expect(usualFolds(patients(2, 20))).toBe(3);
    expect(usualFolds(randomExamples(new Random(2), 10, 7))).toBe(5);
    const mixed = patients(2, 2);
    const labels = mixed.labels.map((label, row) => (row === 0 ? 1 - label : label));
    expect(usualFolds({ ...mixed, labels })).toBe(4);
  });

  it("is asked for below 30 speakers", () => {
    expect(needsFolds(randomExamples(new Random(1), 29, 2))).toBe(true);
    expect(needsFolds(randomExamples(new Random(1), 30, 2))).toBe(false);
  });

  it("refuses more folds than speakers, and fewer than three", () => {
    const examples = randomExamples(new Random(1), 4, 2);
    expect(() => foldsBySpeaker(examples, new Random(1), 5)).toThrow(
      "foldsBySpeaker: 5 folds need at least 5 speakers, got 4",
    );
    expect(() => foldsBySpeaker(examples, new Random(1), 2)).toThrow(
      "the number of folds must be an integer of at least 3, got 2",
    );
  });
});

/** Speakers of one class each, with three recordings. */
function patients(ill: number, healthy: number): Examples {
  const speakers = Array.from({ length: 3 * (ill + healthy) }, (_, row) => `s${Math.floor(row / 3)}`);
  const labels = Int32Array.from(speakers, (_, row) => Number(row >= 3 * ill));
  return { ids: speakers.map((_, row) => `r${row}`), classes: ["ill", "healthy"], labels, speakers };
}
