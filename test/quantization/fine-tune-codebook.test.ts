import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { predictNetwork } from "../../src/engine/predict.ts";
import { createSparseEngine } from "../../src/engine/sparse/create-sparse-engine.ts";
import { quantizeCodebook } from "../../src/quantization/codebook.ts";
import { FINE_TUNE_DEFAULTS, fineTuneCodebook } from "../../src/quantization/fine-tune-codebook.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import type { CodebookKernel, QuantizedNetwork } from "../../src/quantization/quantized-network.ts";
import { float32Kernel, withKernels } from "../../src/quantization/with-kernels.ts";
import { decided, randomSurvivors } from "../pruning/random-survivors.ts";
import { learnableTable } from "../training/learnable-table.ts";

const engine = createSparseEngine({ kind: "reference" });
const { values: inputs } = learnableTable(80, 12, 3, 1);
const original = decided(randomSurvivors({ inputs: 12, hidden: [10, 8], classes: 3 }, 0.5, 2));
/** The original's own answers: what a codebook has lost is what there is to learn. */
const targets = await predictNetwork(engine, original, inputs);
const options = { ...FINE_TUNE_DEFAULTS, steps: 150, learningRate: 0.01 };

const kernels = ({ layers }: QuantizedNetwork) => layers.map(({ kernel }) => kernel as CodebookKernel);
const task = (network: QuantizedNetwork, seed = 3) => ({ network, inputs, targets, options, random: new Random(seed) });

/** Mean cross-entropy to the targets above the least there can be, in nats. */
function excessLoss(network: QuantizedNetwork): number {
  return predictQuantized(network, inputs).reduce((sum, p, i) => sum + targets[i] * Math.log(targets[i] / p), 0) / 80;
}

describe("fineTuneCodebook", () => {
  it("wins back more than half of what 2 bits have lost", async () => {
    const quantized = quantizeCodebook(original, { bits: 2 });
    const tuned = await fineTuneCodebook(engine, task(quantized));
    expect(excessLoss(quantized)).toBeGreaterThan(0.001);
    expect(excessLoss(tuned)).toBeLessThan(0.5 * excessLoss(quantized));
  });

  it("moves every entry but the zero, and no index", async () => {
    const quantized = quantizeCodebook(original, { bits: 3 });
    const before = structuredClone(quantized);
    const tuned = await fineTuneCodebook(engine, task(quantized));
    expect(quantized).toEqual(before);
    kernels(tuned).forEach(({ indices, codebook }, l) => {
      const { indices: first, codebook: start } = kernels(quantized)[l];
      expect(indices).toBe(first);
      expect(codebook[0]).toBe(0);
      for (let k = 1; k < codebook.length; k++) expect(codebook[k]).not.toBe(start[k]);
      expect(tuned.layers[l]?.bias).not.toEqual(quantized.layers[l]?.bias);
    });
  });

  it("moves the first step of every entry by the learning rate against the sum of its survivors' gradients", async () => {
    const quantized = quantizeCodebook(original, { bits: 2 });
    const one = { ...options, steps: 1, batchSize: 80, learningRate: 1e-3 };
    const tuned = await fineTuneCodebook(engine, { ...task(quantized), options: one });
    const [{ indices, codebook }] = kernels(quantized);
    const [{ codebook: moved }] = kernels(tuned);
    for (let k = 1; k < codebook.length; k++) {
      const nudged = (by: number): QuantizedNetwork => {
        const kernel = {
          kind: "codebook",
          indices,
          codebook: codebook.map((entry, e) => (e === k ? entry + by : entry)),
        } as const;
        return { ...quantized, layers: quantized.layers.map((layer, l) => (l === 0 ? { ...layer, kernel } : layer)) };
      };
      const slope = excessLoss(nudged(0.01)) - excessLoss(nudged(-0.01));
      expect(moved[k] - codebook[k]).toBeCloseTo(-1e-3 * Math.sign(slope), 5);
    }
  });

  it("keeps one codebook where the layers share one", async () => {
    const tuned = await fineTuneCodebook(engine, task(quantizeCodebook(original, { bits: 3, per: "network" })));
    const [first, ...others] = kernels(tuned);
    for (const { codebook } of others) expect(codebook).toBe(first?.codebook);
  });

  it("gives the same bits for the same seed, and others for another", async () => {
    const quantized = quantizeCodebook(original, { bits: 2 });
    const once = await fineTuneCodebook(engine, task(quantized));
    expect(await fineTuneCodebook(engine, task(quantized))).toEqual(once);
    expect(await fineTuneCodebook(engine, task(quantized, 4))).not.toEqual(once);
  });

  it("refuses a kernel without a codebook", async () => {
    const floats = withKernels(original, float32Kernel);
    await expect(fineTuneCodebook(engine, task(floats))).rejects.toThrow(
      "layer 0 must have a codebook, got a kernel in float32",
    );
  });
});
