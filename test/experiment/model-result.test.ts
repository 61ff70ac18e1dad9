import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/core/artifact-store.ts";
import { SILENT_OBSERVER } from "../../src/core/run-observer.ts";
import { type Partitions, partition } from "../../src/corpus/partitions.ts";
import { createEngine } from "../../src/engine/create-engine.ts";
import { predictNetwork } from "../../src/engine/predict.ts";
import { confusionMatrix } from "../../src/evaluation/confusion.ts";
import { uar } from "../../src/evaluation/uar.ts";
import { describeData } from "../../src/experiment/describe-data.ts";
import type { ExperimentPlan } from "../../src/experiment/plan.ts";
import { reproduce } from "../../src/experiment/reproduce.ts";
import { parseResult } from "../../src/experiment/result.ts";
import { squeezedFile } from "../../src/experiment/squeeze-model.ts";
import { decodeModelFile } from "../../src/formats/model-file.ts";
import { decodeTflite } from "../../src/formats/tflite/tflite-file.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { SQUEEZE_DEFAULTS } from "../../src/squeeze/options.ts";
import type { SqueezeResult } from "../../src/squeeze/squeeze-result.ts";
import { learnableTable } from "../training/learnable-table.ts";
import { FEATURES, SMALL_PLAN, smallPartitions } from "./small-experiment.ts";

type Files = Map<string, Uint8Array>;

const MADE = { coldpress: "0", engine: "", threads: 1, platform: "test", date: "2026-01-01T00:00:00.000Z" };

/** The result of the only model. */
async function compressed(folds: readonly Partitions[], { files = new Map() as Files, plan = SMALL_PLAN } = {}) {
  const experiment = await describeData({ name: "small", synthetic: false, sources: [], folds, findings: [] });
  const engine = await createEngine({ threads: 1 });
  try {
    const tools = { engine, store: memoryStore(files), observer: SILENT_OBSERVER };
    const { models } = await reproduce(plan, experiment, tools, MADE);
    return { files, result: models[0] };
  } finally {
    await engine.close();
  }
}

