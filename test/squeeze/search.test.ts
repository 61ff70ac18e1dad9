import { beforeAll, describe, expect, it } from "vitest";
import type { ArtifactStore } from "../../src/core/artifact-store.ts";
import { Random } from "../../src/core/random.ts";
import { createEngine } from "../../src/engine/create-engine.ts";
import { createSparseEngine } from "../../src/engine/sparse/create-sparse-engine.ts";
import { decodeContainer } from "../../src/formats/container/container-file.ts";
import { initializeNetwork, type Network } from "../../src/network/network.ts";
import { quantizedSurvivors } from "../../src/quantization/quantized-survivors.ts";
import {
  decide,
  front,
  SQUEEZE_DEFAULTS,
  type SqueezeOptions,
  search,
  squeezeResult,
} from "../../src/squeeze/index.ts";
import { type FeatureTable, selectFeatures } from "../../src/table/index.ts";
import { teacherProbabilities } from "../../src/training/distillation.ts";
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
  resamples: 300,
};

/** A store in memory that counts what is written. */
function memoryStore(files = new Map<string, Uint8Array>()): ArtifactStore & { files: Map<string, Uint8Array> } {
  return {
    files,
    read: async (name) => files.get(name),
    write: async (name, chunks) => void files.set(name, new Uint8Array([...chunks].flatMap((chunk) => [...chunk]))),
    remove: async (name) => void files.delete(name),
  };
}

const observer = { start: () => {}, step: () => {}, done: () => {} };

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

  async function squeezed(store: ArtifactStore, options = OPTIONS, timeIsUp = () => false) {
    const denseEngine = await createEngine({ threads: 1 });
    const tools = { engine, denseEngine, store, observer, timeIsUp };
    const origin = { madeFrom: "sha256:00", dataHash: "data", seed: 1 };
    const found = await search({ original, train: trainRows, devel, options, random: new Random(3), ...origin }, tools);
    const made = { network: original, file: "a.safetensors", zipBytes: 20_000 };
    const result = await decide({ search: found, original: made, test, options, random: new Random(4) }, tools);
    await denseEngine.close();
    return { found, result };
  }

  it("tries every rung of every family in every number of bits, each line from large to small", async () => {
    const { result } = await squeezed(memoryStore());
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
  });

  it("judges what it ships: each file, decoded, gives the answers that were counted", async () => {
    const store = memoryStore();
    const { found } = await squeezed(store);
    for (const { file, devel: answers, bytes } of found.candidates) {
      const container = store.files.get(file) as Uint8Array;
      expect(container.length).toBe(bytes);
      const network = quantizedSurvivors(decodeContainer(container, file).network);
      const probabilities = teacherProbabilities(engine, network, selectFeatures(devel, network.features).values);
      const predicted = Array.from(answers.labels, (_, row) =>
        Number(probabilities[2 * row + 1] > probabilities[2 * row]),
      );
      expect(predicted).toEqual([...answers.predicted]);
    }
  });

  it("gives the same bytes for the same seed, and goes on from what an interrupted search has kept", async () => {
    const whole = memoryStore();
    const { result } = await squeezed(whole);
    const half = memoryStore();
    let rungs = 0;
    const interrupted = await squeezed(half, OPTIONS, () => ++rungs > 4);
    expect(interrupted.result.complete).toBe(false);
    expect(half.files.size).toBeLessThan(whole.files.size);
    const resumed = await squeezed(half);
    expect(resumed.result).toEqual(result);
    expect([...half.files.keys()].sort()).toEqual([...whole.files.keys()].sort());
    for (const [name, bytes] of whole.files) expect(half.files.get(name), name).toEqual(bytes);
  });

  it("does not take what a search with other settings has kept", async () => {
    const store = memoryStore();
    const { result } = await squeezed(store);
    const training = { ...OPTIONS.training, steps: 61 };
    const other = await squeezed(store, { ...OPTIONS, training });
    const fresh = await squeezed(memoryStore(), { ...OPTIONS, training });
    expect(other.result).toEqual(fresh.result);
    expect(other.result).not.toEqual(result);
  });

  it("keeps every network where only the rule of the choice is another", async () => {
    const store = memoryStore();
    await squeezed(store);
    const kept = new Map(store.files);
    await squeezed(store, {
      ...OPTIONS,
      margin: 0.3,
      resamples: 200,
      targetBytes: 900,
      families: ["pruned"],
      bits: [3],
    });
    for (const [name, bytes] of kept) expect(store.files.get(name), name).toBe(bytes);
  });

  it("never looks at test to choose: other test recordings change nothing but the test's part", async () => {
    const store = memoryStore();
    const { result, found } = await squeezed(store);
    const denseEngine = await createEngine({ threads: 1 });
    const made = { network: original, file: "a.safetensors", zipBytes: 20_000 };
    const shuffled = { ...test, labels: test.labels.map((label) => 1 - label) };
    const decision = { search: found, original: made, test: shuffled, options: OPTIONS, random: new Random(4) };
    const other = await decide(decision, { engine, denseEngine, store });
    await denseEngine.close();
    expect({ ...other, test: null }).toEqual({ ...result, test: null });
    expect(other.test).not.toEqual(result.test);
  });

  it("refuses to decide where there was no time for a single network", async () => {
    await expect(squeezed(memoryStore(), OPTIONS, () => true)).rejects.toThrow(/give more --budget-minutes/);
  });
});
