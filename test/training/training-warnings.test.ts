import { expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.ts";
import { initializeNetwork } from "../../src/network/network.ts";
import { TRAIN_DEFAULTS, type TrainOptions, train } from "../../src/training/train.ts";
import { hardlyLearned, trainingWarnings } from "../../src/training/training-warnings.ts";
import { learnableTable } from "./learnable-table.ts";

const data = { train: learnableTable(40, 9, 3, 1), devel: learnableTable(30, 9, 3, 2) };
const least = { epochs: 4, steps: 20 };

async function warningsOf(change: Partial<TrainOptions>): Promise<string[]> {
  const options = { ...TRAIN_DEFAULTS, batchSize: 8, epochs: 4, ...change };
  const { features, classes } = data.train;
  const network = initializeNetwork({ inputs: 9, hidden: [4], classes: 3 }, features, classes, new Random(1));
  const run = await train(createReferenceEngine(), { network, data, options, random: new Random(1) });
  return trainingWarnings({ name: "Training", least, data, options, run });
}

it("there are none for a network that was trained long enough and normalises exactly", async () => {
  expect(await warningsOf({})).toEqual([]);
});

it("they say what was too short, and which statistics have not come to rest", async () => {
  const [early, lag, ...others] = await warningsOf({ epochs: 3, normalization: "moving" });
  expect(early).toContain("after 15 of the 20 steps");
  expect(lag).toContain("have not forgotten their start");
  expect(others).toEqual([]);
});

it("a training that ends near the loss of guessing has hardly learned", () => {
  const ended = (loss: number) => hardlyLearned(data, { history: [{ loss }] } as never);
  expect(ended(0.93)).toMatch(
    /^The network has hardly learned .*loss is 0\.93, that of guessing 1\.10\. A higher learning rate/,
  );
  expect(ended(0.8)).toBeUndefined();
});
