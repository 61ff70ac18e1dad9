import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.ts";
import { initializeNetwork } from "../../src/network/network.ts";
import { PRUNE_DEFAULTS, type PruneOptions, prune, pruningEpochs } from "../../src/pruning/prune.ts";
import { maskUpdates, survivorCount } from "../../src/pruning/schedule.ts";
import { TRAIN_DEFAULTS, type TrainingState, type TrainingTask } from "../../src/training/train.ts";
import { learnableTable } from "../training/learnable-table.ts";

const engine = createReferenceEngine();
const data = { train: learnableTable(64, 9, 2, 1), devel: learnableTable(30, 9, 2, 2) };
const training = { ...TRAIN_DEFAULTS, epochs: 4, batchSize: 8, learningRate: 0.01 };
const options: PruneOptions = { pruning: { ...PRUNE_DEFAULTS.pruning, frequency: 5 }, training };

function freshTask(): TrainingTask<PruneOptions> {
  const { features, classes } = data.train;
  const architecture = { inputs: 9, hidden: [12, 7], classes: 2 };
  return {
    network: initializeNetwork(architecture, features, classes, new Random(1)),
    data,
    options,
    random: new Random(3),
  };
}

const survivors = (weights: Float32Array) => weights.filter((weight) => weight !== 0).length;

describe("prune", () => {
  it("leaves just the survivors of its last mask update in every kernel, the last one too", async () => {
    const { network } = await prune(engine, freshTask());
    const last = maskUpdates(options.pruning, 4 * 8).at(-1);
    expect(last?.step).toBe(30);
    for (const { weights } of network.layers)
      expect(survivors(weights)).toBe(survivorCount(weights.length, last?.sparsity ?? 0));
  });

  it("does not prune normalisation and biases: every neuron that still reaches an output keeps its bias", async () => {
    const { network } = await prune(engine, freshTask());
    expect(survivors(network.normalization.gamma)).toBe(9);
    network.layers.forEach(({ bias }, layer) => {
      const next = network.layers[layer + 1];
      const reaches = (o: number) => !next || next.weights.some((weight, i) => i % next.inputs === o && weight !== 0);
      bias.forEach((value, o) => {
        if (reaches(o)) expect(value).not.toBe(0);
      });
    });
  });

  it("leaves zeros with the sign of the weight, as the paper's tool does", async () => {
    const { network } = await prune(engine, freshTask());
    const weights = network.layers.flatMap((layer) => [...layer.weights]);
    const zeros = weights.filter((weight) => weight === 0);
    const negative = zeros.filter((weight) => Object.is(weight, -0)).length;
    expect(negative).toBeGreaterThan(0.3 * zeros.length);
    expect(negative).toBeLessThan(0.7 * zeros.length);
  });

  it("goes on from the state after any epoch to the same bits as an uninterrupted run", async () => {
    const states: TrainingState[] = [];
    const whole = await prune(engine, freshTask(), {
      onEpoch: async (_record, state) => {
        states.push(await state());
      },
    });
    for (const state of states.slice(0, -1)) {
      const resumed = await prune(engine, { ...freshTask(), state });
      expect(resumed.network).toEqual(whole.network);
    }
  });
});

describe("pruningEpochs", () => {
  it("are the paper's 5 at its size, and as many as make 150 steps on a small corpus", () => {
    expect(pruningEpochs(3738, 32)).toBe(5);
    expect(pruningEpochs(223, 32)).toBe(22);
    expect(pruningEpochs(10, 32)).toBe(150);
  });
});
