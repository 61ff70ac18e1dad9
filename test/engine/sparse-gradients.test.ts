import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { float64, type Numbers } from "../../src/engine/reference/numbers.ts";
import { createLayerActivations } from "../../src/engine/reference/passes.ts";
import { crossEntropy, softmaxBackwardInto, softmaxForwardInto } from "../../src/engine/reference/softmax.ts";
import { softCrossEntropy, softTargetBackwardInto } from "../../src/engine/sparse/soft-targets.ts";
import {
  createSurvivorParameters,
  type SparsePass,
  sparseBackwardInto,
  sparseForwardInto,
} from "../../src/engine/sparse/sparse-passes.ts";
import type { Architecture } from "../../src/network/architecture.ts";
import { randomSoftBatch, randomSparseNetwork } from "./random-sparse-network.ts";

const ARCHITECTURES: readonly Architecture[] = [
  { inputs: 5, hidden: [], classes: 3 },
  { inputs: 5, hidden: [4], classes: 2 },
  { inputs: 7, hidden: [6, 5], classes: 7 },
];
const ROWS = 5;

describe.each(ARCHITECTURES)("gradients of the survivors of %j", (architecture) => {
  it.each([false, true])("equal central differences within 1e-7, dropout %s", (dropped) => {
    const random = new Random(7);
    const network = randomSparseNetwork(architecture, [0.5, 0.5, 0.5], random);
    const { rows, inputs, targets, dropout } = randomSoftBatch(architecture, ROWS, dropped, random);
    const parameters = network.layers.map(({ weights, bias }) => ({
      weights: Float64Array.from(weights),
      bias: Float64Array.from(bias),
    }));
    const pass: SparsePass = { network, parameters, rows, dropout };
    const activations = createLayerActivations(network.architecture, ROWS, float64);
    const loss = () => {
      sparseForwardInto(activations, inputs, pass);
      return softCrossEntropy(activations.probabilities, targets, ROWS, architecture.classes);
    };

    loss();
    const gradients = createSurvivorParameters(network.layers, float64);
    sparseBackwardInto(gradients, activations, targets, pass);

    for (const [layer, { weights, bias }] of parameters.entries()) {
      expectDifferences(loss, weights, gradients[layer].weights);
      expectDifferences(loss, bias, gradients[layer].bias);
    }
  });
});

describe("the loss of soft targets", () => {
  it("is the entropy of the targets where the probabilities are the same: 0.5623 nats for 3/4 and 1/4", () => {
    const targets = Float64Array.of(0.75, 0.25);
    expect(softCrossEntropy(targets, targets, 1, 2)).toBeCloseTo(0.5623351, 7);
  });

  it("of 0 and 1 is that of labels, and so is its gradient, clipped or not", () => {
    const logits = Float64Array.of(0, 800, 40, 0, 1, 2);
    const labels = Int32Array.of(0, 0, 1);
    const targets = Float64Array.of(1, 0, 1, 0, 0, 1);
    const probabilities = float64(6);
    softmaxForwardInto(probabilities, logits, 3, 2);
    expect(softCrossEntropy(probabilities, targets, 3, 2)).toBeCloseTo(crossEntropy(probabilities, labels, 3, 2), 14);
    const [soft, hard] = [float64(6).fill(NaN), float64(6)];
    softTargetBackwardInto(soft, probabilities, targets, 3, 2);
    softmaxBackwardInto(hard, probabilities, labels, 3, 2);
    for (const [at, gradient] of hard.entries()) expect(soft[at]).toBeCloseTo(gradient, 14);
  });
});

function expectDifferences(loss: () => number, array: Numbers, gradient: Numbers): void {
  for (let at = 0; at < array.length; at++)
    expect(Math.abs(gradient[at] - centralDifference(loss, array, at))).toBeLessThan(1e-7);
}

function centralDifference(loss: () => number, array: Numbers, at: number): number {
  const STEP = 1e-5;
  const value = array[at];
  array[at] = value + STEP;
  const above = loss();
  array[at] = value - STEP;
  const below = loss();
  array[at] = value;
  return (above - below) / (2 * STEP);
}
