import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.ts";
import { initializeNetwork, type Network } from "../../src/network/network.ts";
import { TRAIN_DEFAULTS, type TrainingState, type TrainingTask, train } from "../../src/training/train.ts";
import { learnableTable } from "./learnable-table.ts";

const engine = createReferenceEngine();
const data = { train: learnableTable(70, 9, 3, 1), devel: learnableTable(45, 9, 3, 2) };
const options = { ...TRAIN_DEFAULTS, epochs: 6, batchSize: 16, learningRate: 0.01, dropout: 0.2 };

function freshTask(seed = 5): TrainingTask {
  const architecture = { inputs: 9, hidden: [8, 5], classes: 3 };
  const { features, classes } = data.train;
  const network = initializeNetwork(architecture, features, classes, new Random(seed));
  return { network, data, options, random: new Random(seed) };
}

function bitsOf({ normalization, layers }: Network): number[][] {
  const arrays = [...Object.values(normalization), ...layers.flatMap(({ weights, bias }) => [weights, bias])];
  return arrays.map((array: Float32Array) => [...new Uint32Array(array.slice().buffer)]);
}

describe("train", () => {
  it("learns: the loss falls and devel UAR ends far above chance", async () => {
    const { history } = await train(engine, {
      ...freshTask(),
      options: { ...options, epochs: 40, classWeights: "none" },
    });
    expect(history).toHaveLength(40);
    expect(history.at(-1)?.loss).toBeLessThan(0.6 * (history[0]?.loss ?? 0));
    expect(history.at(-1)?.develUar).toBeGreaterThan(0.7);
  });

  it("gives the same bits for the same seed, and others for another", async () => {
    const [once, again, other] = [
      await train(engine, freshTask()),
      await train(engine, freshTask()),
      await train(engine, freshTask(6)),
    ];
    expect(bitsOf(again.network)).toEqual(bitsOf(once.network));
    expect(bitsOf(other.network)).not.toEqual(bitsOf(once.network));
  });

  it("goes on from the state after any epoch to the same bits as an uninterrupted run", async () => {
    const states: TrainingState[] = [];
    const whole = await train(engine, freshTask(), {
      onEpoch: async (_record, state) => {
        states.push(await state());
      },
    });
    for (const state of states.slice(0, -1)) {
      const resumed = await train(engine, { ...freshTask(), state });
      expect(bitsOf(resumed.network)).toEqual(bitsOf(whole.network));
      expect(resumed.history).toEqual(whole.history);
    }
  });

  it("visits every recording once an epoch, in another order each time", async () => {
    const steps: number[] = [];
    await train(engine, freshTask(), { onStep: ({ step }) => void steps.push(step) });
    expect(steps).toEqual(Array.from({ length: 6 * 5 }, (_, i) => i + 1));
  });

  it("refuses tables that do not fit the network", async () => {
    const devel = learnableTable(10, 8, 3, 1);
    await expect(train(engine, { ...freshTask(), data: { ...data, devel } })).rejects.toThrow(
      "training: needs 9 features, the table's 8 lack 1 of them",
    );
    const twoClasses = learnableTable(10, 9, 2, 1);
    await expect(train(engine, { ...freshTask(), data: { ...data, train: twoClasses } })).rejects.toThrow(
      "training: has the classes class0, class1, class2, the table class0, class1; they must be the same",
    );
  });

  it("refuses an empty partition and a recording without a label", async () => {
    const empty = learnableTable(0, 9, 3, 1);
    await expect(train(engine, { ...freshTask(), data: { ...data, devel: empty } })).rejects.toThrow(
      "training: the devel partition is empty",
    );
    const unlabeled = { ...data.train, labels: data.train.labels.map((label, row) => (row === 3 ? -1 : label)) };
    await expect(train(engine, { ...freshTask(), data: { ...data, train: unlabeled } })).rejects.toThrow(
      "training: recording recording3 of the train partition has no label",
    );
  });

  it("says so when the loss is no longer a number", async () => {
    const { normalization, ...rest } = freshTask().network;
    const gamma = normalization.gamma.map(() => Number.NaN);
    const network = { ...rest, normalization: { ...normalization, gamma } };
    await expect(train(engine, { ...freshTask(), network })).rejects.toThrow("the loss of step 1 is NaN");
  });
});
