import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/core/artifact-store.ts";
import { Random } from "../../src/core/random.ts";
import { SILENT_OBSERVER } from "../../src/core/run-observer.ts";
import { type Partitions, partition } from "../../src/corpus/partitions.ts";
import { createEngine } from "../../src/engine/create-engine.ts";
import { describeData } from "../../src/experiment/describe-data.ts";
import { gather } from "../../src/experiment/gather.ts";
import { outcomeName } from "../../src/experiment/job-outcome.ts";
import { type Job, planJobs } from "../../src/experiment/jobs.ts";
import type { ExperimentPlan } from "../../src/experiment/plan.ts";
import { reproduce } from "../../src/experiment/reproduce.ts";
import { isDone, isWorking, runJob, type WorkingJob } from "../../src/experiment/run-job.ts";
import { paperArchitecture } from "../../src/network/architecture.ts";
import { SQUEEZE_DEFAULTS } from "../../src/squeeze/options.ts";
import { learnableTable } from "../training/learnable-table.ts";
import { FEATURES, SMALL_PLAN, smallPartitions } from "./small-experiment.ts";

const MADE = { coldpress: "0", engine: "wasm", threads: 1, platform: "test", date: "2026-01-01T00:00:00.000Z" };

const SHORT_SQUEEZE = {
  ...SQUEEZE_DEFAULTS,
  families: ["linear"],
  smallSparsities: [0.5],
  bits: [4],
  fineTuning: { ...SQUEEZE_DEFAULTS.fineTuning, steps: 5 },
} as const;

const [S] = SMALL_PLAN.models;
const PLAN: ExperimentPlan = {
  ...SMALL_PLAN,
  models: [S, { name: "T", architecture: { inputs: FEATURES, hidden: [8], classes: 2 } }] as ExperimentPlan["models"],
  squeeze: SHORT_SQUEEZE,
};

function threeFolds(): readonly Partitions[] {
  const speakers = Array.from({ length: 96 }, (_, row) => `speaker ${row % 12}`);
  return partition({ ...learnableTable(96, FEATURES, 2, 1), speakers }, { folds: 3 }).folds;
}

const dataOf = (folds: readonly Partitions[]) =>
  describeData({ name: "small", synthetic: false, sources: [], folds, findings: [] });

const namesOf = (jobs: readonly Job[]) => jobs.map(({ name }) => name);

describe("planJobs", () => {
  it("has one job for each model, one for the linear baseline and one that gathers", async () => {
    const jobs = await planJobs(PLAN, await dataOf([smallPartitions()]), "wasm");
    expect(namesOf(jobs)).toEqual(["linear", "S", "T", "gather"]);
    expect(jobs.at(-1)?.needs).toEqual(["linear", "S", "T"]);
  });

  it("has one for each fold and seed, and in cross-validation what the squeeze needs besides", async () => {
    const jobs = await planJobs({ ...PLAN, seeds: 3 }, await dataOf(threeFolds()), "wasm");
    expect(jobs).toHaveLength(2 + 2 * 3 * 5);
    expect(namesOf(jobs).slice(0, 6)).toEqual(["linear", "S.fold-1", "S.fold-2", "S.fold-3", "S.whole", "S.pooled"]);
    expect(namesOf(jobs)).toContain("T.seed-3.fold-2");
    const pooled = jobs.find(({ name }) => name === "T.seed-2.pooled");
    expect(pooled?.needs).toEqual(["T.seed-2.fold-1", "T.seed-2.fold-2", "T.seed-2.fold-3", "T.seed-2.whole"]);
    const unsqueezed = await planJobs({ ...PLAN, squeeze: null }, await dataOf(threeFolds()), "wasm");
    expect(unsqueezed).toHaveLength(2 + 2 * 3);
  });

  it("lists every job after those that it needs, under a name of its own", async () => {
    const jobs = await planJobs({ ...PLAN, seeds: 3 }, await dataOf(threeFolds()), "wasm");
    const before = new Set<string>();
    for (const { name, needs } of jobs) {
      for (const need of needs) expect(before.has(need), `${name} needs ${need}`).toBe(true);
      before.add(name);
    }
    expect(before.size).toBe(jobs.length);
    expect(new Set(jobs.map(({ fingerprint }) => fingerprint)).size).toBe(jobs.length);
  });

  it("gives a job another fingerprint where its result may differ, and no other job one", async () => {
    const data = await dataOf([smallPartitions()]);
    const print = async (plan: ExperimentPlan, rows = data, engine = "wasm") =>
      Object.fromEntries((await planJobs(plan, rows, engine)).map(({ name, fingerprint }) => [name, fingerprint]));
    const first = await print(PLAN);
    expect(await print(PLAN)).toEqual(first);
    const longer = await print({ ...PLAN, training: { ...PLAN.training, epochs: 5 } });
    expect([longer["linear"] === first["linear"], longer["S"] === first["S"]]).toEqual([true, false]);
    const unsqueezed = await print({ ...PLAN, squeeze: null });
    expect(unsqueezed["S"]).not.toBe(first["S"]);
    for (const other of [await print(PLAN, await dataOf([smallPartitions(1)])), await print(PLAN, data, "reference")])
      for (const name of Object.keys(first)) expect(other[name], name).not.toBe(first[name]);
    const seeds = await print({ ...PLAN, seeds: 3 });
    expect(seeds["S"]).toBe(first["S"]);
    expect(seeds["S.seed-2"]).not.toBe(first["S"]);
  });

  it("expects of the paper's largest model what was measured of it, within a factor of two", async () => {
    const architecture = paperArchitecture("A", 6373, 2);
    const table = { ...learnableTable(3738, 1, 2, 1), features: Array.from({ length: 6373 }, (_, f) => `f${f}`) };
    const plan = {
      ...SMALL_PLAN,
      models: [{ name: "A", architecture }],
      training: { ...SMALL_PLAN.training, epochs: 40 },
      squeeze: null,
    };
    const data = await dataOf([{ train: table, devel: table, test: table }]);
    const job = (await planJobs(plan, data, "wasm")).find(({ name }) => name === "A");
    // Measured: 40 + 3 epochs of about 30 seconds on one core (docs/performance.md).
    expect(job?.minutes).toBeGreaterThan(11);
    expect(job?.minutes).toBeLessThan(45);
    expect(job?.mebibytes).toBeGreaterThan(1000);
  });
});

