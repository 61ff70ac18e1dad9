import "./allow-relaxed-simd.ts";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { createEngine } from "../../src/engine/create-engine.ts";
import type { AdamStep, Engine, EngineKind, ResidentNetwork, TrainingBatch } from "../../src/engine/engine.ts";
import type { Activation } from "../../src/network/activation.ts";
import type { Architecture } from "../../src/network/architecture.ts";
import { initializeNetwork, type Network } from "../../src/network/network.ts";

const ADAM: AdamStep = { stepSize: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, normalizationMomentum: 0.99 };

/** Sizes around the kernels' tiles of 2, 4, 6, 8 and 24, and batches that leave a rest. */
const CASES: readonly { architecture: Architecture; batchSize: number; lastRows: number }[] = [
  { architecture: { inputs: 8, hidden: [8], classes: 2 }, batchSize: 8, lastRows: 8 },
  { architecture: { inputs: 1, hidden: [1], classes: 2 }, batchSize: 2, lastRows: 1 },
  { architecture: { inputs: 13, hidden: [], classes: 2 }, batchSize: 5, lastRows: 3 },
  { architecture: { inputs: 37, hidden: [21, 9], classes: 7 }, batchSize: 32, lastRows: 26 },
  { architecture: { inputs: 261, hidden: [130, 67, 12], classes: 9 }, batchSize: 19, lastRows: 1 },
  { architecture: { inputs: 70, hidden: [300], classes: 2 }, batchSize: 7, lastRows: 6 },
  { architecture: { inputs: 25, hidden: [49, 24], classes: 2 }, batchSize: 60, lastRows: 48 },
  {
    architecture: {
      inputs: 37,
      hidden: [21, 30, 9, 25, 12],
      classes: 3,
      activations: [
        { kind: "relu" },
        { kind: "sigmoid" },
        { kind: "tanh" },
        { kind: "leaky-relu", slope: 0.25 },
        { kind: "gelu" },
      ],
    },
    batchSize: 19,
    lastRows: 5,
  },
  {
    architecture: { inputs: 25, hidden: [26], classes: 2, activations: [{ kind: "leaky-relu", slope: -1.5 }] },
    batchSize: 6,
    lastRows: 1,
  },
];

const ACTIVATIONS: readonly Activation[] = [
  { kind: "sigmoid" },
  { kind: "tanh" },
  { kind: "relu" },
  { kind: "leaky-relu", slope: 0.25 },
  { kind: "gelu" },
];

