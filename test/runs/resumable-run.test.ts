import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/core/artifact-store.ts";
import { SILENT_OBSERVER } from "../../src/core/run-observer.ts";
import { createEngine } from "../../src/engine/create-engine.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { decodeModelFile, encodeModelFile } from "../../src/formats/model-file.ts";
import type { Network } from "../../src/network/network.ts";
import { PRUNE_DEFAULTS } from "../../src/pruning/prune.ts";
import { RECIPE_VERSIONS } from "../../src/runs/recipes.ts";
import type { LeftoverRule } from "../../src/runs/resumable-run.ts";
import { runIdentity } from "../../src/runs/run-identity.ts";
import { pruningRun, trainingRun } from "../../src/runs/train-and-prune.ts";
import { TRAIN_DEFAULTS, type TrainingRun } from "../../src/training/train.ts";
import { learnableTable } from "../training/learnable-table.ts";

const DATA = { train: learnableTable(60, 12, 2, 0), devel: learnableTable(30, 12, 2, 1) };
const REQUEST = {
  architecture: { inputs: 12, hidden: [8], classes: 2 },
  data: DATA,
  options: { ...TRAIN_DEFAULTS, epochs: 6, learningRate: 0.01 },
  seed: 1,
};
const CHECKPOINT = "a.safetensors.checkpoint";

type Files = Map<string, Uint8Array>;

/** Trains into these files; a run that is to be interrupted throws after so many checkpoints. */
async function trained(
  files: Files,
  leftovers: LeftoverRule,
  { interruptAfter = Infinity, ...changes }: Partial<typeof REQUEST> & { interruptAfter?: number } = {},
): Promise<TrainingRun> {
  const store = memoryStore(files);
  let checkpoints = 0;
  const write = async (name: string, chunks: Iterable<Uint8Array>) => {
    await store.write(name, chunks);
    if (name === CHECKPOINT && ++checkpoints === interruptAfter) throw new Error("killed");
  };
  return withEngine((engine) =>
    trainingRun(
      { ...REQUEST, ...changes },
      { label: "training", network: "a.safetensors", leftovers },
      { engine, store: { ...store, write } },
    ),
  );
}

