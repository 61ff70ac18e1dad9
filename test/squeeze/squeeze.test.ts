import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { memoryStore } from "../../src/core/artifact-store.ts";
import { Random } from "../../src/core/random.ts";
import { createEngine } from "../../src/engine/create-engine.ts";
import { predictNetwork } from "../../src/engine/predict.ts";
import { createSparseEngine } from "../../src/engine/sparse/create-sparse-engine.ts";
import { confusionMatrix } from "../../src/evaluation/confusion.ts";
import { uar } from "../../src/evaluation/uar.ts";
import { decodeContainer } from "../../src/formats/container/container-file.ts";
import { encodeModelFile } from "../../src/formats/model-file.ts";
import { zipSizeBytes } from "../../src/formats/zip.ts";
import { initializeNetwork, type Network } from "../../src/network/network.ts";
import { quantizedSurvivors } from "../../src/quantization/quantized-survivors.ts";
import { front } from "../../src/squeeze/front.ts";
import { SQUEEZE_DEFAULTS, type SqueezeOptions } from "../../src/squeeze/options.ts";
import { isSearchable } from "../../src/squeeze/search-paths.ts";
import { squeeze } from "../../src/squeeze/squeeze.ts";
import { chosenCandidate, type SqueezeResult, squeezeResult } from "../../src/squeeze/squeeze-result.ts";
import { TEST_LOOKS_FILE } from "../../src/squeeze/test-looks.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "../../src/table/feature-table.ts";
import { selectFeatures } from "../../src/table/select-features.ts";
import { TRAIN_DEFAULTS, train } from "../../src/training/train.ts";
import { learnableTable } from "../training/learnable-table.ts";

const FEATURES = 40;
const HIDDEN = [60, 30];
const OPTIONS: SqueezeOptions = {
  ...SQUEEZE_DEFAULTS,
  sparsities: [0.8, 0.9, 0.95],
  widths: [
    { neurons: 8, inputs: 20 },
    { neurons: 4, inputs: 10 },
  ],
  smallNeurons: 6,
  smallSparsities: [0, 0.8],
  training: { ...SQUEEZE_DEFAULTS.training, steps: 60 },
  fineTuning: { ...SQUEEZE_DEFAULTS.fineTuning, steps: 20 },
  margin: 0.05,
};

