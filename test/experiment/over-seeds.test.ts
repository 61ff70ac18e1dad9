import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/core/artifact-store.ts";
import { SILENT_OBSERVER } from "../../src/core/run-observer.ts";
import { type Partitions, partition } from "../../src/corpus/partitions.ts";
import { createEngine } from "../../src/engine/create-engine.ts";
import { type Classification, classificationOf } from "../../src/evaluation/classification.ts";
import { confusionMatrix } from "../../src/evaluation/confusion.ts";
import { nonInferiority } from "../../src/evaluation/non-inferiority.ts";
import { uarDropOverSeeds, uarOverSeeds } from "../../src/evaluation/over-seeds.ts";
import { uar } from "../../src/evaluation/uar.ts";
import { describeData } from "../../src/experiment/describe-data.ts";
import { outcomeName } from "../../src/experiment/job-outcome.ts";
import { planJobs } from "../../src/experiment/jobs.ts";
import type { ExperimentPlan } from "../../src/experiment/plan.ts";
import { reproduce } from "../../src/experiment/reproduce.ts";
import { parseResult } from "../../src/experiment/result.ts";
import { seedsOf } from "../../src/experiment/seeds.ts";
import { paperTables } from "../../src/experiment/tables.ts";
import { renderReport } from "../../src/report/report.ts";
import { SQUEEZE_DEFAULTS } from "../../src/squeeze/options.ts";
import { learnableTable } from "../training/learnable-table.ts";
import { FEATURES, SMALL_PLAN, smallPartitions } from "./small-experiment.ts";

const MADE = { coldpress: "0", engine: "wasm", threads: 1, platform: "test", date: "2026-01-01T00:00:00.000Z" };

/** Short, so that starts make a difference. */
const PLAN: ExperimentPlan = {
  ...SMALL_PLAN,
  training: { ...SMALL_PLAN.training, epochs: 2 },
  squeeze: {
    ...SQUEEZE_DEFAULTS,
    families: ["linear", "small"],
    smallSparsities: [0, 0.9],
    bits: [4],
    training: { ...SQUEEZE_DEFAULTS.training, steps: 10 },
    fineTuning: { ...SQUEEZE_DEFAULTS.fineTuning, steps: 5 },
  },
};