async function withEngine<Result>(use: (engine: Engine) => Promise<Result>): Promise<Result> {
  const engine = await createEngine({ threads: 1 });
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

async function interrupted(): Promise<Files> {
  const files: Files = new Map();
  await expect(trained(files, "refuse", { interruptAfter: 2 })).rejects.toThrow("killed");
  expect([...files.keys()]).toEqual([CHECKPOINT]);
  return files;
}

const weights = ({ network }: { network: Network }) => encodeModelFile({ network, provenance: {} });

describe("a run that is resumed", () => {
  it("ends with the bytes of one that was never interrupted, and its checkpoint is gone", async () => {
    const whole: Files = new Map();
    await trained(whole, "refuse");
    const files = await interrupted();
    await trained(files, "resume");
    expect([...files.keys()]).toEqual(["a.safetensors"]);
    expect(files.get("a.safetensors")).toEqual(whole.get("a.safetensors"));
  });

  it("takes the network of a finished run, with its history, and computes nothing", async () => {
    const files: Files = new Map();
    const first = await trained(files, "resume");
    const before = files.get("a.safetensors");
    const again = await trained(files, "resume");
    expect(again.history).toEqual(first.history);
    expect(weights(again)).toEqual(weights(first));
    expect(files.get("a.safetensors")).toBe(before);
  });

  it.each<[string, Partial<typeof REQUEST>, RegExp]>([
    ["epochs", { options: { ...REQUEST.options, epochs: 7 } }, /training\.epochs was 6, is 7 now/],
    ["seed", { seed: 2 }, /seed was 1, is 2 now/],
    [
      "architecture",
      { architecture: { inputs: 12, hidden: [9], classes: 2 } },
      /architecture\.hidden was \[8\], is \[9\] now/,
    ],
    ["data", { data: { ...DATA, devel: learnableTable(30, 12, 2, 2) } }, /data\.devel: not the same/],
  ])("refuses what a run with another %s left, and keeps it", async (_, changes, difference) => {
    const files = await interrupted();
    const checkpoint = files.get(CHECKPOINT);
    await expect(trained(files, "resume", changes)).rejects.toThrow(difference);
    await expect(trained(files, "resume", changes)).rejects.toThrow(/^a\.safetensors\.checkpoint: was left by a run/);
    expect(files.get(CHECKPOINT)).toBe(checkpoint);

    await trained(files, "resume");
    const network = files.get("a.safetensors");
    await expect(trained(files, "resume", changes)).rejects.toThrow(/^a\.safetensors: was left by a run with other/);
    expect(files.get("a.safetensors")).toBe(network);
  });

  it("refuses what another engine left", async () => {
    const files: Files = new Map();
    await withEngine((engine) =>
      trainingRun(
        REQUEST,
        { label: "", network: "a.safetensors", leftovers: "refuse" },
        { engine: { ...engine, kind: "reference" }, store: memoryStore(files) },
      ),
    );
    await expect(trained(files, "resume")).rejects.toThrow(/engine was "reference", is "wasm/);
  });
});

describe("a run that is not resumed", () => {
  it("refuses a checkpoint, says how far it came, and keeps it", async () => {
    const files = await interrupted();
    const checkpoint = files.get(CHECKPOINT);
    await expect(trained(files, "refuse")).rejects.toThrow(
      /interrupted after 2 epochs; resume that run \(--resume\), overwrite it/,
    );
    expect(files.get(CHECKPOINT)).toBe(checkpoint);
  });

  it("starts anew over a checkpoint where it may, but not over a file that is no checkpoint", async () => {
    const files = await interrupted();
    const other = await trained(files, "overwrite", { seed: 2 });
    expect(other.history).toHaveLength(6);
    expect([...files.keys()]).toEqual(["a.safetensors"]);
    files.set(CHECKPOINT, new TextEncoder().encode("my own notes"));
    await expect(trained(files, "overwrite")).rejects.toThrow(/a\.safetensors\.checkpoint: /);
    expect(new TextDecoder().decode(files.get(CHECKPOINT))).toBe("my own notes");
  });

  it("replaces a finished network, and says so", async () => {
    const files: Files = new Map();
    const outcomes: string[] = [];
    const observer = { ...SILENT_OBSERVER, done: (outcome: string) => void outcomes.push(outcome) };
    const place = { label: "training", network: "a.safetensors", leftovers: "refuse" } as const;
    for (const seed of [1, 2])
      await withEngine((engine) =>
        trainingRun({ ...REQUEST, seed }, place, { engine, store: memoryStore(files), observer }),
      );
    const replaced = ", in place of the file that was there";
    expect(outcomes.map((outcome) => outcome.endsWith(replaced))).toEqual([false, true]);
    const second = await trained(new Map(), "refuse", { seed: 2 });
    expect(weights(decodeModelFile(files.get("a.safetensors") as Uint8Array, "a"))).toEqual(weights(second));
  });

  it("writes what the network depends on into its file", async () => {
    const files: Files = new Map();
    await trained(files, "refuse");
    const { provenance } = decodeModelFile(files.get("a.safetensors") as Uint8Array, "a.safetensors");
    expect(provenance["settings"]).toMatchObject({
      recipe: "training",
      recipeVersion: RECIPE_VERSIONS.training,
      architecture: REQUEST.architecture,
      seed: 1,
      training: REQUEST.options,
    });
  });
});

describe("pruningRun", () => {
  it("depends on the network that it prunes, to the last bit, and not on what that network's file says of itself", async () => {
    const { network } = await trained(new Map(), "refuse");
    const files: Files = new Map();
    const options = { ...PRUNE_DEFAULTS, training: { ...REQUEST.options, epochs: 2 } };
    const place = { label: "", network: "p.safetensors", leftovers: "resume" } as const;
    const prune = (original: Network) =>
      withEngine((engine) =>
        pruningRun({ network: original, data: DATA, options, seed: 1 }, place, { engine, store: memoryStore(files) }),
      );
    await prune(network);
    const before = files.get("p.safetensors");
    await prune(structuredClone(network));
    expect(files.get("p.safetensors")).toBe(before);
    const other = structuredClone(network);
    other.layers[0].bias[0] += 1e-6;
    await expect(prune(other)).rejects.toThrow(/original: not the same/);
  });
});

describe("runIdentity", () => {
  it("gives another fingerprint for another version of the recipe", async () => {
    const settings = { seed: 1 };
    const { fingerprint, settings: all } = await runIdentity("training", "wasm-simd", settings);
    expect(all).toEqual({ recipe: "training", recipeVersion: RECIPE_VERSIONS.training, seed: 1, engine: "wasm-simd" });
    const versions = RECIPE_VERSIONS as { training: number };
    const version = versions.training;
    try {
      versions.training = version + 1;
      expect((await runIdentity("training", "wasm-simd", settings)).fingerprint).not.toBe(fingerprint);
    } finally {
      versions.training = version;
    }
    expect((await runIdentity("pruning", "wasm-simd", settings)).fingerprint).not.toBe(fingerprint);
  });
});
