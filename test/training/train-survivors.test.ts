import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { mostProbableClasses, predictNetwork } from "../../src/engine/predict.ts";
import { createSparseEngine } from "../../src/engine/sparse/create-sparse-engine.ts";
import type { SparseEngine } from "../../src/engine/sparse/sparse-engine.ts";
import { initializeNetwork } from "../../src/network/network.ts";
import { type SparseNetwork, survivorsOf } from "../../src/network/sparse-network.ts";
import { SURVIVOR_TRAIN_DEFAULTS, type SurvivorTask, trainSurvivors } from "../../src/training/train-survivors.ts";
import { learnableTable } from "./learnable-table.ts";

const ROWS = 70;
const table = learnableTable(ROWS, 9, 3, 1);
const engine = createSparseEngine();
const options = { ...SURVIVOR_TRAIN_DEFAULTS, steps: 12, batchSize: 16, learningRate: 0.01, dropout: 0.2 };

/** Two thirds of the weights are pruned; the targets are the labels, as 0 and 1. */
function freshTask(seed = 5): SurvivorTask {
  const random = new Random(seed);
  const { features, classes, labels, values: inputs } = table;
  const network = initializeNetwork({ inputs: 9, hidden: [30, 20], classes: 3 }, features, classes, random);
  for (const { weights } of network.layers)
    for (let at = 0; at < weights.length; at++) if (random.uniform() < 0.67) weights[at] = 0;
  const targets = new Float32Array(ROWS * 3);
  for (const [row, label] of labels.entries()) targets[row * 3 + label] = 1;
  return { network: survivorsOf(network), inputs, targets, options, random: new Random(seed) };
}

describe("trainSurvivors", () => {
  it("learns with a third of the weights: 80 % of the rows are right after 400 steps, what Bayes' rule reaches", async () => {
    const task = { ...freshTask(), options: { ...options, steps: 400, learningRate: 0.03, dropout: 0 } };
    const losses: number[] = [];
    const trained = await trainSurvivors(engine, task, { onStep: ({ loss }) => void losses.push(loss) });
    expect(losses.at(-1)).toBeLessThan(0.5 * losses[0]);
    const chosen = await answersOf(trained, task.inputs);
    expect(chosen.filter((label, row) => label === table.labels[row]).length).toBeGreaterThan(0.8 * ROWS);
  });

  it("follows a teacher's answers that contradict the labels, in 80 % of the rows", async () => {
    const task = { ...freshTask(), options: { ...options, steps: 400, learningRate: 0.03, dropout: 0 } };
    const targets = task.targets.map((_, at) => (table.labels[Math.floor(at / 3)] === (at + 1) % 3 ? 0.8 : 0.1));
    const chosen = await answersOf(await trainSurvivors(engine, { ...task, targets }), task.inputs);
    const expected = table.labels.map((label) => (label + 2) % 3);
    expect(chosen.filter((label, row) => label === expected[row]).length).toBeGreaterThan(0.8 * ROWS);
  });

  it("moves survivors only, and not the network it was given", async () => {
    const task = freshTask();
    const before = structuredClone(task.network);
    const trained = await trainSurvivors(engine, task);
    expect(task.network).toEqual(before);
    for (const [layer, { columns, rowStarts, weights }] of trained.layers.entries()) {
      expect([columns, rowStarts]).toEqual([before.layers[layer].columns, before.layers[layer].rowStarts]);
      expect(weights).not.toEqual(before.layers[layer].weights);
    }
    expect(trained.normalization).toEqual(before.normalization);
  });

  it("gives the same bits for the same seed, and others for another", async () => {
    const [once, again] = [await trainSurvivors(engine, freshTask()), await trainSurvivors(engine, freshTask())];
    const other = await trainSurvivors(engine, { ...freshTask(), random: new Random(6) });
    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
  });

  it.each([1, 5, 7])("ends after %i steps, in the middle of an epoch of 5 too", async (steps) => {
    const seen: number[] = [];
    await trainSurvivors(
      engine,
      { ...freshTask(), options: { ...options, steps } },
      {
        onStep: ({ step }) => void seen.push(step),
      },
    );
    expect(seen).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
  });

  it("lets a caller move a layer's weights in its own way, the others and the biases by Adam", async () => {
    const task = freshTask();
    const frozen = new Set([0]);
    const gradients: Float32Array[] = [];
    const trained = await trainSurvivors(engine, task, {
      update: async (resident, adam) => {
        const gradient = await resident.weightGradients(0);
        gradients.push(gradient.slice());
        resident.writeWeights(0, new Float32Array(gradient.length).fill(gradients.length));
        resident.adamStep(adam, frozen);
      },
    });
    expect(gradients).toHaveLength(12);
    expect(gradients[11]?.some((value) => value !== 0)).toBe(true);
    expect(trained.layers[0].weights.every((weight) => weight === 12)).toBe(true);
    expect(trained.layers[0].bias).not.toEqual(task.network.layers[0].bias);
    expect(trained.layers[1].weights).not.toEqual(task.network.layers[1].weights);
  });

  it("gives the memory back when a hook throws, and waits for one that is asynchronous", async () => {
    const released: number[] = [];
    const watched: SparseEngine = {
      kind: engine.kind,
      load: (network, loadOptions) => {
        const resident = engine.load(network, loadOptions);
        return new Proxy(resident, {
          get: (target, name) => {
            if (name === "release") return () => void released.push(1);
            const value: unknown = Reflect.get(target, name);
            return typeof value === "function" ? (value.bind(target) as unknown) : value;
          },
        });
      },
    };
    const onStep = async ({ step }: { step: number }) => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (step === 3) throw new Error("stopped at 3");
    };
    await expect(trainSurvivors(watched, freshTask(), { onStep })).rejects.toThrow("stopped at 3");
    expect(released).toEqual([1]);
  });

  it("says so when the loss is no longer a number", async () => {
    const task = freshTask();
    const normalization = { ...task.network.normalization, scale: new Float32Array(9).fill(Number.NaN) };
    const network = { ...task.network, normalization };
    await expect(trainSurvivors(engine, { ...task, network })).rejects.toThrow(
      "training: the loss of step 1 is NaN; try a smaller learning rate",
    );
  });

  it("refuses rows that do not fit each other or the network, and options that mean nothing", async () => {
    const task = freshTask();
    await expect(trainSurvivors(engine, { ...task, targets: task.targets.subarray(3) })).rejects.toThrow(
      "inputs and targets must hold 9 and 3 numbers for each of the same rows, got 630 and 207",
    );
    await expect(
      trainSurvivors(engine, { ...task, inputs: new Float32Array(0), targets: new Float32Array(0) }),
    ).rejects.toThrow("got 0 and 0");
    await expect(trainSurvivors(engine, { ...task, options: { ...options, steps: 0 } })).rejects.toThrow(
      "steps must be a whole number of at least 1, got 0",
    );
    await expect(trainSurvivors(engine, { ...task, options: { ...options, dropout: 1 } })).rejects.toThrow(
      "dropout must be at least 0 and below 1, got 1",
    );
  });
});

async function answersOf(network: SparseNetwork, inputs: Float32Array): Promise<Int32Array> {
  return mostProbableClasses(await predictNetwork(engine, network, inputs), 3);
}
