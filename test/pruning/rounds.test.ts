import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { createSparseEngine } from "../../src/engine/sparse/create-sparse-engine.ts";
import { type SparseNetwork, survivorTotal } from "../../src/network/sparse-network.ts";
import { keepNeurons } from "../../src/pruning/keep-groups.ts";
import { keepLargest, layerSurvivors } from "../../src/pruning/keep-largest.ts";
import { geometricSparsities, pruneInRounds, ROUNDS_DEFAULTS, type RoundsTask } from "../../src/pruning/rounds.ts";
import { labelTargets } from "../../src/training/targets.ts";
import { trainSurvivors } from "../../src/training/train-survivors.ts";
import { learnableTable } from "../training/learnable-table.ts";
import { randomSurvivors } from "./random-survivors.ts";

const engine = createSparseEngine({ kind: "reference" });
const table = learnableTable(60, 12, 2, 1);
const retraining = { ...ROUNDS_DEFAULTS.retraining, steps: 10, batchSize: 16, learningRate: 0.01 };
const options = { ...ROUNDS_DEFAULTS, sparsities: [0.5, 0.8], retraining };

function freshTask(changes: Partial<RoundsTask> = {}): RoundsTask {
  const network = randomSurvivors({ inputs: 12, hidden: [10, 8], classes: 2 }, 0, 2);
  const targets = labelTargets(table.labels, 2);
  return { network, inputs: table.values, targets, options, random: new Random(3), ...changes };
}

const counts = ({ layers }: SparseNetwork) => layers.map(({ weights }) => weights.length);

describe("geometricSparsities", () => {
  it("begin at 0.9 and keep the same share of the survivors in every round, at least a quarter", () => {
    expect(geometricSparsities(0.999).map((sparsity) => Number(sparsity.toFixed(4)))).toEqual([
      0.9, 0.9684, 0.99, 0.9968, 0.999,
    ]);
    expect(geometricSparsities(0.975)).toEqual([0.9, 0.975]);
  });

  it("are one round where the target lies before the first one", () => {
    expect(geometricSparsities(0.9)).toEqual([0.9]);
    expect(geometricSparsities(0.5)).toEqual([0.5]);
  });

  it("are Han's with other options: a fifth less in each of as many rounds as need be", () => {
    const sparsities = geometricSparsities(0.9, { first: 0.2, keep: 0.8 });
    expect(sparsities.length).toBe(1 + Math.ceil(Math.log(0.1 / 0.8) / Math.log(0.8)));
    for (let r = 1; r < sparsities.length; r++)
      expect((1 - sparsities[r]) / (1 - sparsities[r - 1])).toBeGreaterThanOrEqual(0.8);
  });

  it("refuse shares out of range", () => {
    expect(() => geometricSparsities(1)).toThrow("last must be from 0 to below 1, got 1");
    expect(() => geometricSparsities(0.9, { keep: 0 })).toThrow("keep must be between 0 and 1, got 0");
  });
});

describe("pruneInRounds", () => {
  it("is keepLargest and training, one after the other", async () => {
    const task = freshTask();
    let { network } = task;
    for (const [r, sparsity] of options.sparsities.entries())
      network = await trainSurvivors(engine, {
        ...task,
        network: keepLargest(network, { sparsity }),
        options: retraining,
        random: new Random(3).fork(`round ${r + 1}`),
      });
    expect(await pruneInRounds(engine, task)).toEqual(network);
  });

  it("leaves the survivors of the last sparsity, and the network that it was given as it was", async () => {
    const task = freshTask();
    const before = structuredClone(task.network);
    expect(counts(await pruneInRounds(engine, task))).toEqual(layerSurvivors(task.network.architecture, 0.8));
    expect(task.network).toEqual(before);
  });

  it("lowers the loss of what pruning alone leaves by more than half", async () => {
    const losses: number[] = [];
    const longer = { ...options, sparsities: [0.5], retraining: { ...retraining, steps: 200 } };
    await pruneInRounds(engine, freshTask({ options: longer }), { onStep: ({ loss }) => void losses.push(loss) });
    expect(losses.at(-1)).toBeLessThan(0.5 * losses[0]);
  });

  it("rewinds the learning rate in each round, or keeps to a tenth of it", async () => {
    const ratesOf = async (rewind: "learning-rate" | "none") => {
      const rates: number[] = [];
      const adam = { beta1: 0, beta2: 0, epsilon: 1e-7 };
      const plain = { ...options, rewind, retraining: { ...retraining, adam } };
      await pruneInRounds(engine, freshTask({ options: plain }), {
        update: (_resident, { stepSize }) => void rates.push(Number(stepSize.toFixed(6))),
      });
      return rates;
    };
    const falling = Array.from({ length: 10 }, (_, t) => 0.01 * (1 - t / 10)).map((rate) => Number(rate.toFixed(6)));
    expect(await ratesOf("learning-rate")).toEqual([...falling, ...falling]);
    expect(await ratesOf("none")).toEqual(Array.from({ length: 20 }, () => 0.001));
  });

  it("prunes what it is told to: neurons here", async () => {
    const keep = (network: SparseNetwork, sparsity: number) => keepNeurons(network, { sparsity });
    const pruned = await pruneInRounds(engine, freshTask({ keep }));
    expect(new Set(pruned.layers[1]?.columns).size).toBe(2);
    expect(survivorTotal(pruned)).toBe(12 * 2 + 2 * 2 + 2 * 2);
  });

  it("says after every round what it left, and in every step where it is", async () => {
    const rounds: (number | number[])[] = [];
    const steps: number[] = [];
    await pruneInRounds(engine, freshTask(), {
      onStep: ({ step, steps: all, round }) => void steps.push(step / all, round),
      onRound: (network, sparsity) => void rounds.push(sparsity, counts(network)),
    });
    expect(rounds).toEqual([0.5, [60, 40, 8], 0.8, [24, 16, 3]]);
    expect(steps.slice(-2)).toEqual([1, 2]);
  });

  it("gives the same bits for the same seed, and others for another", async () => {
    const once = await pruneInRounds(engine, freshTask());
    expect(await pruneInRounds(engine, freshTask())).toEqual(once);
    expect(await pruneInRounds(engine, freshTask({ random: new Random(4) }))).not.toEqual(once);
  });

  it("refuses sparsities that do not ascend", async () => {
    const task = freshTask({ options: { ...options, sparsities: [0.9, 0.8] } });
    await expect(pruneInRounds(engine, task)).rejects.toThrow("sparsities must ascend and stay below 1, got 0.9, 0.8");
  });
});
