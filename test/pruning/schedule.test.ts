import { describe, expect, it } from "vitest";
import { countParameters, paperArchitecture } from "../../src/network/architecture.ts";
import { PRUNING_LENGTH_DEFAULTS, pruningPlan } from "../../src/pruning/plan.ts";
import { maskUpdates, PRUNING_DEFAULTS, survivorCount } from "../../src/pruning/schedule.ts";

describe("maskUpdates", () => {
  it("starts at the initial sparsity", () => {
    expect(maskUpdates(PRUNING_DEFAULTS, 585)[0]).toEqual({ step: 0, sparsity: 0.5 });
  });

  it("stops before its target as the paper's does: 0.898773 at step 500 of 585", () => {
    const updates = maskUpdates({ ...PRUNING_DEFAULTS, frequency: 100 }, 585);
    expect(updates.map(({ step }) => step)).toEqual([0, 100, 200, 300, 400, 500]);
    expect(updates.at(-1)?.sparsity).toBeCloseTo(0.898773, 6);
  });

  it("scales its frequency to 100 at the paper's number of steps", () => {
    expect(maskUpdates(PRUNING_DEFAULTS, 585)).toEqual(maskUpdates({ ...PRUNING_DEFAULTS, frequency: 100 }, 585));
  });

  it("reaches its target where it is told to, at the last update", () => {
    for (const steps of [1, 2, 35, 100, 101, 585, 4000])
      expect(maskUpdates({ ...PRUNING_DEFAULTS, end: "reaching" }, steps).at(-1)?.sparsity).toBeCloseTo(0.9, 6);
  });

  it("goes through nearly the paper's sparsities on a small corpus: within 0.003 at the end for 30 steps and more", () => {
    for (let steps = 30; steps <= 600; steps++)
      expect(maskUpdates(PRUNING_DEFAULTS, steps).at(-1)?.sparsity).toBeGreaterThan(0.8957);
  });

  it("leaves the paper's 85 steps after the last update, or half of a run that is too short for that", () => {
    const left = (steps: number) => steps - (maskUpdates(PRUNING_DEFAULTS, steps).at(-1)?.step ?? 0);
    expect(left(585)).toBe(85);
    for (let steps = 170; steps < 585; steps++) {
      expect(left(steps)).toBeGreaterThanOrEqual(79);
      expect(left(steps)).toBeLessThanOrEqual(110);
    }
    for (let steps = 20; steps < 170; steps++) expect(left(steps) / steps).toBeGreaterThan(0.4);
  });

  it("takes as much of a run as the paper's last update was of its own, rounded: 136 of 201 steps", () => {
    // The last update may be at 201 − 85 = 116; 116 · 585/500 = 135.72. Every 23 steps, so it is at 115.
    const last = maskUpdates(PRUNING_DEFAULTS, 201).at(-1);
    expect(last?.step).toBe(115);
    expect(last?.sparsity).toBeCloseTo(0.9 - 0.4 * (1 - 115 / 136) ** 3, 6);
  });

  it("never loosens", () => {
    for (const end of ["as-paper", "reaching"] as const) {
      const sparsities = maskUpdates({ ...PRUNING_DEFAULTS, frequency: 7, end }, 300).map(({ sparsity }) => sparsity);
      expect(sparsities).toEqual([...sparsities].sort((a, b) => a - b));
    }
  });
});

describe("survivorCount", () => {
  it("rounds half to even", () => {
    expect([survivorCount(5, 0.5), survivorCount(7, 0.5), survivorCount(9, 0.5)]).toEqual([2, 4, 4]);
  });

  it("keeps everything at sparsity 0", () => {
    expect(survivorCount(27_076_752, 0)).toBe(27_076_752);
  });
});

describe("pruningPlan", () => {
  it.each([
    ["A", 39_128_332, 3_978_666, [2_740_470, 1_217_795, 573]],
    ["B", 47_905_713, 4_870_756, [2_740_470, 1_217_795, 541_242, 240_425, 106_841, 170]],
    ["C", 65_201_140, 6_624_303, [2_740_470, 1_826_693, 1_217_795, 811_864, 573]],
  ] as const)(
    "of model %s has %i trainable parameters and keeps %i of them",
    (model, trainable, survivors, kernels) => {
      const architecture = paperArchitecture(model, 6373, 2);
      expect(countParameters(architecture).trainable).toBe(trainable);
      const plan = pruningPlan(architecture, PRUNING_DEFAULTS, PRUNING_LENGTH_DEFAULTS);
      expect(plan.steps).toBe(585);
      expect(plan.updates.at(-1)).toMatchObject({ step: 500, survivors, kernelSurvivors: kernels });
    },
  );
});
