import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { crossEntropy } from "../../src/engine/reference/cross-entropy.ts";
import { float64, type Numbers } from "../../src/engine/reference/numbers.ts";
import { createLayerActivations } from "../../src/engine/reference/passes.ts";
import {
  createSurvivorParameters,
  type SparsePass,
  sparseBackwardInto,
  sparseForwardInto,
} from "../../src/engine/sparse/sparse-passes.ts";
import type { Architecture } from "../../src/network/architecture.ts";
import { centralDifference } from "./central-difference.ts";
import { randomBatch, randomSparseNetwork } from "./random-sparse-network.ts";

const ARCHITECTURES: readonly Architecture[] = [
  { inputs: 5, hidden: [], classes: 3 },
  { inputs: 5, hidden: [4], classes: 2 },
  { inputs: 7, hidden: [6, 5], classes: 7 },
  { inputs: 7, hidden: [6, 5], classes: 3, activations: [{ kind: "tanh" }, { kind: "gelu" }] },
  { inputs: 7, hidden: [6, 5], classes: 3, activations: [{ kind: "leaky-relu", slope: -0.5 }, { kind: "relu" }] },
];
const ROWS = 5;

describe.each(ARCHITECTURES)("gradients of the survivors of %j", (architecture) => {
  it.each([false, true])("equal central differences within 1e-7, dropout %s", (dropped) => {
    const random = new Random(7);
    const network = randomSparseNetwork(architecture, [0.5, 0.5, 0.5], random);
    const { rows, inputs, targets, dropout } = randomBatch(architecture, ROWS, dropped, random);
    const parameters = network.layers.map(({ weights, bias }) => ({
      weights: Float64Array.from(weights),
      bias: Float64Array.from(bias),
    }));
    const pass: SparsePass = { network, parameters, rows, dropout };
    const activations = createLayerActivations(network.architecture, ROWS, float64);
    const loss = () => {
      sparseForwardInto(activations, inputs, pass);
      return crossEntropy(activations.probabilities, targets, ROWS, architecture.classes);
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

function expectDifferences(loss: () => number, array: Numbers, gradient: Numbers): void {
  for (let at = 0; at < array.length; at++)
    expect(Math.abs(gradient[at] - centralDifference(loss, array, at))).toBeLessThan(1e-7);
}
