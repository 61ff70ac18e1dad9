import "./allow-relaxed-simd.ts";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";
import type { AdamStep, EngineKind, TrainingBatch } from "../../src/engine/engine.ts";
import { batchStatisticsInto } from "../../src/engine/reference/batch-norm.ts";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.ts";
import { createSparseEngine } from "../../src/engine/sparse/create-sparse-engine.ts";
import type { ResidentSparseNetwork, SparseEngine } from "../../src/engine/sparse/sparse-engine.ts";
import { planSparseMemory } from "../../src/engine/sparse/sparse-memory.ts";
import type { Architecture } from "../../src/network/architecture.ts";
import { initializeNetwork, NORMALIZATION_EPSILON } from "../../src/network/network.ts";
import { type SparseNetwork, sparseLayer, survivorsOf } from "../../src/network/sparse-network.ts";
import { randomBatch, randomSparseNetwork } from "./random-sparse-network.ts";

const ADAM: AdamStep = { stepSize: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, normalizationMomentum: 0.99 };

/** Layers that are full, thin, with one survivor and with none; batches around the tiles of 8 and 32 rows. */
const CASES: readonly { architecture: Architecture; kept: number[]; batchSize: number; lastRows: number }[] = [
  { architecture: { inputs: 8, hidden: [8], classes: 2 }, kept: [1, 1], batchSize: 8, lastRows: 8 },
  { architecture: { inputs: 1, hidden: [1], classes: 2 }, kept: [1, 1], batchSize: 2, lastRows: 1 },
  { architecture: { inputs: 130, hidden: [], classes: 7 }, kept: [0.1], batchSize: 5, lastRows: 3 },
  { architecture: { inputs: 37, hidden: [21, 9], classes: 7 }, kept: [0.2, 0.3, 0.5], batchSize: 32, lastRows: 26 },
  { architecture: { inputs: 300, hidden: [130, 67], classes: 3 }, kept: [0.01, 0.02, 0.1], batchSize: 32, lastRows: 1 },
  { architecture: { inputs: 90, hidden: [50], classes: 2 }, kept: [0.3, 0.5], batchSize: 75, lastRows: 40 },
  { architecture: { inputs: 20, hidden: [11], classes: 2 }, kept: [0, 0.5], batchSize: 9, lastRows: 5 },
  { architecture: { inputs: 20, hidden: [11], classes: 2 }, kept: [0.5, 0], batchSize: 9, lastRows: 5 },
  {
    architecture: {
      inputs: 20,
      hidden: [11, 9, 12, 7, 8],
      classes: 2,
      activations: [
        { kind: "relu" },
        { kind: "sigmoid" },
        { kind: "tanh" },
        { kind: "leaky-relu", slope: 0.25 },
        { kind: "gelu" },
      ],
    },
    kept: [0.5, 0.6, 0.7, 0.8, 0.9, 1],
    batchSize: 75,
    lastRows: 40,
  },
];

