import { expect, it } from "vitest";
import { inputStatistics } from "../../src/network/input-statistics.ts";
import { pruneNetwork, trainNetwork } from "../../src/runs/train-network.ts";
import { learnableTable } from "../training/learnable-table.ts";

const data = { train: learnableTable(33, 9, 3, 1), devel: learnableTable(30, 9, 3, 2) };

it("trains and prunes a small corpus for as many epochs as make enough steps, normalised by its own rows", async () => {
  // 33 rows are 2 steps an epoch: 300 and 150 steps.
  const { network, history } = await trainNetwork(data, { hidden: [3] });
  expect(history).toHaveLength(150);
  expect(network.normalization.movingMean).toEqual(Float32Array.from(inputStatistics(data.train.values, 9).mean));
  const pruned = await pruneNetwork(network, data);
  expect(pruned.history).toHaveLength(75);
});

it("takes the epochs that are asked for", async () => {
  const { history } = await trainNetwork(data, { hidden: [3], epochs: 2 });
  expect(history).toHaveLength(2);
});

it("trains every activation from the beginning, to less than half the loss of its first epoch, and keeps it", async () => {
  const data = { train: learnableTable(120, 6, 2, 1), devel: learnableTable(60, 6, 2, 2) };
  for (const activation of [
    { kind: "tanh" },
    { kind: "relu" },
    { kind: "leaky-relu", slope: 0.25 },
    { kind: "gelu" },
  ] as const) {
    const options = { hidden: [12, 6], activation, epochs: 60, learningRate: 3e-3, dropout: 0 };
    const { network, history } = await trainNetwork(data, options);
    expect(network.architecture.activations).toEqual([activation, activation]);
    const [first, last] = [history[0]?.loss, history.at(-1)?.loss as number];
    expect(last, activation.kind).toBeLessThan(first / 2);
  }
});
