import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { networkOfSteps } from "../../src/formats/imports/imported-network.ts";
import { layersOfSteps } from "../../src/formats/imports/layers-of-steps.ts";
import { clipSteps, preluStep } from "../../src/formats/imports/piecewise.ts";
import type { DenseStep, Step } from "../../src/formats/imports/steps.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { mergedNetwork } from "../../src/quantization/merged-network.ts";

function dense(inputs: number, outputs: number, random: Random): DenseStep {
  const weights = Float32Array.from({ length: inputs * outputs }, () => random.normal());
  const bias = Float32Array.from({ length: outputs }, () => random.normal());
  return { kind: "dense", name: "d", inputs, outputs, weights, bias };
}

function run(layer: DenseStep, x: readonly number[]): number[] {
  return Array.from(layer.bias, (bias, o) =>
    x.reduce((sum, value, i) => sum + value * layer.weights[o * layer.inputs + i], bias),
  );
}

describe("an activation that is a sum of ReLUs", () => {
  const random = new Random(3);
  const [first, second] = [dense(4, 5, random), dense(5, 3, random)];
  const slopes = Float32Array.of(0.5, -0.25, 0, 0.125, 2);
  const scaling: Step = { kind: "scaling", name: "s", scale: [2], offset: [-1] };

  it.each<[string, Step[], (x: number, unit: number) => number]>([
    ["ReLU6", clipSteps(0, 6, "a", "a"), (x) => Math.min(6, Math.max(0, x))],
    ["a clip", clipSteps(-0.5, 1, "a", "a"), (x) => Math.min(1, Math.max(-0.5, x))],
    ["a clip from below", clipSteps(-0.5, Infinity, "a", "a"), (x) => Math.max(-0.5, x)],
    ["a clip from above", clipSteps(-Infinity, 0.75, "a", "a"), (x) => Math.min(0.75, x)],
    ["PReLU", [preluStep(slopes, "a")], (x, unit) => (x > 0 ? x : x * slopes[unit])],
  ])("%s gives what it is defined as, through a scaling behind it, within 1e-6", (_, steps, activation) => {
    const softmax: Step = { kind: "activation", name: "p", activation: "softmax" };
    const layers = layersOfSteps([first, ...steps, scaling, second, softmax], "a");
    const parts = steps[0]?.kind === "piecewise" ? steps[0].parts.length : 0;
    expect(layers.layers[0]).toMatchObject({ outputs: 5 * parts, activation: { activation: "relu" } });
    const network = mergedNetwork(networkOfSteps(layers, ["a", "b", "c", "d"], ["x", "y", "z"]));
    for (let n = 0; n < 20; n++) {
      const row = Array.from({ length: 4 }, () => Math.fround(random.normal()));
      const hidden = run(first, row).map((x, unit) => 2 * activation(x, unit) - 1);
      const powers = run(second, hidden).map(Math.exp);
      const total = powers.reduce((sum, power) => sum + power, 0);
      const ours = predictQuantized(network, Float32Array.from(row));
      for (const [c, power] of powers.entries()) expect(Math.abs(ours[c] - power / total)).toBeLessThan(1e-6);
    }
  });

  it("is a plain one where it can be", () => {
    expect(clipSteps(0, Infinity, "a", "a")).toEqual([{ kind: "activation", name: "a", activation: "relu" }]);
    expect(clipSteps(-Infinity, Infinity, "a", "a")).toEqual([]);
    expect(preluStep([0.25, 0.25], "a")).toMatchObject({ activation: "leaky-relu", slope: 0.25 });
  });

  it("is refused where its bounds are no range, and slopes for other units", () => {
    expect(() => clipSteps(1, -1, "a", "f: a")).toThrow("f: a: clips at 1 and -1; expected is a range");
    expect(() => layersOfSteps([first, preluStep([1, 2], "a")], "f")).toThrow("f: a has 2 numbers for 5 values");
  });
});