describe.each<EngineKind>(["reference", "wasm-simd", "wasm-relaxed-simd"])("engine for survivors, %s", (kind) => {
  const engine = createSparseEngine({ kind });

  it("says what it is", () => {
    expect(engine.kind).toBe(kind);
  });

  it("gives one survivor's softmax, gradient and step of Adam as on paper", async () => {
    // z = (2 · (3 · 5 − 13), 0) = (4, 0): p₀ = 1 / (1 + e⁻⁴), dw = (p₀ − 1/4) · x
    const network = linearNetwork();
    const resident = engine.load(network, { batchSize: 1 });
    const p = 1 / (1 + Math.exp(-4));
    const batch = { rows: 1, inputs: Float32Array.of(9, 5), targets: Float32Array.of(0.25, 0.75), dropout: null };
    const probabilities = new Float32Array(2);
    await resident.predictInto(probabilities, batch.inputs, 1);
    expectClose(probabilities, [p, 1 - p], 1e-6);
    expect(await resident.computeGradients(batch)).toBeCloseTo(-(0.25 * Math.log(p) + 0.75 * Math.log(1 - p)), 5);
    const gradient = (p - 0.25) * 2;
    expectClose(await resident.weightGradients(0), [gradient], 1e-6);
    resident.adamStep({ stepSize: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0, normalizationMomentum: 0 });
    const { weights, bias } = (await resident.read()).layers[0];
    expectClose(weights, [2 - 0.1], 1e-6);
    expectClose(bias, [-0.1, 0.1], 1e-6);
  });

  it("leaves the weights of frozen layers to others, not their biases", async () => {
    const architecture = { inputs: 9, hidden: [6], classes: 2 };
    const network = randomSparseNetwork(architecture, [0.5, 1], new Random(3));
    const resident = engine.load(network, { batchSize: 4 });
    await resident.computeGradients(randomBatch(architecture, 4, false, new Random(4)));
    resident.adamStep(ADAM, new Set([0]));
    const after = await resident.read();
    expect(after.layers[0].weights).toEqual(network.layers[0].weights);
    expect(after.layers[0].bias).not.toEqual(network.layers[0].bias);
    expect(after.layers[1].weights).not.toEqual(network.layers[1].weights);
    const others = network.layers[0].weights.map((weight) => weight + 1);
    resident.writeWeights(0, others);
    expect((await resident.read()).layers[0].weights).toEqual(others);
  });

  describe.each(CASES)("$architecture, kept $kept, batches of $batchSize", (shape) => {
    const { architecture, kept, batchSize, lastRows } = shape;
    const network = randomSparseNetwork(architecture, kept, new Random(1));

    it("predicts as the reference does, within 2e-6", async () => {
      for (const rows of [batchSize, lastRows]) {
        const { inputs } = randomBatch(architecture, rows, false, new Random(rows));
        const predict = async (each: SparseEngine) => {
          const probabilities = new Float32Array(rows * architecture.classes);
          await each.load(network, { batchSize }).predictInto(probabilities, inputs, rows);
          return probabilities;
        };
        const [fast, slow] = [await predict(engine), await predict(createSparseEngine({ kind: "reference" }))];
        expectClose(fast, slow, 2e-6);
      }
    });

    it.each([false, true])(
      "has the reference's gradients within 1e-5 of their layer's largest over 3 steps, dropout %s",
      async (dropped) => {
        const trained = async (each: SparseEngine) => {
          const resident = each.load(network, { batchSize });
          const steps = await trainSteps(resident, architecture, [batchSize, lastRows, batchSize], dropped);
          return { ...steps, layers: (await resident.read()).layers };
        };
        const [fast, slow] = [await trained(engine), await trained(createSparseEngine({ kind: "reference" }))];
        expectClose(fast.losses, slow.losses, 1e-5);
        for (const [at, gradients] of fast.gradients.entries()) expectClose(gradients, slow.gradients[at], 1e-5);
        for (const [at, { weights, bias }] of fast.layers.entries()) {
          expectMostlyClose(weights, slow.layers[at].weights);
          expectMostlyClose(bias, slow.layers[at].bias);
        }
      },
    );
  });

  it("gives back the network it was given, and does not change it", async () => {
    const architecture = { inputs: 21, hidden: [10, 3], classes: 4 };
    const network = randomSparseNetwork(architecture, [0.2, 0.5, 1], new Random(4));
    const before = structuredClone(network);
    const resident = engine.load(network, { batchSize: 4 });
    expect(await resident.read()).toEqual(network);
    await trainSteps(resident, architecture, [4, 3], true);
    expect(network).toEqual(before);
    expect(await resident.read()).not.toEqual(before);
  });

  it("gives the same bits again, whatever else is loaded", async () => {
    const architecture = { inputs: 50, hidden: [33, 7], classes: 3 };
    const network = randomSparseNetwork(architecture, [0.2, 0.3, 0.9], new Random(9));
    const run = async () => {
      const resident = engine.load(network, { batchSize: 16 });
      engine.load(network, { batchSize: 3 });
      const { losses } = await trainSteps(resident, architecture, [16, 16, 11], true);
      return { losses, network: await resident.read() };
    };
    expect(await run()).toEqual(await run());
  });

  it("takes a dense network's first step within 2e-5, given the batch's own normalisation", async () => {
    const architecture = { inputs: 12, hidden: [9, 5], classes: 3 };
    const dense = initializeNetwork(architecture, Array(12).fill("f"), Array(3).fill("c"), new Random(5));
    const rows = 10;
    const { inputs } = randomBatch(architecture, rows, false, new Random(6));
    const targets = new Float32Array(rows * 3);
    for (let b = 0; b < rows; b++) targets[b * 3 + (b % 3)] = 1;
    const denseResident = createReferenceEngine().load(dense, { batchSize: rows, trainable: true });
    const denseLoss = await denseResident.trainStep({ rows, inputs, targets, dropout: null }, ADAM);

    const [mean, variance] = [new Float32Array(12), new Float32Array(12)];
    batchStatisticsInto(mean, variance, inputs, rows);
    const scale = variance.map((value) => 1 / Math.sqrt(value + NORMALIZATION_EPSILON));
    const normalization = { scale, offset: mean.map((value, i) => -value * scale[i]) };
    const resident = engine.load({ ...survivorsOf(dense), normalization }, { batchSize: rows });
    expect(await resident.computeGradients({ rows, inputs, targets, dropout: null })).toBeCloseTo(denseLoss, 5);
    resident.adamStep(ADAM);
    const after = survivorsOf(await denseResident.read());
    for (const [layer, { weights, bias }] of (await resident.read()).layers.entries()) {
      expectClose(weights, after.layers[layer].weights, 2e-5);
      expectClose(bias, after.layers[layer].bias, 1e-3);
    }
  });

  it("shows a network that has diverged as a loss that is no number", async () => {
    const { normalization, ...rest } = linearNetwork();
    const broken = { ...rest, normalization: { ...normalization, offset: Float32Array.of(0, NaN) } };
    const batch = { rows: 1, inputs: Float32Array.of(9, 5), targets: Float32Array.of(0.25, 0.75), dropout: null };
    expect(await engine.load(broken, { batchSize: 1 }).computeGradients(batch)).toBeNaN();
  });

  it("refuses a network that is none, by what is wrong", () => {
    const network = linearNetwork();
    const { layers } = network;
    const load = (change: Partial<SparseNetwork["layers"][number]>) => () =>
      engine.load({ ...network, layers: [{ ...layers[0], ...change }] }, { batchSize: 1 });
    expect(load({ outputs: 3 })).toThrow("load: layer 0 is 2 × 3, its architecture says 2 × 2");
    expect(load({ bias: new Float32Array(1) })).toThrow("load: bias of layer 0 must hold 2 numbers, got 1");
    expect(load({ weights: new Float32Array(2) })).toThrow("load: weights of layer 0 must hold 1 numbers, got 2");
    expect(load({ rowStarts: Uint32Array.of(0, 1, 2) })).toThrow("must run from 0 to 1, got 0 to 2");
    expect(load({ rowStarts: Uint32Array.of(0, 2, 1) })).toThrow("must ascend, but do not at output 1");
    expect(load({ columns: Uint32Array.of(2) })).toThrow("must ascend and be below 2, got 2 in output 0");
    const twice = { columns: Uint32Array.of(1, 1), weights: new Float32Array(2), rowStarts: Uint32Array.of(0, 2, 2) };
    expect(load(twice)).toThrow("must ascend and be below 2, got 1 in output 0");
    expect(() => engine.load({ ...network, layers: [] }, { batchSize: 1 })).toThrow("has 1 layers, the network 0");
  });

  it("refuses what would go beyond its buffers, by name", async () => {
    const architecture = { inputs: 3, hidden: [2], classes: 2 };
    const network = randomSparseNetwork(architecture, [1, 1], new Random(8));
    expect(() => engine.load(network, { batchSize: 0 })).toThrow("batch size must be a whole number of at least 1");
    const resident = engine.load(network, { batchSize: 2 });
    const batch = randomBatch(architecture, 2, false, new Random(1));
    const step = (change: Partial<TrainingBatch>) => () => resident.computeGradients({ ...batch, ...change });
    expect(() => resident.adamStep(ADAM)).toThrow("adamStep: there are no gradients yet; call computeGradients first");
    expect(() => resident.weightGradients(0)).toThrow("weightGradients: there are no gradients yet");
    expect(step({ rows: 3 })).toThrow("rows must be 1 to the loaded batch size of 2, got 3");
    expect(step({ inputs: new Float32Array(5) })).toThrow("inputs must hold 6 numbers, got 5");
    expect(step({ targets: new Float32Array(3) })).toThrow("targets must hold 4 numbers, got 3");
    expect(step({ dropout: [] })).toThrow("dropout must have one array for each of 1 hidden layers, got 0");
    expect(() => resident.predictInto(new Float32Array(3), batch.inputs, 2)).toThrow("probabilities must hold 4");
    await step({})();
    expect(() => resident.weightGradients(2)).toThrow("layer must be 0 to 1, got 2");
    expect(() => resident.writeWeights(0, new Float32Array(5))).toThrow("layer 0 has 6 survivors, got 5 weights");
    resident.release();
    resident.release();
    expect(() => resident.read()).toThrow("the network has been released");
  });
});