async function reproduced(plan: ExperimentPlan, folds: readonly Partitions[], files = new Map<string, Uint8Array>()) {
  const data = await describeData({ name: "small", synthetic: false, sources: [], folds, findings: [] });
  const engine = await createEngine({ threads: 1 });
  const result = await reproduce(plan, data, { engine, store: memoryStore(files), observer: SILENT_OBSERVER }, MADE);
  await engine.close();
  return { result, model: result.models[0], files, jobs: await planJobs(plan, data, engine.kind) };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("seedsOf", () => {
  it("begins with the plan's own; the first of more seeds are those of fewer, and all differ", () => {
    expect(seedsOf({ seed: 7 })).toEqual([7]);
    const five = seedsOf({ seed: 7, seeds: 5 });
    expect(five[0]).toBe(7);
    expect(seedsOf({ seed: 7, seeds: 3 })).toEqual(five.slice(0, 3));
    expect(new Set(five).size).toBe(5);
    expect(seedsOf({ seed: 8, seeds: 5 }).slice(1)).not.toEqual(five.slice(1));
  });
});

describe("an experiment with several seeds", () => {
  it("has UAR, drop and verdict of the kept answers of all seeds, by an independent reading of them", async () => {
    const partitions = smallPartitions();
    const { model, files, jobs, result } = await reproduced({ ...PLAN, seeds: 3 }, [partitions]);
    const kept = jobs
      .filter(({ kind }) => kind === "model")
      .map((job) => JSON.parse(new TextDecoder().decode(files.get(outcomeName(job)))));
    expect(kept).toHaveLength(3);
    const answersOf = (v: number): Classification[] =>
      kept.map(({ variants }) =>
        classificationOf(partitions.test, Int32Array.from(variants[v].answers.test.predicted as number[])),
      );
    for (const [v, { name, test, comparison, overSeeds }] of model.variants.entries()) {
      const each = answersOf(v).map((answers) => uar(confusionMatrix(answers)));
      expect(test?.uar, name).toEqual(uarOverSeeds(answersOf(v)).uar);
      expect(test?.uar.estimate, name).toBeCloseTo(mean(each), 12);
      expect([overSeeds?.test?.lowest, overSeeds?.test?.highest]).toEqual([Math.min(...each), Math.max(...each)]);
      const own = overSeeds?.each ?? [];
      expect(own.map((network) => network.test)).toEqual(answersOf(v).map((answers) => confusionMatrix(answers)));
      expect(own.map(({ zipBytes }) => zipBytes)).toEqual(
        kept.map(({ variants }) => variants[v].weight.zipBytes as number),
      );
      if (v === 0) expect(own.map(({ mcnemar }) => mcnemar)).toEqual([null, null, null]);
      if (v === 0) continue;
      const lost = answersOf(0).map((original, seed) => {
        const other = answersOf(v)[seed];
        const right = ({ predicted, labels }: Classification, row: number) => predicted[row] === labels[row];
        return original.labels.filter((_, row) => right(original, row) && !right(other, row)).length;
      });
      expect(own.map(({ mcnemar }) => mcnemar?.overall.onlyFirst)).toEqual(lost);
      const drop = uarDropOverSeeds(answersOf(0), answersOf(v));
      expect(comparison?.nonInferiority, name).toEqual(nonInferiority(drop, PLAN.comparison));
      expect(comparison?.uarDrop.estimate).toBeCloseTo((model.variants[0]?.test?.uar.estimate ?? 0) - mean(each), 12);
    }
    const squeezed = model.squeezed;
    const chosen = kept.map((outcome, k) => ({
      ...answersOf(0)[k],
      predicted: Int32Array.from(outcome.squeezed.chosen as number[]),
    }));
    const tested = squeezed?.test?.networks.find(({ name }) => name === squeezed.choice?.name);
    expect(tested?.evaluation.uar).toEqual(uarOverSeeds(chosen).uar);
    expect(tested?.comparison?.nonInferiority.upper).toBe(
      nonInferiority(uarDropOverSeeds(answersOf(0), chosen), PLAN.comparison).upper,
    );
    expect(squeezed?.seeds?.choices.map(({ name }) => name)).toEqual(
      kept.map((outcome) => outcome.squeezed.result.choice.name as string),
    );
    expect(parseResult(JSON.stringify(result), "result.json")).toEqual(JSON.parse(JSON.stringify(result)));
  });

  it("keeps what a single seed makes: files, sizes, confusions, tests of single networks", async () => {
    const single = await reproduced(PLAN, [smallPartitions()]);
    const { model, files, result } = await reproduced({ ...PLAN, seeds: 3 }, [smallPartitions()]);
    for (const [name, bytes] of single.files)
      if (!/test-looks/.test(name)) expect(files.get(name), name).toEqual(bytes);
    expect([...files.keys()].filter((name) => name.startsWith("seed-3/S/"))).toContain("seed-3/S/squeezed.coldpress");
    for (const [v, variant] of model.variants.entries()) {
      const { test, comparison, zipBytes } = single.model.variants[v];
      expect([variant.zipBytes, variant.test?.confusion]).toEqual([zipBytes, test?.confusion]);
      expect(variant.comparison?.mcnemar).toEqual(comparison?.mcnemar);
    }
    expect(model.squeezed?.test?.look.number).toBe(1);
    expect([single.result.settings.seeds, result.settings.seeds?.length]).toEqual([undefined, 3]);
    const [, , table] = paperTables(result);
    const text = JSON.stringify(table);
    expect(text).toMatch(/0\.\d{3} ± 0\.\d{3} \[/);
    expect(text).toContain("Over 3 seeds");
    const page = renderReport(result);
    expect(page).toContain("over 3 seeds: from start to start");
    expect(page).toMatch(/matters more than|neither shows here/);
  });

  it("pools the folds of a cross-validation within each seed", async () => {
    const speakers = Array.from({ length: 96 }, (_, row) => `speaker ${row % 12}`);
    const { folds } = partition({ ...learnableTable(96, FEATURES, 2, 1), speakers }, { folds: 3 });
    const { model, files } = await reproduced({ ...PLAN, seeds: 3 }, folds);
    expect(model.variants[0]?.test?.recordings).toBe(96);
    expect(model.variants[0]?.test?.uar.unitCount).toBe(12);
    expect(model.squeezed?.procedure?.folds).toHaveLength(3);
    expect(model.squeezed?.seeds?.choices).toHaveLength(3);
    expect(model.squeezed?.test?.original.uar.estimate).toBeCloseTo(model.variants[0]?.test?.uar.estimate ?? 0, 12);
    expect(files.has("seed-2/S/fold-3/pruned.safetensors")).toBe(true);
    expect(files.has("seed-2/S/whole/squeezed.coldpress")).toBe(true);
  });
});
