import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { accuracy, confusionMatrix } from "../../src/evaluation/confusion.ts";
import { recalls, uar } from "../../src/evaluation/uar.ts";
import { classificationOf } from "./classifications.ts";

const THREE_OF_FOUR = classificationOf([
  [0, 0],
  [0, 0],
  [0, 1],
  [0, 0],
  [1, 1],
  [1, 0],
]);

describe("confusion, recall and UAR", () => {
  it("count [actual][predicted] and keep a class that never occurs as zeros", () => {
    expect(confusionMatrix(THREE_OF_FOUR)).toEqual([
      [3, 1, 0],
      [1, 1, 0],
      [0, 0, 0],
    ]);
  });

  it("mean the recalls 3/4 and 1/2 of the classes that occur, whatever their number of recordings", () => {
    const confusion = confusionMatrix(THREE_OF_FOUR);
    expect(recalls(confusion)).toEqual([0.75, 0.5, null]);
    expect(uar(confusion)).toBe(0.625);
    expect(accuracy(confusion)).toBe(4 / 6);
  });

  it("give a class that is never predicted the recall 0", () => {
    const confusion = confusionMatrix(
      classificationOf([
        [0, 0],
        [1, 0],
        [2, 0],
      ]),
    );
    expect(recalls(confusion)).toEqual([1, 0, 0]);
    expect(uar(confusion)).toBeCloseTo(1 / 3, 15);
  });

  it("are unchanged in UAR by repeating all recordings of a class", () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = new Random(seed);
      const pairs = Array.from({ length: 40 }, () => [random.integer(3), random.integer(3)] as const);
      const repeated = [...pairs, ...pairs.filter(([label]) => label === 1), ...pairs.filter(([label]) => label === 1)];
      const once = uar(confusionMatrix(classificationOf(pairs)));
      expect(Math.abs(uar(confusionMatrix(classificationOf(repeated))) - once)).toBeLessThan(1e-15);
    }
  });

  it("refuse a label that is not known, and say which recording has it", () => {
    const unknown = classificationOf([
      [0, 0],
      [-1, 0],
    ]);
    expect(() => confusionMatrix(unknown)).toThrow(
      "evaluation: recording 1 has label -1, expected an index into the 3 classes (healthy, cold, flu); leave out",
    );
  });

  it("refuse an empty set, and lists of unequal length", () => {
    expect(() => confusionMatrix(classificationOf([]))).toThrow("there are no recordings to evaluate");
    expect(() => confusionMatrix({ ...THREE_OF_FOUR, predicted: new Int32Array(5) })).toThrow(
      "predicted classes must be 6, got 5",
    );
    expect(() => confusionMatrix({ ...THREE_OF_FOUR, speakers: ["A"] })).toThrow("speakers must be 6, got 1");
  });
});