describe("the memory of survivors", () => {
  it("does not grow with the batch beyond a block of 32 rows", () => {
    const network = randomSparseNetwork({ inputs: 1000, hidden: [100], classes: 2 }, [0.1, 0.1], new Random(1));
    expect(planSparseMemory(network, 1000, 10_000).pages).toBe(planSparseMemory(network, 1000, 32).pages);
  });

  it("takes 20 bytes a survivor, within 2 % where they are most of it", () => {
    const network = randomSparseNetwork({ inputs: 1000, hidden: [], classes: 500 }, [0.9], new Random(1));
    const { pages } = planSparseMemory(network, 1000, 1);
    const survivors = network.layers[0].weights.length;
    expect(Math.abs((pages * 65536) / (20 * survivors) - 1)).toBeLessThan(0.02);
  });

  it("that addresses do not reach is refused with the size that is needed and what to do", () => {
    const inputs = 2 ** 25;
    const network = linearNetwork();
    const plan = () => planSparseMemory({ ...network, architecture: { ...network.architecture, inputs } }, 1, 32);
    expect(plan).toThrow(UserError);
    expect(plan).toThrow(/survivors need \d{4,5} MiB of memory, and at most 4096 MiB can be had; prune further/);
  });
});

/** Two inputs, of which the second is read by the first output: z₀ = 2 · (3 · x₁ − 13). */
function linearNetwork(): SparseNetwork {
  return {
    architecture: { inputs: 2, hidden: [], classes: 2 },
    features: ["f0", "f1"],
    classes: ["c0", "c1"],
    normalization: { scale: Float32Array.of(7, 3), offset: Float32Array.of(1, -13) },
    layers: [sparseLayer({ inputs: 2, outputs: 2 }, Float32Array.of(0, 2, 0, 0), new Float32Array(2))],
  };
}