describe.each<{ kind: EngineKind; threads: number }>([
  { kind: "wasm-simd", threads: 1 },
  { kind: "wasm-simd", threads: 3 },
  { kind: "wasm-relaxed-simd", threads: 2 },
  { kind: "wasm-wide-simd", threads: 2 },
])("engine $kind with $threads threads", ({ kind, threads }) => {
  let engine: Engine;
  let reference: Engine;
  beforeAll(async () => {
    engine = await createEngine({ threads, kind });
    reference = await createEngine({ threads: 1, kind: "reference" });
  });
  afterAll(() => engine.close());

  it("says what it is", () => {
    expect([engine.kind, engine.threads]).toEqual([kind, threads]);
  });

  describe.each(CASES)("$architecture, batches of $batchSize", ({ architecture, batchSize, lastRows }) => {
    const network = randomNetwork(architecture, 1);

    it("predicts as the reference does, within 2e-6", async () => {
      for (const rows of [batchSize, lastRows]) {
        const { inputs } = randomBatch(architecture, rows, new Random(rows));
        const predict = async (each: Engine) => {
          const resident = each.load(network, { batchSize, trainable: false });
          const probabilities = new Float32Array(rows * architecture.classes);
          await resident.predictInto(probabilities, inputs, rows);
          resident.release();
          return probabilities;
        };
        const [fast, slow] = [await predict(engine), await predict(reference)];
        expectClose(fast, slow, 2e-6);
      }
    });

    it.each([
      { name: "as it is", dropout: false, masked: false },
      { name: "with dropout", dropout: true, masked: false },
      { name: "with masks", dropout: false, masked: true },
      { name: "with dropout and masks", dropout: true, masked: true },
    ])(
      "trains as the reference does, $name: loss within 1e-5, moments within 1e-5 of their layer's largest",
      async (options) => {
        const trained = async (each: Engine) => {
          const resident = each.load(network, { batchSize, trainable: true });
          if (options.masked) setRandomMasks(resident, network);
          const losses = await trainSteps(resident, architecture, [batchSize, lastRows, batchSize], options.dropout);
          const result = { losses, moments: await resident.readMoments(), network: await resident.read() };
          resident.release();
          return result;
        };
        const [fast, slow] = [await trained(engine), await trained(reference)];
        expectClose(fast.losses, slow.losses, 1e-5);
        const arrays = ({ moments, network: { normalization } }: typeof fast) => [
          ...Object.values(normalization),
          ...[moments.gamma, moments.beta, ...moments.layers.flatMap((layer) => [layer.weights, layer.bias])].flatMap(
            ({ first, second }) => [first, second],
          ),
        ];
        for (const [at, array] of arrays(fast).entries()) expectClose(array, arrays(slow)[at], 1e-5);
        for (const [at, { weights, bias }] of fast.network.layers.entries()) {
          expectMostlyClose(weights, slow.network.layers[at].weights);
          expectMostlyClose(bias, slow.network.layers[at].bias);
        }
      },
    );
  });

  it("leaves −0 where a mask meets a negative weight, now and after a step", async () => {
    const network = randomNetwork({ inputs: 9, hidden: [10], classes: 2 }, 3);
    const resident = engine.load(network, { batchSize: 4, trainable: true });
    resident.setMask(0, new Uint8Array(90));
    expect(await resident.readWeights(0)).toEqual(network.layers[0].weights.map((weight) => (weight < 0 ? -0 : 0)));
    await trainSteps(resident, network.architecture, [4], false);
    const signs = [...(await resident.readWeights(0))].map((weight) => Object.is(weight, -0));
    expect(signs.filter(Boolean).length).toBeGreaterThan(20);
    expect((await resident.readWeights(0)).every((weight) => weight === 0)).toBe(true);
    resident.setMask(0, null);
    await trainSteps(resident, network.architecture, [4], false);
    expect((await resident.readWeights(0)).some((weight) => weight !== 0)).toBe(true);
    resident.release();
  });

  it("gives back the network it was given", async () => {
    const network = randomNetwork({ inputs: 21, hidden: [10, 3], classes: 4 }, 4);
    const resident = engine.load(network, { batchSize: 4, trainable: false });
    expect(await resident.read()).toEqual(network);
    expect(await resident.readWeights(1)).toEqual(network.layers[1].weights);
    resident.release();
  });

  it("goes on bit for bit from a network and moments that were read and written", async () => {
    const network = randomNetwork({ inputs: 21, hidden: [10, 3], classes: 4 }, 5);
    const whole = engine.load(network, { batchSize: 6, trainable: true });
    await trainSteps(whole, network.architecture, [6, 5, 6], false);
    const continued = engine.load(await whole.read(), { batchSize: 6, trainable: true });
    continued.writeMoments(await whole.readMoments());
    expect(await trainSteps(continued, network.architecture, [6, 6], true)).toEqual(
      await trainSteps(whole, network.architecture, [6, 6], true),
    );
    expect(await continued.read()).toEqual(await whole.read());
    expect(await continued.readMoments()).toEqual(await whole.readMoments());
    whole.release();
    continued.release();
  });

  it("computes nothing from what another network has left in its memory", async () => {
    const network = randomNetwork({ inputs: 25, hidden: [26], classes: 2 }, 8);
    const answers = async () => {
      const resident = engine.load(network, { batchSize: 5, trainable: true });
      const losses = await trainSteps(resident, network.architecture, [5, 3], true);
      const read = { losses, network: await resident.read(), moments: await resident.readMoments() };
      resident.release();
      return read;
    };
    const clean = await answers();
    const { layers, ...frame } = randomNetwork({ inputs: 60, hidden: [60], classes: 2 }, 8);
    const broken = layers.map((layer) => ({ ...layer, weights: layer.weights.map(() => NaN) }));
    const dirty = engine.load({ ...frame, layers: broken }, { batchSize: 60, trainable: true });
    await trainSteps(dirty, frame.architecture, [60], true);
    dirty.release();
    expect(await answers()).toEqual(clean);
  });

  it("keeps networks apart that are loaded side by side", async () => {
    const networks = [6, 7].map((seed) => randomNetwork({ inputs: 12, hidden: [9], classes: 2 }, seed));
    const residents = networks.map((network) => engine.load(network, { batchSize: 4, trainable: true }));
    await trainSteps(residents[0], networks[0].architecture, [4, 4], false);
    expect(await residents[1].read()).toEqual(networks[1]);
    for (const resident of residents) resident.release();
  });

  it("refuses what would go beyond its buffers, by name", () => {
    const network = randomNetwork({ inputs: 3, hidden: [2], classes: 2 }, 8);
    const load = (batchSize: number) => () => engine.load(network, { batchSize, trainable: true });
    expect(load(0)).toThrow("batch size must be a whole number of at least 1, got 0");
    const resident = load(2)();
    const batch = randomBatch(network.architecture, 2, new Random(1));
    const step = (change: Partial<TrainingBatch>) => () => resident.trainStep({ ...batch, ...change }, ADAM);
    expect(step({ rows: 3 })).toThrow("rows must be 1 to the loaded batch size of 2, got 3");
    expect(step({ inputs: new Float32Array(5) })).toThrow("inputs must hold 6 numbers, got 5");
    expect(step({ targets: new Float32Array(3) })).toThrow("targets must hold 4 numbers, got 3");
    expect(step({ dropout: [] })).toThrow("dropout must have one array for each of 1 hidden layers, got 0");
    expect(() => resident.predictInto(new Float32Array(3), batch.inputs, 2)).toThrow("probabilities must hold 4");
    expect(() => resident.setMask(2, null)).toThrow("layer must be 0 to 1, got 2");
    expect(() => resident.setMask(0, new Uint8Array(7))).toThrow("the mask of layer 0 must hold 6 numbers, got 7");
    resident.release();
    expect(() => resident.read()).toThrow("the network has been released");
    const frozen = engine.load(network, { batchSize: 2, trainable: false });
    expect(() => frozen.trainStep(batch, ADAM)).toThrow("loaded with trainable: false");
    frozen.release();
  });
});

