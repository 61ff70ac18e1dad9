/**
 * What other activations cost beside the sigmoid: training steps and forward passes of the same network, dense and of survivors.
 *
 * All activations take turns, so that a machine's moods meet all alike; ratios are those of the lowest tenth of each.
 */

import Table from "cli-table3";
import { optionsOf } from "./options.js";
import { allowSimd, lowestTenth } from "./training/measure.js";

const HELP = `npm run bench -- activations [options]
  --networks 2000-1333-888-2,300-200-133-2   inputs, hidden layers, classes
  --batch 32                                 rows in a batch
  --steps 40                                 measured steps, after five that warm up
  --threads 1                                of the dense engine
  --kind wasm                                of the kernels
  --sparsity 0.95                            share of weights that the engine for survivors does not have`;

const WARMUP = 5;
const ADAM = { stepSize: 1e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, normalizationMomentum: 0.99 };
const ACTIVATIONS = [
  { kind: "sigmoid" },
  { kind: "tanh" },
  { kind: "relu" },
  { kind: "leaky-relu", slope: 0.25 },
  { kind: "gelu" },
];

export async function main(options) {
  const values = optionsOf(options, HELP, {
    networks: "2000-1333-888-2,300-200-133-2",
    batch: "32",
    steps: "40",
    threads: "1",
    kind: "wasm",
    sparsity: "0.95",
  });
  if (!values) return;
  allowSimd(values.kind);
  const [rows, steps] = [Number(values.batch), Number(values.steps)];
  const head = ["network", "engine", "", "sigmoid, ms", ...ACTIVATIONS.slice(1).map(({ kind }) => `${kind}, ×`)];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const shape of values.networks.split(",")) {
    const [inputs, ...widths] = shape.split("-").map(Number);
    const architecture = { inputs, hidden: widths.slice(0, -1), classes: widths.at(-1) };
    const batch = await randomBatch(architecture, rows);
    for (const { name, residents } of [await dense(architecture, values), await survivors(architecture, values)]) {
      const { step, forward } = await measured(residents, batch, steps);
      for (const [what, milliseconds] of [
        ["training step", step],
        ["forward", forward],
      ]) {
        const [sigmoid, ...others] = milliseconds.map(lowestTenth);
        table.push([shape, name, what, sigmoid.toFixed(3), ...others.map((ms) => (ms / sigmoid).toFixed(2))]);
      }
    }
  }
  console.log(table.toString());
}

/** A network for each activation, with the same weights. */
async function networks(architecture) {
  const { initializeNetwork } = await import("../dist/network/network.js");
  const { Random } = await import("../dist/core/random.js");
  return ACTIVATIONS.map((activation) => {
    const activations = architecture.hidden.map(() => activation);
    return initializeNetwork({ ...architecture, activations }, [], [], new Random(1));
  });
}

async function dense(architecture, { threads, kind, batch }) {
  const { createEngine } = await import("../dist/engine/create-engine.js");
  const engine = await createEngine({ threads: Number(threads), kind });
  const residents = (await networks(architecture)).map((network) => {
    const resident = engine.load(network, { batchSize: Number(batch), trainable: true });
    return { resident, step: (rows) => resident.trainStep(rows, ADAM) };
  });
  return { name: `dense, ${engine.kind}, ${threads} threads`, residents };
}

async function survivors(architecture, { sparsity, batch }) {
  const { createSparseEngine } = await import("../dist/engine/sparse/create-sparse-engine.js");
  const { survivorsOf } = await import("../dist/network/sparse-network.js");
  const { Random } = await import("../dist/core/random.js");
  const engine = createSparseEngine({});
  const residents = (await networks(architecture)).map(({ layers, ...frame }) => {
    const random = new Random(2);
    const pruned = layers.map((layer) => ({
      ...layer,
      weights: layer.weights.map((weight) => (random.uniform() < Number(sparsity) ? 0 : weight)),
    }));
    const resident = engine.load(survivorsOf({ ...frame, layers: pruned }), { batchSize: Number(batch) });
    const step = async (rows) => {
      await resident.computeGradients(rows);
      resident.adamStep(ADAM);
    };
    return { resident, step };
  });
  return { name: `survivors, ${engine.kind}, sparsity ${sparsity}`, residents };
}

/** @returns milliseconds of each resident's steps and forward passes. */
async function measured(residents, batch, steps) {
  const step = residents.map(() => []);
  const forward = residents.map(() => []);
  const probabilities = new Float32Array(batch.targets.length);
  for (let round = 0; round < WARMUP + steps; round++)
    for (const [at, resident] of residents.entries()) {
      const start = performance.now();
      await resident.step(batch);
      const middle = performance.now();
      await resident.resident.predictInto(probabilities, batch.inputs, batch.rows);
      const end = performance.now();
      if (round < WARMUP) continue;
      step[at].push(middle - start);
      forward[at].push(end - middle);
    }
  return { step, forward };
}

async function randomBatch({ inputs, classes }, rows) {
  const { Random } = await import("../dist/core/random.js");
  const random = new Random(3);
  const targets = new Float32Array(rows * classes);
  for (let b = 0; b < rows; b++) targets[b * classes + (b % classes)] = 1;
  return { rows, targets, inputs: new Float32Array(rows * inputs).map(() => random.normal()), dropout: null };
}
