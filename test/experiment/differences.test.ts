import { describe, expect, it } from "vitest";
import { differencesFromPaper } from "../../src/experiment/differences.ts";
import { EXPERIMENT_DEFAULTS, type ExperimentPlan } from "../../src/experiment/plan.ts";
import type { DataDescription } from "../../src/experiment/result.ts";

const PAPER_PLAN: ExperimentPlan = {
  ...EXPERIMENT_DEFAULTS,
  models: [],
  training: { ...EXPERIMENT_DEFAULTS.training, normalization: "moving" },
};
const PAPER_DATA: DataDescription = {
  name: "URTIC",
  synthetic: false,
  sources: [],
  hash: "",
  featureCount: 6373,
  constantFeatures: 0,
  classes: ["C", "NC"],
  partitions: [{ name: "train", recordings: 3738, perClass: [1869, 1869], unlabeled: 0, speakers: 210 }],
  findings: [],
};

const { training, pruning } = PAPER_PLAN;
const train = PAPER_DATA.partitions[0];
const withTraining = (changes: Partial<typeof training>): Partial<ExperimentPlan> => ({
  training: { ...training, ...changes },
});
const withPruning = (changes: Partial<typeof pruning.pruning>): Partial<ExperimentPlan> => ({
  pruning: { ...pruning, pruning: { ...pruning.pruning, ...changes } },
});
const pruningFor = (epochs: number): Partial<ExperimentPlan> => ({
  pruning: { ...pruning, training: { ...pruning.training, epochs } },
});

describe("differencesFromPaper", () => {
  it("has nothing to say of the paper's own set-up", () => {
    expect(differencesFromPaper(PAPER_DATA, PAPER_PLAN)).toEqual([]);
  });

  it.each<[string, Partial<DataDescription>, Partial<ExperimentPlan>, string]>([
    ["synthetic", { synthetic: true }, {}, "The data are synthetic; the paper's are recordings of 630 people (URTIC)."],
    ["classes", { classes: ["a", "b", "c"] }, {}, "There are 3 classes (chance 0.333); the paper has 2 (chance 0.5)."],
    ["features", { featureCount: 88 }, {}, "There are 88 features; the paper has 6373."],
    [
      "recordings",
      { partitions: [{ ...train, recordings: 3739 }] },
      {},
      "Training uses 3739 recordings; the paper's uses 3738.",
    ],
    ["epochs", {}, withTraining({ epochs: 41 }), "Training takes 41 epochs; the paper's 40."],
    [
      "normalisation",
      {},
      withTraining({ normalization: "exact" }),
      "Inputs are normalised by mean and variance of the training rows; the paper's, in Keras, by moving ones, which at its size are the same.",
    ],
    [
      "classes that are not balanced",
      { partitions: [{ ...train, perClass: [1000, 2738] }] },
      {},
      "Classes weigh equally in the loss; the paper has equally many recordings of each.",
    ],
    ["pruning epochs", {}, pruningFor(6), "Pruning takes 6 epochs; the paper's 5."],
    ["rate", {}, withTraining({ learningRate: 1e-3 }), "The learning rate starts at 0.001; the paper's at 0.0001."],
    [
      "schedule",
      {},
      withTraining({ schedule: "constant" }),
      'The learning rate\'s schedule is "constant"; the paper\'s is read as "inverse-time".',
    ],
    ["sparsity", {}, withPruning({ finalSparsity: 0.8 }), "Pruning aims at 0.8 zeros; the paper's at 0.9."],
    [
      "end",
      {},
      withPruning({ end: "reaching" }),
      "The pruning schedule reaches its target; the paper's stops just before it.",
    ],
  ])("names a difference of %s, and only that", (_, data, plan, sentence) => {
    expect(differencesFromPaper({ ...PAPER_DATA, ...data }, { ...PAPER_PLAN, ...plan })).toEqual([sentence]);
  });

  it("names what follows: larger batches leave fewer steps of pruning, and so do fewer recordings", () => {
    expect(differencesFromPaper(PAPER_DATA, { ...PAPER_PLAN, ...withTraining({ batchSize: 64 }) })).toEqual([
      expect.stringMatching(/^Pruning has 295 steps for the survivors to adapt; the paper's has 585/),
      "A batch has 64 rows; the paper's 32.",
    ]);
    const few = { ...PAPER_DATA, partitions: [{ ...train, recordings: 320 }] };
    expect(differencesFromPaper(few, PAPER_PLAN)).toEqual([
      "Training uses 320 recordings; the paper's uses 3738.",
      expect.stringMatching(/^Pruning has 50 steps/),
    ]);
    expect(differencesFromPaper(few, { ...PAPER_PLAN, ...pruningFor(59) })).toEqual([
      "Training uses 320 recordings; the paper's uses 3738.",
      "Pruning takes 59 epochs; the paper's 5.",
    ]);
  });
});
