import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.ts";
import { inputStatistics } from "../../src/network/input-statistics.ts";
import { initializeNetwork, type Network } from "../../src/network/network.ts";
import { PRUNE_DEFAULTS, prune } from "../../src/pruning/prune.ts";
import type { FeatureTable } from "../../src/table/feature-table.ts";
import { lagWarning, normalizationLag } from "../../src/training/normalization.ts";
import { TRAIN_DEFAULTS, type TrainingRun, train } from "../../src/training/train.ts";
import { learnableTable } from "./learnable-table.ts";

const engine = createReferenceEngine();

/** Features around 40, every third spread by a thousandth only: what moving statistics take longest to find. */
function farTable(rows: number, seed: number): FeatureTable {
  const table = learnableTable(rows, 9, 3, seed);
  return { ...table, values: table.values.map((value, at) => 40 + value * (at % 9 === 3 ? 1e-3 : 1)) };
}

const data = { train: farTable(50, 1), devel: farTable(45, 2) };
const statistics = inputStatistics(data.train.values, 9);

function trained(normalization: "exact" | "moving", epochs: number): Promise<TrainingRun> {
  const { features, classes } = data.train;
  const network = initializeNetwork({ inputs: 9, hidden: [8], classes: 3 }, features, classes, new Random(5));
  const options = { ...TRAIN_DEFAULTS, epochs, batchSize: 16, learningRate: 0.01, normalization };
  return train(engine, { network, data, options, random: new Random(5) });
}

function expectExact({ normalization }: Network): void {
  expect(normalization.movingMean).toEqual(Float32Array.from(statistics.mean));
  expect(normalization.movingVariance).toEqual(Float32Array.from(statistics.variance));
}

describe("exact normalisation", () => {
  it.each([1, 7])("keeps mean and variance of the training rows, to the last bit, after %i epochs", async (epochs) => {
    expectExact((await trained("exact", epochs)).network);
  });

  it("shows the devel UAR that the kept network has, far above that of moving statistics after 160 steps", async () => {
    const [exact, moving] = [await trained("exact", 40), await trained("moving", 40)];
    expect(exact.history.at(-1)?.develUar).toBeGreaterThan((moving.history.at(-1)?.develUar ?? 1) + 0.2);
    // The same steps: only the statistics that predictions take differ.
    expect(exact.network.layers).toEqual(moving.network.layers);
    expect(exact.history.map(({ loss }) => loss)).toEqual(moving.history.map(({ loss }) => loss));
  });

  it("stands in a pruned network too, whatever the trained one had", async () => {
    const { network } = await trained("moving", 2);
    const options = { ...PRUNE_DEFAULTS, training: { ...TRAIN_DEFAULTS, epochs: 2, batchSize: 16 } };
    expectExact((await prune(engine, { network, data, options, random: new Random(5) })).network);
  });
});

describe("moving statistics", () => {
  it("after t steps of full batches hold 0.99^t of their start: 0 and 1", async () => {
    const { network } = await trained("moving", 3);
    const kept = 0.99 ** 12;
    for (const [i, mean] of statistics.mean.entries()) {
      expect(network.normalization.movingMean[i]).toBeGreaterThan((1 - kept) * mean * 0.95);
      expect(network.normalization.movingMean[i]).toBeLessThan((1 - kept) * mean * 1.05);
    }
    expect(network.normalization.movingVariance[3]).toBeCloseTo(kept, 4);
  });

  it("lag by a distance in deviations and a ratio, ε beside every variance", () => {
    const near = { gamma: new Float32Array(2), beta: new Float32Array(2) };
    const lag = normalizationLag(
      { ...near, movingMean: Float32Array.of(1, 5), movingVariance: Float32Array.of(3.999, 0.999) },
      {
        mean: Float64Array.of(2, 5),
        variance: Float64Array.of(0.999, 0.999),
        deviation: Float64Array.of(1, 1),
      },
    );
    expect(lag.meanDeviations).toBeCloseTo(1, 6);
    expect(lag.varianceRatio).toBeCloseTo(4, 6);
    expect(lagWarning(lag)).toContain("a mean is off by 1.00 standard deviations, a variance by a factor of 4.00");
    expect(lagWarning({ meanDeviations: 0.05, varianceRatio: 1.6 })).toBeUndefined();
  });

  it("are warned of after a short run, and not where they are exact", async () => {
    const lagOf = ({ network }: TrainingRun) => normalizationLag(network.normalization, statistics);
    expect(lagWarning(lagOf(await trained("moving", 3)))).toContain("have not forgotten their start");
    expect(lagWarning(lagOf(await trained("exact", 3)))).toBeUndefined();
  });
});

describe("equal classes", () => {
  it("raise the recall of a rare class: the loss counts each class alike", async () => {
    const rows = (seed: number) => {
      const table = learnableTable(120, 9, 2, seed);
      return { ...table, values: table.values.map((value, at) => value * (at % 3 === 0 ? 0.5 : 1)) };
    };
    const rare = (table: FeatureTable): FeatureTable => {
      const kept = [...table.labels.keys()].filter((row) => table.labels[row] === 0 || row % 16 === 1);
      return {
        ...table,
        ids: kept.map((row) => table.ids[row]),
        labels: Int32Array.from(kept, (row) => table.labels[row]),
        values: Float32Array.from(kept.flatMap((row) => [...table.values.subarray(row * 9, row * 9 + 9)])),
      };
    };
    const partitions = { train: rare(rows(1)), devel: rows(2) };
    const uarWith = async (classWeights: "equal" | "none") => {
      const { features, classes } = partitions.train;
      const network = initializeNetwork({ inputs: 9, hidden: [8], classes: 2 }, features, classes, new Random(5));
      const options = { ...TRAIN_DEFAULTS, epochs: 20, batchSize: 16, learningRate: 0.01, classWeights };
      const { history } = await train(engine, { network, data: partitions, options, random: new Random(5) });
      return history.at(-1)?.develUar ?? 0;
    };
    const [equal, none] = [await uarWith("equal"), await uarWith("none")];
    expect(equal).toBeGreaterThan(none + 0.05);
  });

  it("change no bit where classes have equally many rows", async () => {
    const balanced = { train: learnableTable(48, 9, 3, 1), devel: learnableTable(45, 9, 3, 2) };
    const run = (classWeights: "equal" | "none") => {
      const { features, classes } = balanced.train;
      const network = initializeNetwork({ inputs: 9, hidden: [8], classes: 3 }, features, classes, new Random(5));
      const options = { ...TRAIN_DEFAULTS, epochs: 3, batchSize: 16, classWeights };
      return train(engine, { network, data: balanced, options, random: new Random(5) });
    };
    expect(await run("equal")).toEqual(await run("none"));
  });
});
