import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { mostProbableClasses, predictNetwork } from "../../src/engine/predict.ts";
import { createSparseEngine } from "../../src/engine/sparse/create-sparse-engine.ts";
import type { SparseNetwork } from "../../src/network/sparse-network.ts";
import { softTargets, studentOf } from "../../src/training/distillation.ts";
import { labelTargets } from "../../src/training/targets.ts";
import { SURVIVOR_TRAIN_DEFAULTS, trainSurvivors } from "../../src/training/train-survivors.ts";
import { decided, randomSurvivors } from "../pruning/random-survivors.ts";
import { learnableTable } from "./learnable-table.ts";

const engine = createSparseEngine({ kind: "reference" });
const teacher = decided(randomSurvivors({ inputs: 9, hidden: [20], classes: 3 }, 0.3, 1));

/** Softmax of some numbers. */
function softmax(logits: number[]): number[] {
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
  return logits.map((logit) => Math.exp(logit) / total);
}

describe("softTargets", () => {
  it("are the labels where the teacher has no weight, and the teacher's answers where it has all, at temperature 1", () => {
    const answers = Float32Array.of(0.5, 0.25, 0.25, 0.125, 0.75, 0.125);
    const labels = Int32Array.of(2, 0);
    expect([...softTargets(labels, answers, { temperature: 1, weight: 0 })]).toEqual([0, 0, 1, 1, 0, 0]);
    expect(softTargets(labels, answers, { temperature: 1, weight: 1 })).toEqual(answers);
    expect([...softTargets(labels, answers, { temperature: 1, weight: 0.5 })]).toEqual([
      0.25, 0.125, 0.625, 0.5625, 0.375, 0.0625,
    ]);
  });

  it("soften the teacher as a softmax of its logits over the temperature does, within 1e-6", () => {
    const random = new Random(1);
    for (const temperature of [0.5, 1, 2, 7]) {
      const logits = Array.from({ length: 5 }, () => 3 * random.normal());
      const answers = Float32Array.from(softmax(logits));
      const expected = softmax(logits.map((logit) => logit / temperature));
      softTargets(Int32Array.of(0), answers, { temperature, weight: 1 }).forEach((target, c) => {
        expect(Math.abs(target - expected[c])).toBeLessThan(1e-6);
      });
    }
  });

  it("sum to 1 within 1e-6, and keep the teacher's order, for random answers", () => {
    const random = new Random(2);
    const answers = Float32Array.from({ length: 200 }, () => softmax([1, 2, 3, 4].map(() => 4 * random.normal()))).fill(
      0,
    );
    for (let row = 0; row < 50; row++) answers.set(softmax([1, 2, 3, 4].map(() => 4 * random.normal())), 4 * row);
    const labels = Int32Array.from({ length: 50 }, () => random.integer(4));
    const soft = softTargets(labels, answers, { temperature: 3, weight: 1 });
    const mixed = softTargets(labels, answers, { temperature: 3, weight: 0.3 });
    for (let row = 0; row < 50; row++)
      for (const targets of [soft, mixed])
        expect(Math.abs(targets.subarray(4 * row, 4 * row + 4).reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(1e-6);
    expect(mostProbableClasses(soft, 4)).toEqual(mostProbableClasses(answers, 4));
  });

  it("are the teacher's answers alone where a label is unknown", () => {
    expect([...softTargets(Int32Array.of(-1), Float32Array.of(0.75, 0.25), { temperature: 1, weight: 0.1 })]).toEqual([
      0.75, 0.25,
    ]);
  });

  it("refuse options out of range and numbers that do not fit", () => {
    const answers = Float32Array.of(0.5, 0.5);
    const labels = Int32Array.of(0);
    expect(() => softTargets(labels, answers, { temperature: 0 })).toThrow("temperature must be above 0, got 0");
    expect(() => softTargets(labels, answers, { weight: 1.5 })).toThrow("weight must be from 0 to 1, got 1.5");
    expect(() => softTargets(Int32Array.of(2), answers)).toThrow(
      "1 labels and 2 probabilities are not of the same rows",
    );
  });
});

describe("studentOf", () => {
  it("has the teacher's names and normalisation, widths of its own, and all of its weights", () => {
    const student = studentOf(teacher, [4], new Random(1));
    expect(student.architecture).toEqual({ inputs: 9, hidden: [4], classes: 3 });
    expect(student.features).toBe(teacher.features);
    expect(student.normalization).toBe(teacher.normalization);
    expect(student.layers.map(({ weights }) => weights.length)).toEqual([36, 12]);
  });

  it("comes to within a tenth of a constant answer's distance of a trained teacher, with four neurons and no label", async () => {
    const { values: inputs, labels } = learnableTable(200, 9, 3, 4);
    const train = (network: SparseNetwork, targets: Float32Array) => {
      const options = { ...SURVIVOR_TRAIN_DEFAULTS, steps: 600, learningRate: 0.03 };
      return trainSurvivors(engine, { network, inputs, targets, options, random: new Random(2) });
    };
    const trained = await train(studentOf(teacher, [20], new Random(1)), labelTargets(labels, 3));
    const answers = await predictNetwork(engine, trained, inputs);
    const targets = softTargets(new Int32Array(200).fill(-1), answers, { temperature: 1 });
    const student = await train(studentOf(trained, [4], new Random(1)), targets);
    const constant = answers.map((_, i) => answers.reduce((sum, p, j) => sum + (j % 3 === i % 3 ? p : 0), 0) / 200);
    /** Kullback-Leibler divergence from the teacher, summed over the rows. */
    const distance = (own: Float32Array) => answers.reduce((sum, p, i) => sum + p * Math.log(p / own[i]), 0);
    expect(distance(await predictNetwork(engine, student, inputs))).toBeLessThan(0.1 * distance(constant));
  });

  it("refuses a width that is not there", () => {
    expect(() => studentOf(teacher, [0], new Random(1))).toThrow(
      "a layer's width must be a whole number of at least 1",
    );
  });
});
