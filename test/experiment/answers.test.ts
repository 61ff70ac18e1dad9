import { describe, expect, it } from "vitest";
import type { Classification } from "../../src/evaluation/classification.ts";
import { pooledAnswers } from "../../src/experiment/answers.ts";

function answers(labels: number[], predicted: number[], speakers?: string[]): Classification {
  const classes = ["a", "b"];
  return { classes, labels: Int32Array.from(labels), predicted: Int32Array.from(predicted), speakers };
}

describe("pooledAnswers", () => {
  const one = { devel: answers([0, 1], [0, 0], ["s", "t"]), test: answers([1], [1], ["u"]) };
  const two = { devel: answers([1], [1], ["u"]), test: answers([0, 0], [0, 1], ["s", "t"]) };

  it("puts the folds' answers one after the other, speakers too", () => {
    expect(pooledAnswers([one, two])).toEqual({
      devel: answers([0, 1, 1], [0, 0, 1], ["s", "t", "u"]),
      test: answers([1, 0, 0], [1, 0, 1], ["u", "s", "t"]),
    });
  });

  it("says what share of the training recordings is tested: of five folds one tests, one is devel, three train", () => {
    expect(pooledAnswers([one, two, one, two, one]).test?.testPerTrain).toBe(1 / 3);
    expect(pooledAnswers([one]).test?.testPerTrain).toBeUndefined();
  });

  it("gives the answers of a single fold as they are", () => {
    const { devel, test } = pooledAnswers([one]);
    expect(devel).toBe(one.devel);
    expect(test).toBe(one.test);
  });

  it("has no test where one fold has none, and no speakers where they are not known", () => {
    expect(pooledAnswers([one, { ...two, test: null }]).test).toBeNull();
    const unknown = { devel: answers([0], [0]), test: null };
    expect(pooledAnswers([unknown, unknown]).devel.speakers).toBeUndefined();
  });

  it("refuses no folds", () => expect(() => pooledAnswers([])).toThrow(/at least 1 fold/));
});