describe("a model's result", () => {
  it("gives four networks whose files, decoded, answer as the result says", async () => {
    const partitions = smallPartitions();
    const { result, files } = await compressed([partitions]);
    expect(result.variants.map(({ name, file }) => [name, file])).toEqual([
      ["original", "S/original.safetensors"],
      ["pruned", "S/pruned.safetensors"],
      ["quantized", "S/quantized.tflite"],
      ["pruned-quantized", "S/pruned-quantized.tflite"],
    ]);
    const networks = [...files.keys()].filter((name) => !name.startsWith("jobs/"));
    expect(networks.sort()).toEqual(result.variants.map(({ file }) => file).sort());
    const engine = await createEngine({ threads: 1 });
    const { values, labels, classes } = partitions.test;
    for (const { file, test } of result.variants) {
      const bytes = files.get(file) as Uint8Array;
      const probabilities = file.endsWith(".tflite")
        ? predictQuantized(decodeTflite(bytes, file).network, values)
        : await predictNetwork(engine, decodeModelFile(bytes, file).network, values);
      const predicted = Int32Array.from(labels, (_, row) =>
        Number(probabilities[2 * row + 1] > probabilities[2 * row]),
      );
      expect(test?.uar.estimate, file).toBe(uar(confusionMatrix({ classes, labels, predicted })));
    }
    await engine.close();
  });

  it("weighs them: kernels of the pruned ones have the plan's zeros, int8 kernels a quarter of the bytes, small ones stay as they are", async () => {
    const { result } = await compressed([smallPartitions()]);
    const [original, pruned, quantized] = result.variants;
    const weights = 20 * 60 + 60 * 12 + 12 * 2;
    const sum = (of: (layer: NonNullable<typeof original>["layers"][number]) => number, variant = original) =>
      (variant?.layers ?? []).reduce((total, layer) => total + of(layer), 0);
    expect(sum(({ survivors }) => survivors)).toBe(weights);
    expect(sum(({ kernelBytes }) => kernelBytes)).toBe(4 * weights);
    // TFLite leaves kernels of fewer than 1024 weights alone (quantization/int8.ts).
    expect(quantized?.layers.map(({ kernelBytes }) => kernelBytes)).toEqual([20 * 60, 4 * 60 * 12, 4 * 12 * 2]);
    const last = result.pruningUpdates.at(-1)?.sparsity ?? 0;
    expect(last).toBeGreaterThan(0.5);
    expect(sum(({ survivors }) => survivors, pruned) / weights).toBeCloseTo(1 - last, 1);
    expect(result.history).toHaveLength(4);
    expect(result.pruningHistory).toHaveLength(3);
    expect(result.pruningSteps).toBe(3 * Math.ceil(80 / 32));
    expect(result.trainableParameters).toBe(weights + 60 + 12 + 2 + 2 * 20);
  });

  it("compares each network with the original alone", async () => {
    const { result } = await compressed([smallPartitions()]);
    expect(result.variants.map(({ comparison }) => comparison === null)).toEqual([true, false, false, false]);
    expect(result.squeezed).toBeNull();
  });

  it("judges on devel where test has no labels", async () => {
    const partitions = smallPartitions();
    const none = { ...partitions.test, ids: [], labels: new Int32Array(), values: new Float32Array(), speakers: [] };
    const engine = await createEngine({ threads: 1 });
    const description = (
      await describeData({ name: "", synthetic: false, sources: [], folds: [partitions], findings: [] })
    ).description;
    const experiment = { folds: [{ ...partitions, test: none }], description };
    const tools = { engine, store: memoryStore(), observer: SILENT_OBSERVER };
    const { models } = await reproduce(SMALL_PLAN, experiment, tools, MADE);
    const { variants } = models[0];
    await engine.close();
    expect(variants.map(({ test }) => test)).toEqual([null, null, null, null]);
    expect(variants[1]?.comparison).not.toBeNull();
  });

  it("squeezes every fold of a cross-validation, and one original more, of all recordings", async () => {
    const speakers = Array.from({ length: 96 }, (_, row) => `speaker ${row % 12}`);
    const { folds } = partition({ ...learnableTable(96, FEATURES, 2, 1), speakers }, { folds: 3 });
    const squeeze = { ...SQUEEZE_DEFAULTS, families: ["linear"], smallSparsities: [0.5], bits: [4] } as const;
    const plan = { ...SMALL_PLAN, squeeze: { ...squeeze, fineTuning: { ...squeeze.fineTuning, steps: 5 } } };
    const { result, files } = await compressed(folds, { plan });
    expect(result.squeezed?.procedure?.folds).toHaveLength(3);
    // The squeezed and the four networks are judged beside the same original, on the same answers.
    const [original] = result.variants;
    expect(result.squeezed?.test?.original.confusion).toEqual(original?.test?.confusion);
    expect(result.squeezed?.test?.original.uar.estimate).toBe(original?.test?.uar.estimate);
    expect(squeezedFile(result.squeezed as SqueezeResult)).toBe("S/whole/squeezed.coldpress");
    for (const name of [
      "S/whole/squeezed.coldpress",
      "S/whole/original.safetensors",
      "S/squeeze/fold-3/chosen.coldpress",
    ])
      expect(files.has(name), name).toBe(true);
    expect((await compressed(folds, { plan, files })).result).toEqual(result);
  });

  it("pools the folds of a cross-validation; files, sizes and histories are the first fold's", async () => {
    const folds = [smallPartitions(0), smallPartitions(1)];
    const { result, files } = await compressed(folds);
    expect(result.variants[0]?.test?.recordings).toBe(80);
    expect(result.variants[0]?.file).toBe("S/fold-1/original.safetensors");
    expect(files.has("S/fold-2/pruned-quantized.tflite")).toBe(true);
    const confusion = result.variants[0]?.test?.confusion ?? [];
    expect(confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(80);
  });

  it("takes what an earlier run has kept, and gives the same result", async () => {
    const { result, files } = await compressed([smallPartitions()]);
    const before = new Map(files);
    const again = await compressed([smallPartitions()], { files });
    expect(again.result).toEqual(result);
    for (const name of ["S/original.safetensors", "S/pruned.safetensors"])
      expect(files.get(name)).toBe(before.get(name));
    const plan = { ...SMALL_PLAN, training: { ...SMALL_PLAN.training, epochs: 5 } };
    await expect(compressed([smallPartitions()], { files, plan })).rejects.toThrow(/training\.epochs was 4, is 5 now/);
  });
});

describe("reproduce", () => {
  it("has the whole plan in its result, and the result can be written and read", async () => {
    const plan: ExperimentPlan = {
      ...SMALL_PLAN,
      pruning: { ...SMALL_PLAN.pruning, training: { ...SMALL_PLAN.training, learningRate: 0.02 } },
    };
    const experiment = await describeData({
      name: "small",
      synthetic: false,
      sources: [],
      folds: [smallPartitions()],
      findings: [],
    });
    const engine = await createEngine({ threads: 1 });
    const tools = { engine, store: memoryStore(), observer: SILENT_OBSERVER };
    const result = await reproduce(plan, experiment, tools, { ...MADE, engine: engine.kind });
    await engine.close();
    expect(result.plan).toEqual(plan);
    const read = parseResult(JSON.stringify(result), "result.json");
    expect(read).toEqual(result);
    expect(read.plan?.pruning.training["learningRate"]).toBe(0.02);
    const { plan: _, ...older } = result;
    expect(parseResult(JSON.stringify(older), "older.json").plan).toBeNull();
  });
});