describe("runJob", () => {
  async function withEngine<Value>(work: (engine: Awaited<ReturnType<typeof createEngine>>) => Promise<Value>) {
    const engine = await createEngine({ threads: 1 });
    try {
      return await work(engine);
    } finally {
      await engine.close();
    }
  }

  /** Jobs in a random order that respects their needs. */
  function shuffled(jobs: readonly Job[], random: Random): Job[] {
    const left = random.shuffle([...jobs]);
    const order: Job[] = [];
    while (left.length > 0) {
      const next = left.findIndex(({ needs }) => needs.every((need) => order.some(({ name }) => name === need)));
      order.push(...left.splice(next, 1));
    }
    return order;
  }

  it.each([
    ["one split", () => [smallPartitions()]],
    ["cross-validation", threeFolds],
  ])("gives the same result and the same files in whatever order, and done twice at once: %s", async (_, folds) => {
    await withEngine(async (engine) => {
      const data = await dataOf(folds());
      const files = new Map<string, Uint8Array>();
      const inOrder = { engine, store: memoryStore(files), observer: SILENT_OBSERVER };
      const expected = await reproduce(PLAN, data, inOrder, MADE);
      const jobs = await planJobs(PLAN, data, engine.kind);
      const others = new Map<string, Uint8Array>();
      const tools = { ...inOrder, store: memoryStore(others) };
      for (const job of shuffled(jobs, new Random(3)))
        if (isWorking(job)) await Promise.all([1, 2].map(() => runJob(job, { plan: PLAN, data }, tools)));
      const result = await gather({ plan: PLAN, data, jobs, made: MADE }, tools.store);
      expect(JSON.stringify(result)).toBe(JSON.stringify(expected));
      expect(others).toEqual(files);
    });
  });

  it("does nothing where the job is done, and does it again where its outcome is damaged or a network is gone", async () => {
    await withEngine(async (engine) => {
      const data = await dataOf([smallPartitions()]);
      const files = new Map<string, Uint8Array>();
      let writes = 0;
      const kept = memoryStore(files);
      const store = {
        ...kept,
        write: (name: string, chunks: Iterable<Uint8Array>) => {
          writes++;
          return kept.write(name, chunks);
        },
      };
      const jobs = await planJobs(PLAN, data, engine.kind);
      const job = jobs.find(({ name }) => name === "T") as WorkingJob;
      const run = () => runJob(job, { plan: PLAN, data }, { engine, store, observer: SILENT_OBSERVER });
      expect(await isDone(job, store)).toBe(false);
      await run();
      expect(await isDone(job, store)).toBe(true);
      const [before, first] = [new Map(files), writes];
      await run();
      expect(writes).toBe(first);
      for (const spoil of [
        () => files.set(outcomeName(job), new TextEncoder().encode("{")),
        () => files.set(outcomeName(job), new TextEncoder().encode(`{"fingerprint":"${job.fingerprint}"}`)),
        () => files.delete("T/quantized.tflite"),
        () => files.delete("T/original.safetensors"),
      ]) {
        spoil();
        expect(await isDone(job, store)).toBe(false);
        await run();
        expect(files).toEqual(before);
      }
    });
  });

  it("gathers nothing while jobs are missing, and says which", async () => {
    const data = await dataOf([smallPartitions()]);
    const jobs = await planJobs(PLAN, data, "wasm");
    await expect(gather({ plan: PLAN, data, jobs, made: MADE }, memoryStore())).rejects.toThrow(
      "gather: 3 of 3 jobs are not done (linear, S, T); do them first",
    );
  });
});
