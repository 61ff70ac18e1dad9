import { describe, expect, it } from "vitest";
import { UNKNOWN_LABEL } from "../../src/table/feature-table.ts";
import { balancedTargets, labelTargets } from "../../src/training/targets.ts";

it("gives each class that occurs the same weight, rows a mean weight of 1, and leaves unlabelled rows alone", () => {
  const labels = Int32Array.of(0, 0, 0, 1, UNKNOWN_LABEL);
  const targets = Float32Array.of(1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0.25, 0.5, 0.25);
  const balanced = balancedTargets(targets, labels);
  const weight = (row: number) => balanced.subarray(3 * row, 3 * row + 3).reduce((sum, value) => sum + value, 0);
  expect([0, 1, 2, 3].map(weight).map((value) => value.toFixed(6))).toEqual([
    "0.666667",
    "0.666667",
    "0.666667",
    "2.000000",
  ]);
  expect([...balanced.subarray(12)]).toEqual([0.25, 0.5, 0.25]);
});

describe("labelTargets", () => {
  it("are 1 for the class of a row and 0 for the others", () => {
    expect([...labelTargets(Int32Array.of(1, 0), 3)]).toEqual([0, 1, 0, 1, 0, 0]);
  });

  it("name the row without a label", () => {
    expect(() => labelTargets(Int32Array.of(1, -1), 3)).toThrow("row 2 of the train partition has no label");
  });
});
