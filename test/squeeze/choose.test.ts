import { describe, expect, it } from "vitest";
import type { DeviceBudget } from "../../src/device/budget.ts";
import type { DevicePrice } from "../../src/device/price.ts";
import type { SimultaneousDrop } from "../../src/evaluation/simultaneous-drops.ts";
import type { Candidate } from "../../src/squeeze/candidate.ts";
import { choose } from "../../src/squeeze/choose.ts";
import type { Family } from "../../src/squeeze/options.ts";

/** A candidate of a family with its size, and its drop with its bound. */
type Made = readonly [
  family: Family,
  bytes: number,
  estimate: number,
  upper: number,
  instructions?: number,
  plan?: string,
];

function priceAt(instructionsPerSecond: number): DevicePrice {
  const none = { instructionsAfterLastSample: 0, ramBytes: 1000, flashBytes: 1000, stages: [] };
  return { mode: "stream", seconds: 8, instructionsPerSecond, ...none };
}

function chosen(made: readonly Made[], rule: { margin?: number; targetBytes?: number; budget?: DeviceBudget } = {}) {
  const candidates = made.map(
    ([family, bytes, , , spending, plan = null], k): Candidate => ({
      name: `${k}`,
      family,
      bits: 4,
      shape: { survivors: 1, inputs: 1, hidden: [] },
      bytes,
      file: "",
      price: spending === undefined ? null : priceAt(spending),
      plan,
      devel: { classes: ["a", "b"], labels: Int32Array.of(0), predicted: Int32Array.of(0) },
    }),
  );
  const drops = made.map(([, , estimate, upper]): SimultaneousDrop => ({ estimate, upper, standardError: 0.01 }));
  const choice = choose(candidates, drops, {
    margin: rule.margin ?? 0.02,
    targetBytes: rule.targetBytes ?? null,
    budget: rule.budget ?? null,
  });
  return choice && [choice.index, choice.basis];
}

describe("choose", () => {
  it("takes the smallest that is shown, though a smaller one looks better", () => {
    const made: Made[] = [
      ["pruned", 900, 0, 0.01],
      ["pruned", 500, 0.01, 0.019],
      ["pruned", 100, -0.05, 0.021],
    ];
    expect(chosen(made)).toEqual([1, "shown"]);
  });

  it("does not take one whose bound is just the margin", () => {
    expect(chosen([["pruned", 900, 0, 0.02]], { margin: 0.02 })).toEqual([0, "estimated"]);
  });

  it("walks down while estimates hold where nothing is shown, and is not fooled by luck further down", () => {
    const made: Made[] = [
      ["pruned", 900, 0, 0.1],
      ["pruned", 500, 0.01, 0.1],
      ["pruned", 300, 0.03, 0.1],
      ["pruned", 100, 0, 0.1],
    ];
    expect(chosen(made)).toEqual([1, "estimated"]);
  });

  it("walks each line by itself and takes the smallest end", () => {
    const made: Made[] = [
      ["pruned", 900, 0, 0.1],
      ["pruned", 500, 0.5, 0.6],
      ["linear", 700, 0.01, 0.1],
      ["linear", 200, 0.02, 0.1],
      ["small", 50, 0.3, 0.4],
    ];
    expect(chosen(made)).toEqual([3, "estimated"]);
  });

  it("takes the best where no estimate holds, of equals the smaller", () => {
    const made: Made[] = [
      ["pruned", 900, 0.1, 0.2],
      ["pruned", 500, 0.05, 0.2],
      ["pruned", 300, 0.05, 0.2],
    ];
    expect(chosen(made)).toEqual([2, "best"]);
  });

  it("takes the best of at most a size, and nothing where all are larger", () => {
    const made: Made[] = [
      ["pruned", 900, -0.1, 0.1],
      ["pruned", 500, 0.05, 0.2],
      ["pruned", 300, 0.1, 0.2],
    ];
    expect(chosen(made, { targetBytes: 500 })).toEqual([1, "best"]);
    expect(chosen(made, { targetBytes: 299 })).toBeNull();
  });

  it("takes the smallest that is shown even where a size is asked for", () => {
    const made: Made[] = [
      ["pruned", 500, -0.1, -0.05],
      ["pruned", 300, 0, 0.01],
    ];
    expect(chosen(made, { targetBytes: 600 })).toEqual([1, "shown"]);
  });

  it("takes what a device can pay: the smallest shown, else the best, and never by its estimate alone", () => {
    const budget = { instructionsPerSecond: 5e6, ramBytes: null, flashBytes: null };
    const made: Made[] = [
      ["pruned", 900, 0, 0.01, 30e6],
      ["pruned", 500, 0.01, 0.1, 5e6],
      ["linear", 300, 0.005, 0.1, 4e6],
      ["linear", 200, -0.1, 0.1],
    ];
    expect(chosen(made, { budget })).toEqual([2, "best"]);
    expect(chosen([...made, ["linear", 600, 0.01, 0.015, 1e6]], { budget })).toEqual([4, "shown"]);
    expect(chosen(made, { budget: { ...budget, instructionsPerSecond: 3e6 } })).toBeNull();
    expect(chosen(made, { budget: { ...budget, ramBytes: 999 } })).toBeNull();
  });

  describe("within a budget, where nothing is shown (a standard error is 0.01 here)", () => {
    const budget = { instructionsPerSecond: 5e6, ramBytes: null, flashBytes: null };
    const rich: Made = ["linear", 900, 0.058, 0.1, 4.9e6, "4.9M"];
    const pruned: Made = ["linear", 300, 0.056, 0.1, 4.7e6, "4.9M"];
    const lucky: Made = ["linear", 100, 0.05, 0.1, 0.5e6, "0.5M"];

    it("takes the plan that spends most of those like the best, and in it the largest like its best", () => {
      expect(chosen([rich, pruned, lucky], { budget })).toEqual([0, "best"]);
      expect(chosen([lucky, pruned, rich], { budget })).toEqual([2, "best"]);
    });

    it("takes a cheaper plan where devel tells it from the dearer one", () => {
      const worse: Made = ["linear", 900, 0.0601, 0.1, 4.9e6, "4.9M"];
      expect(chosen([worse, lucky], { budget })).toEqual([1, "best"]);
    });

    it("takes a smaller network of the plan where devel tells it from the larger one", () => {
      const better: Made = ["linear", 300, 0.047, 0.1, 4.7e6, "4.9M"];
      expect(chosen([rich, better, lucky], { budget })).toEqual([1, "best"]);
    });

    it("stays in the family of the plan's best, and within the budget", () => {
      const small: Made = ["small", 2000, 0.059, 0.1, 4.9e6, "4.9M"];
      const beyond: Made = ["linear", 3000, 0.05, 0.1, 5.1e6, "4.9M"];
      expect(chosen([rich, pruned, lucky, small, beyond], { budget })).toEqual([0, "best"]);
    });

    it("still takes the smallest that is shown", () => {
      expect(chosen([rich, pruned, ["linear", 50, 0.01, 0.015, 0.4e6, "0.5M"]], { budget })).toEqual([2, "shown"]);
    });
  });
});
