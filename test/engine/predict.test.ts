import { expect, it } from "vitest";
import { predictNetwork } from "../../src/engine/predict.ts";
import { createSparseEngine } from "../../src/engine/sparse/create-sparse-engine.ts";
import { decided, probabilitiesOf, randomSurvivors } from "../pruning/random-survivors.ts";
import { learnableTable } from "../training/learnable-table.ts";

it("gives a network's answers to more rows than a batch has, within 1e-6", async () => {
  const network = decided(randomSurvivors({ inputs: 9, hidden: [20], classes: 3 }, 0.3, 1));
  const { values } = learnableTable(70, 9, 3, 3);
  const answers = await predictNetwork(createSparseEngine({ kind: "reference" }), network, values);
  expect(answers.length).toBe(210);
  for (const row of [0, 33, 69])
    probabilitiesOf(network, values.subarray(9 * row, 9 * row + 9)).forEach((probability, c) => {
      expect(Math.abs(answers[3 * row + c] - probability)).toBeLessThan(1e-6);
    });
});

it("waits for an engine that answers later", async () => {
  const network = randomSurvivors({ inputs: 2, hidden: [], classes: 2 }, 1, 1);
  let released = false;
  const later = {
    load: () => ({
      predictInto: async (probabilities: Float32Array, inputs: Float32Array, rows: number) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        for (let b = 0; b < rows; b++) probabilities.set([inputs[2 * b], 1], 2 * b);
      },
      release: () => {
        released = true;
      },
    }),
  };
  const inputs = Float32Array.from({ length: 80 }, (_, i) => i);
  const answers = await predictNetwork(later, network, inputs);
  expect([...answers]).toEqual(Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? i : 1)));
  expect(released).toBe(true);
});
