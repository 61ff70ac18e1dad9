import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { batchStatisticsInto } from "../../src/engine/reference/batch-norm.ts";
import { crossEntropy, crossEntropyBackwardInto } from "../../src/engine/reference/cross-entropy.ts";
import { float64, type Numbers } from "../../src/engine/reference/numbers.ts";
import {
  backwardInto,
  createActivations,
  createParameters,
  forwardInto,
  type Parameters,
  type PassInput,
} from "../../src/engine/reference/passes.ts";
import { softmaxForwardInto } from "../../src/engine/reference/softmax.ts";
import type { Architecture } from "../../src/network/architecture.ts";
import { centralDifference } from "./central-difference.ts";

/** Every activation that is no sigmoid. */
const EVERY_OTHER: Architecture["activations"] = [
  { kind: "tanh" },
  { kind: "leaky-relu", slope: Math.fround(0.3) },
  { kind: "gelu" },
  { kind: "relu" },
];

const ARCHITECTURES: readonly Architecture[] = [
  { inputs: 3, hidden: [], classes: 2 },
  { inputs: 5, hidden: [4], classes: 2 },
  { inputs: 4, hidden: [3, 5], classes: 7 },
  { inputs: 6, hidden: [5, 4, 3], classes: 3 },
  { inputs: 4, hidden: [5, 4, 6, 5], classes: 3, activations: EVERY_OTHER },
];
const ROWS = 5;

describe.each(ARCHITECTURES)("gradients of a network of %j", (architecture) => {
  it.each(["without dropout", "with dropout", "with masked weights"])(
    "equal central differences within 1e-7, %s",
    (kind) => {
      const random = new Random(7).fork(kind);
      const parameters = randomParameters(architecture, random);
      if (kind === "with masked weights")
        for (const { weights } of parameters.layers)
          for (let at = 0; at < weights.length; at++) if (random.uniform() < 0.5) weights[at] *= 0;
      const dropout =
        kind === "with dropout" ? architecture.hidden.map((width) => randomDropout(ROWS * width, random)) : null;
      const inputs = float64(ROWS * architecture.inputs).map(() => 3 * random.normal() + 1);
      const targets = float64(ROWS * architecture.classes).map(() => random.uniform());
      const pass: PassInput = { architecture, parameters, rows: ROWS, dropout };
      const activations = createActivations(architecture, ROWS, float64);
      const statistics = { mean: float64(architecture.inputs), variance: float64(architecture.inputs) };
      batchStatisticsInto(statistics.mean, statistics.variance, inputs, ROWS);
      const loss = () => {
        forwardInto(activations, inputs, statistics, pass);
        return crossEntropy(activations.probabilities, targets, ROWS, architecture.classes);
      };

      loss();
      const gradients = createParameters(architecture, float64);
      backwardInto(gradients, activations, targets, pass);

      const pairs = arraysOf(parameters).map((array, at) => [array, arraysOf(gradients)[at]] as const);
      for (const [array, gradient] of pairs)
        for (let at = 0; at < array.length; at++)
          expect(Math.abs(gradient[at] - centralDifference(loss, array, at))).toBeLessThan(1e-7);
    },
  );
});

describe("softmax and cross-entropy", () => {
  it("give ln 7 for seven equal logits", () => {
    const probabilities = float64(7);
    softmaxForwardInto(probabilities, float64(7).fill(3), 1, 7);
    expect(crossEntropy(probabilities, Float64Array.of(0, 0, 0, 0, 1, 0, 0), 1, 7)).toBeCloseTo(Math.log(7), 14);
  });

  it("give the entropy of the targets where the probabilities are the same: 0.5623 nats for 3/4 and 1/4", () => {
    const targets = Float64Array.of(0.75, 0.25);
    expect(crossEntropy(targets, targets, 1, 2)).toBeCloseTo(0.5623351, 7);
  });

  it("of a label have the gradient (p − [c = label]) / B", () => {
    const probabilities = Float64Array.of(0.25, 0.75, 0.5, 0.5);
    const gradient = float64(4);
    crossEntropyBackwardInto(gradient, probabilities, Float64Array.of(0, 1, 1, 0), 2, 2);
    expect([...gradient]).toEqual([0.125, -0.125, -0.25, 0.25]);
  });

  it("of a row that weighs three times as much are those of three such rows among five", () => {
    const [p, q] = [
      [0.2, 0.8],
      [0.6, 0.4],
    ];
    const weighted = crossEntropy(Float64Array.of(...p, ...q, ...q), Float64Array.of(0, 3, 1, 0, 1, 0), 3, 2);
    const repeated = crossEntropy(
      Float64Array.of(...p, ...p, ...p, ...q, ...q),
      Float64Array.of(0, 1, 0, 1, 0, 1, 1, 0, 1, 0),
      5,
      2,
    );
    expect(weighted).toBeCloseTo((repeated * 5) / 3, 14);
  });

  it("stay finite and have no gradient where the clip to [1e-7, 1 − 1e-7] is active", () => {
    const probabilities = float64(4);
    const gradient = float64(4).fill(NaN);
    softmaxForwardInto(probabilities, Float64Array.of(0, 800, 40, 0), 2, 2);
    const targets = Float64Array.of(1, 0, 1, 0);
    expect(crossEntropy(probabilities, targets, 2, 2)).toBeCloseTo((-Math.log(1e-7) - Math.log(1 - 1e-7)) / 2, 12);
    crossEntropyBackwardInto(gradient, probabilities, targets, 2, 2);
    expect([...gradient].map(Math.abs)).toEqual([0, 0, 0, 0]);
  });
});

function randomParameters(architecture: Architecture, random: Random): Parameters {
  const parameters = createParameters(architecture, float64);
  for (const array of arraysOf(parameters)) for (let at = 0; at < array.length; at++) array[at] = random.normal();
  return parameters;
}

function randomDropout(length: number, random: Random): Numbers {
  return float64(length).map(() => (random.uniform() < 0.5 ? 0 : 2));
}

function arraysOf({ gamma, beta, layers }: Parameters): Numbers[] {
  return [gamma, beta, ...layers.flatMap(({ weights, bias }) => [weights, bias])];
}
