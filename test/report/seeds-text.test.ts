import { expect, it } from "vitest";
import type { ModelResult } from "../../src/experiment/result.ts";
import { seedsSentence } from "../../src/report/seeds-text.ts";

function modelWith(between: number, change: number): ModelResult {
  const spread = { mean: 0.7, standardDeviation: between, lowest: 0.65, highest: 0.74, count: 5, shareOfSeeds: 0.2 };
  const drop = { ...spread, mean: -change, standardDeviation: 0.006, shareOfSeeds: 0.31 };
  const variant = (name: string, own: object) => ({ name, overSeeds: { devel: spread, test: spread, ...own } });
  const variants = [variant("original", { drop: null }), variant("pruned-quantized", { drop })];
  return { name: "A", variants, squeezed: null } as unknown as ModelResult;
}

it("says which is larger: the change by compression, or the standard deviation between starts", () => {
  expect(seedsSentence(modelWith(0.021, -0.004))).toEqual([
    "Model A over 5 seeds: from start to start the original's UAR differs by 0.021 (standard deviation; [0.65, 0.74]), " +
      "pruned and quantised it changes by −0.004 ± 0.006: chance of the start matters more than compression. " +
      "31 % of the uncertainty of the difference is between seeds, the rest between speakers.",
  ]);
  expect(seedsSentence(modelWith(0.003, -0.04))[0]).toContain("compression matters more than chance of the start");
  expect(seedsSentence(modelWith(0.0001, 0))[0]).toContain("neither shows here");
});

it("says nothing of one seed", () => {
  const { variants, ...model } = modelWith(0.02, 0);
  const single = variants.map(({ overSeeds: _, ...variant }) => variant);
  expect(seedsSentence({ ...model, variants: single })).toEqual([]);
});