describe.each<readonly EngineKind[]>([["wasm-simd"], ["wasm-relaxed-simd", "wasm-wide-simd"]])("%s", (...kinds) => {
  it.each(ACTIVATIONS)("gives the same bits on any number of threads, with $kind", async (activation) => {
    const network = randomNetwork(
      { inputs: 150, hidden: [333, 70], classes: 3, activations: [activation, activation] },
      9,
    );
    const results = [];
    for (const kind of kinds)
      for (const threads of [1, 2, 3, 5]) {
        const engine = await createEngine({ threads, kind });
        const resident = engine.load(network, { batchSize: 60, trainable: true });
        setRandomMasks(resident, network);
        const losses = await trainSteps(resident, network.architecture, [60, 32, 11], true);
        results.push(digestOf([losses, await resident.read(), await resident.readMoments()]));
        await engine.close();
      }
    expect(new Set(results).size).toBe(1);
  });
});

function randomNetwork(architecture: Architecture, seed: number): Network {
  const random = new Random(seed);
  const names = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
  const network = initializeNetwork(
    architecture,
    names("feature ", architecture.inputs),
    names("class ", architecture.classes),
    random,
  );
  const { normalization, layers } = network;
  const uniform = (low: number, high: number) => () => low + (high - low) * random.uniform();
  return {
    ...network,
    normalization: {
      gamma: normalization.gamma.map(uniform(0.5, 1.5)),
      beta: normalization.beta.map(uniform(-0.5, 0.5)),
      movingMean: normalization.movingMean.map(uniform(-1, 1)),
      movingVariance: normalization.movingVariance.map(uniform(0.5, 2)),
    },
    layers: layers.map((layer) => ({ ...layer, bias: layer.bias.map(uniform(-0.5, 0.5)) })),
  };
}

function randomBatch({ inputs, classes }: Architecture, rows: number, random: Random): TrainingBatch {
  return {
    rows,
    inputs: new Float32Array(rows * inputs).map((_, at) => random.normal() * (1 + (at % 3)) + (at % 5)),
    targets: labelsWithDoubt(rows, classes, random),
    dropout: null,
  };
}

/** A label for every row, which is right with a probability of 0.9. [B × C] */
function labelsWithDoubt(rows: number, classes: number, random: Random): Float32Array {
  const targets = new Float32Array(rows * classes).fill(0.1 / (classes - 1));
  for (let b = 0; b < rows; b++) targets[b * classes + random.integer(classes)] = 0.9;
  return targets;
}

async function trainSteps(
  resident: ResidentNetwork,
  architecture: Architecture,
  rowCounts: readonly number[],
  dropped: boolean,
): Promise<number[]> {
  const random = new Random(11);
  const losses: number[] = [];
  for (const rows of rowCounts) {
    const batch = randomBatch(architecture, rows, random);
    const dropout = architecture.hidden.map((width) =>
      new Float32Array(rows * width).map(() => (random.uniform() < 0.3 ? 0 : 1 / 0.7)),
    );
    losses.push(await resident.trainStep({ ...batch, dropout: dropped ? dropout : null }, ADAM));
  }
  return losses;
}

/** A hash of all bits of all numbers in a structure. */
function digestOf(structure: unknown): string {
  const hash = createHash("sha256");
  const visit = (value: unknown) => {
    if (value instanceof Float32Array) hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    else if (typeof value === "number") hash.update(Float64Array.of(value));
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(visit);
  };
  visit(structure);
  return hash.digest("hex");
}

function setRandomMasks(resident: ResidentNetwork, network: Network): void {
  const random = new Random(12);
  for (const [layer, { weights }] of network.layers.entries())
    resident.setMask(
      layer,
      Uint8Array.from(weights, () => (random.uniform() < 0.7 ? 0 : 1)),
    );
}

/** Each number, relative to the largest of the array. */
function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  const scale = Math.max(...Array.from(expected, Math.abs), Number.MIN_VALUE);
  expect(actual.length).toBe(expected.length);
  const worst = Math.max(...Array.from(expected, (value, at) => Math.abs(value - actual[at]))) / scale;
  expect(worst).toBeLessThanOrEqual(tolerance);
}

/**
 * Adam divides by the gradient's size, so where a gradient is nothing but rounding the weight still moves by up to a
 * step size a step: nearly all weights must agree within 1e-5, and all within three steps.
 */
function expectMostlyClose(actual: Float32Array, expected: Float32Array): void {
  const differences = Array.from(expected, (value, at) => Math.abs(value - actual[at])).sort((a, b) => a - b);
  expect(differences[Math.floor(0.98 * (differences.length - 1))]).toBeLessThan(1e-5);
  expect(differences.at(-1)).toBeLessThan(3 * 2 * ADAM.stepSize);
}
