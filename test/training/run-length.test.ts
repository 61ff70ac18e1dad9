import { describe, expect, it } from "vitest";
import { stepsPerEpoch } from "../../src/training/batches.ts";
import { enoughEpochs, LEAST_TRAINING, stoppedEarly, trainingEpochs } from "../../src/training/run-length.ts";
import { TRAIN_DEFAULTS } from "../../src/training/train.ts";

describe("the number of epochs", () => {
  it("is the paper's at the paper's size", () => {
    expect(trainingEpochs(3738, 32)).toBe(40);
    expect(TRAIN_DEFAULTS.epochs).toBe(LEAST_TRAINING.epochs);
  });

  it.each([1, 31, 32, 33, 76, 223, 419, 1000])(
    "makes enough steps of %i recordings, and no whole epoch more",
    (rows) => {
      const epochs = trainingEpochs(rows, 32);
      const perEpoch = stepsPerEpoch(rows, 32);
      expect(epochs * perEpoch).toBeGreaterThanOrEqual(LEAST_TRAINING.steps);
      if (epochs > LEAST_TRAINING.epochs) expect((epochs - 1) * perEpoch).toBeLessThan(LEAST_TRAINING.steps);
    },
  );

  it("follows the length that is asked for", () => {
    expect(enoughEpochs({ epochs: 5, steps: 35 }, 100, 10)).toBe(5);
    expect(enoughEpochs({ epochs: 5, steps: 70 }, 100, 10)).toBe(7);
  });
});

describe("a run that was stopped early", () => {
  it("is said with both numbers of steps; one that was not is not", () => {
    const least = { epochs: 5, steps: 300 };
    expect(stoppedEarly("Pruning", least, 35)).toContain("Pruning was stopped early, after 35 of the 300 steps");
    expect(stoppedEarly("Pruning", least, 300)).toBeUndefined();
  });
});