describe("a squeeze of a small network", () => {
  const [trainRows, devel, test] = [150, 120, 120].map((rows, seed) => learnableTable(rows, FEATURES, 2, seed)) as [
    FeatureTable,
    FeatureTable,
    FeatureTable,
  ];
  let original: Network;
  const engine = createSparseEngine();

  beforeAll(async () => {
    const dense = await createEngine({ threads: 1 });
    const architecture = { inputs: FEATURES, hidden: HIDDEN, classes: 2 };
    const fresh = initializeNetwork(architecture, trainRows.features, trainRows.classes, new Random(1));
    const options = { ...TRAIN_DEFAULTS, epochs: 15, learningRate: 3e-3 };
    const task = { network: fresh, data: { train: trainRows, devel }, options, random: new Random(2) };
    original = (await train(dense, task)).network;
    await dense.close();
  });

  const partitions = { train: trainRows, devel, test };
  const squeezed = async (files = new Map<string, Uint8Array>(), options = OPTIONS, timeIsUp = () => false) => ({
    files,
    ...(await squeeze(original, partitions, options, { engine, store: memoryStore(files), timeIsUp })),
  });

  it("tries every step of every family in every number of bits, each path from large to small", async () => {
    const { result } = await squeezed();
    expect(squeezeResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(JSON.parse(JSON.stringify(result)));
    expect(result.complete).toBe(true);
    expect(result.candidates).toHaveLength((3 + 2 + 2 + 2) * 2);
    for (const family of OPTIONS.families) {
      const sizes = result.candidates.filter((candidate) => candidate.family === family && candidate.bits === 4);
      expect(sizes.map(({ survivors }) => survivors)).toEqual(
        sizes.map(({ survivors }) => survivors).sort((a, b) => b - a),
      );
    }
    const sizes = front(result).map(({ bytes }) => bytes);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(result.choice).not.toBeNull();
    // What is listened to is the choice's own: what it reads, judged on devel.
    const chosen = chosenCandidate(result);
    expect(result.explanation).toMatchObject({ read: chosen?.inputs, classes: devel.classes });
    expect(result.explanation?.table).toMatchObject({ recordings: 120, uar: chosen?.develUar });
  });

  it("needs a network and its tables only, and gives the choice as the file that the store has", async () => {
    const { result, container } = await squeeze(original, partitions, OPTIONS);
    const { files, ...kept } = await squeezed();
    expect({ result, container }).toEqual(kept);
    expect(container).toEqual(files.get("squeezed.coldpress"));
    expect(container?.length).toBe(chosenCandidate(result)?.bytes);
    const speakers = new Set(trainRows.speakers).size;
    expect(result.trained).toEqual({ recordings: trainRows.ids.length, speakers });
    expect(result.original).toMatchObject({ file: "original.safetensors", weights: 40 * 60 + 60 * 30 + 30 * 2 });
    const chunks = encodeModelFile({ network: original, provenance: {} });
    expect(result.original.zipBytes).toBe(await zipSizeBytes("original.safetensors", chunks));
    const hash = createHash("sha256").update(Buffer.concat(chunks)).digest("hex");
    expect(decodeContainer(container as Uint8Array, "choice").madeFrom).toBe(`sha256:${hash}`);
  });

  it("takes the file that the original comes from, and names of its own in the store", async () => {
    const files = new Map<string, Uint8Array>();
    const originalFile = { file: "A/a.safetensors", madeFrom: `sha256:${"0".repeat(64)}`, zipBytes: 20_000 };
    const names = { keptPrefix: "A/squeeze/", chosenName: "A/small.coldpress" };
    const options = { ...OPTIONS, families: ["linear"] as const };
    const tools = { engine, store: memoryStore(files), originalFile, ...names };
    const { result } = await squeeze(original, partitions, options, tools);
    expect(result.original).toMatchObject({ file: originalFile.file, zipBytes: originalFile.zipBytes });
    const kept = [...files.keys()].filter((name) => name.startsWith("A/squeeze/candidates/"));
    expect(result.candidates.map(({ file }) => file)).toEqual(kept);
    expect(files.get("A/small.coldpress")).toBeDefined();
    expect(decodeContainer(files.get(kept[0]) as Uint8Array, "kept").madeFrom).toBe(originalFile.madeFrom);
  });

  it("judges what it ships: each file, decoded, gives the answers that were counted", async () => {
    const { result, files } = await squeezed();
    for (const { file, develUar, bytes } of result.candidates) {
      const container = files.get(file) as Uint8Array;
      expect(container.length).toBe(bytes);
      const network = quantizedSurvivors(decodeContainer(container, file).network);
      const probabilities = await predictNetwork(engine, network, selectFeatures(devel, network.features).values);
      const predicted = Int32Array.from(devel.labels, (_, row) =>
        Number(probabilities[2 * row + 1] > probabilities[2 * row]),
      );
      expect(uar(confusionMatrix({ classes: devel.classes, labels: devel.labels, predicted })), file).toBe(develUar);
    }
  });

  it("gives the same bytes for the same seed, and resumes from what an interrupted search has kept", async () => {
    const whole = await squeezed();
    let steps = 0;
    const half = await squeezed(new Map(), OPTIONS, () => ++steps > 4);
    expect(half.result.complete).toBe(false);
    expect(half.files.size).toBeLessThan(whole.files.size);
    const resumed = await squeezed(half.files);
    expect(resumed.result.test?.look.number).toBe(2);
    expect(withoutLook(resumed.result)).toEqual(withoutLook(whole.result));
    expect([...resumed.files.keys()].sort()).toEqual([...whole.files.keys()].sort());
    for (const [name, bytes] of whole.files)
      if (name !== TEST_LOOKS_FILE) expect(resumed.files.get(name), name).toEqual(bytes);
    const other = await squeeze(original, partitions, { ...OPTIONS, seed: 2 }, { engine });
    expect(other.result).not.toEqual(whole.result);
  });

  it("does not take what a search with other settings or other recordings has kept", async () => {
    const { result, files } = await squeezed();
    const training = { ...OPTIONS.training, steps: 61 };
    const other = await squeezed(files, { ...OPTIONS, training });
    const fresh = await squeezed(new Map(), { ...OPTIONS, training });
    expect(withoutLook(other.result)).toEqual(withoutLook(fresh.result));
    expect(other.result).not.toEqual(result);

    const labels = trainRows.labels.map((label, row) => (row === 0 ? 1 - label : label));
    const relabeled = { ...partitions, train: { ...trainRows, labels } };
    const taken = await squeeze(original, relabeled, OPTIONS, { engine, store: memoryStore(files) });
    const anew = await squeeze(original, relabeled, OPTIONS, { engine });
    expect(withoutLook(taken.result)).toEqual(withoutLook(anew.result));
    expect(taken.container).toEqual(anew.container);
  });

  it("keeps every network where only the rule of the choice is another", async () => {
    const { files } = await squeezed();
    const kept = [...files].filter(([name]) => name.includes("/"));
    const rule = { margin: 0.3, targetBytes: 900, families: ["pruned"], bits: [3] } as const;
    await squeezed(files, { ...OPTIONS, ...rule });
    for (const [name, bytes] of kept) expect(files.get(name), name).toBe(bytes);
  });

  it("counts each other question that test is asked, and the same one once", async () => {
    const { result, files } = await squeezed();
    expect(result.test?.look.number).toBe(1);
    expect((await squeezed(files)).result).toEqual(result);
    const wider = await squeezed(files, { ...OPTIONS, margin: 0.2 });
    expect(wider.result.test?.look).toEqual({ test: result.test?.look.test, number: 2 });
    expect((await squeezed(files)).result).toEqual(result);
    const other = { ...test, labels: test.labels.map((label) => 1 - label) };
    const tools = { engine, store: memoryStore(files) };
    const asked = await squeeze(original, { ...partitions, test: other }, OPTIONS, tools);
    expect(asked.result.test?.look.number).toBe(1);
    files.set(TEST_LOOKS_FILE, new TextEncoder().encode("[]"));
    await expect(squeezed(files)).rejects.toThrow("test-looks.json: is not a list of looks at test sets");
  });

  it("judges the choice alone on test, and estimates the other families", async () => {
    const { result } = await squeezed();
    const [chosen, ...others] = result.test?.networks ?? [];
    expect(chosen?.name).toBe(result.choice?.name);
    expect(chosen?.comparison?.uarDrop).toEqual(chosen?.uarDrop);
    expect(others.length).toBeGreaterThan(0);
    for (const { comparison, overRecordings, uarDrop } of others) {
      expect([comparison, overRecordings]).toEqual([null, null]);
      expect(uarDrop.interval.low).toBeLessThanOrEqual(uarDrop.estimate);
    }
  });

  it("puts the linear costs that were not taken into the bound, and keeps their answers for a run that resumes", async () => {
    const { result, files } = await squeezed(new Map(), { ...OPTIONS, families: ["linear"] });
    expect(result.untakenCosts).toBeGreaterThan(1);
    const kept = JSON.parse(new TextDecoder().decode(files.get("linear-costs.json")));
    expect(kept.untaken).toHaveLength(result.untakenCosts);
    expect((await squeezed(files, { ...OPTIONS, families: ["linear"] })).result).toEqual(result);
    files.set("linear-costs.json", new TextEncoder().encode("{"));
    expect((await squeezed(files, { ...OPTIONS, families: ["linear"] })).result).toEqual(result);
    expect((await squeezed(new Map(), { ...OPTIONS, families: ["small"] })).result.untakenCosts).toBe(0);
  });

  it("never looks at test to choose: other test recordings change nothing but the test's part", async () => {
    const { result, files } = await squeezed();
    const shuffled = { ...test, labels: test.labels.map((label) => 1 - label) };
    const tools = { engine, store: memoryStore(files) };
    const other = await squeeze(original, { ...partitions, test: shuffled }, OPTIONS, tools);
    expect({ ...other.result, test: null }).toEqual({ ...result, test: null });
    expect(other.result.test).not.toEqual(result.test);
    const without = await squeeze(original, { train: trainRows, devel }, OPTIONS, tools);
    expect(without.result).toEqual({ ...result, test: null });
  });

  it("leaves out test recordings without a label, and finds the network's features in a wider table", async () => {
    const options = { ...OPTIONS, families: ["linear"] as const };
    const plain = await squeeze(original, partitions, options, { engine });
    const half = { ...test, labels: test.labels.map((label, row) => (row % 2 === 0 ? label : UNKNOWN_LABEL)) };
    const judged = await squeeze(original, { ...partitions, test: half }, options, { engine });
    expect(judged.result.test?.original.recordings).toBe(60);
    const wider = Object.fromEntries(Object.entries(partitions).map(([name, table]) => [name, withConstant(table)]));
    const fromWider = await squeeze(original, wider as unknown as typeof partitions, options, { engine });
    expect(fromWider).toEqual(plain);
  });

  it("refuses tables that do not fit, and says why nothing was made", async () => {
    const renamed = { ...trainRows, classes: ["yes", "no"] };
    await expect(squeeze(original, { ...partitions, train: renamed })).rejects.toThrow(
      /original\.safetensors: has the classes class0, class1, the table yes, no; they must be the same/,
    );
    const narrow = selectFeatures(trainRows, trainRows.features.slice(1));
    await expect(squeeze(original, { ...partitions, train: narrow })).rejects.toThrow(/lack 1 of them/);
    await expect(squeezed(new Map(), OPTIONS, () => true)).rejects.toThrow(/time was up before a single network/);
    const none = { ...OPTIONS, families: ["pruned"], sparsities: [0.9999] } as const;
    expect(isSearchable(original.architecture, none)).toBe(false);
    await expect(squeezed(new Map(), none)).rejects.toThrow(/too small for the families/);
  });
});

/** The result but for how often test was asked before. */
function withoutLook(result: SqueezeResult): object {
  return { ...result, test: { ...result.test, look: null } };
}

/** The table with a feature more, in front. */
function withConstant(table: FeatureTable): FeatureTable {
  const width = table.features.length;
  const values = new Float32Array(table.ids.length * (width + 1));
  table.ids.forEach((_, row) => {
    values.set(table.values.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  });
  return { ...table, features: ["constant", ...table.features], values };
}