/** Losses, and the gradients of all survivors in every step. */
async function trainSteps(
  resident: ResidentSparseNetwork,
  architecture: Architecture,
  rowCounts: readonly number[],
  dropped: boolean,
): Promise<{ losses: number[]; gradients: Float32Array[] }> {
  const random = new Random(11);
  const gradients: Float32Array[] = [];
  const losses: number[] = [];
  for (const rows of rowCounts) {
    losses.push(await resident.computeGradients(randomBatch(architecture, rows, dropped, random)));
    for (const layer of [...architecture.hidden, architecture.classes].keys())
      gradients.push((await resident.weightGradients(layer)).slice());
    resident.adamStep(ADAM);
  }
  return { losses, gradients };
}

/** Each number, relative to the largest of the array. */
function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  const scale = Math.max(...Array.from(expected, Math.abs), Number.MIN_VALUE);
  expect(actual.length).toBe(expected.length);
  const worst = Math.max(0, ...Array.from(expected, (value, at) => Math.abs(value - actual[at]))) / scale;
  expect(worst).toBeLessThanOrEqual(tolerance);
}

/**
 * Adam divides by the gradient's size, so where a gradient is nothing but rounding the weight still moves by up to a
 * step size a step: nearly all weights must agree within 1e-5, and all within three steps.
 */
function expectMostlyClose(actual: Float32Array, expected: Float32Array): void {
  if (expected.length === 0) return;
  const differences = Array.from(expected, (value, at) => Math.abs(value - actual[at])).sort((a, b) => a - b);
  expect(differences[Math.floor(0.98 * (differences.length - 1))]).toBeLessThan(1e-5);
  expect(differences.at(-1)).toBeLessThan(3 * 2 * ADAM.stepSize);
}
