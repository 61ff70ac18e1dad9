/**
 * How long a training step takes that touches survivors only, beside the dense engine's on one thread.
 *
 * All measurements of a sparsity alternate step by step, so that a machine's moods meet all alike; the table shows the
 * least and the median.
 */

import Table from "cli-table3";
import { optionsOf } from "./options.js";
import { allowSimd, median, PAPER_INPUTS } from "./training/measure.js";

const HELP = `npm run bench -- survivors [options]
  --model A                                which of the paper's networks
  --sparsities 0.9,0.95,0.98,0.99,0.999    shares of weights that are pruned
  --batch 32                               rows in a batch
  --steps 40                               measured steps, after five that warm up
  --no-dense                               without the dense engine`;

const CLASSES = 2;
const WARMUP = 5;
/** Products of a survivor and a row: forward, its gradient and its input's, a multiplication and an addition each. */
const FLOPS_PER_SURVIVOR = 6;
const ADAM = { stepSize: 1e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, normalizationMomentum: 0.99 };

export async function main(options) {
  const values = optionsOf(options, HELP, {
    model: "A",
    sparsities: "0.9,0.95,0.98,0.99,0.999",
    batch: "32",
    steps: "40",
    dense: true,
  });
  if (!values) return;
  allowSimd();
  const { paperArchitecture } = await import("../dist/network/architecture.js");
  const architecture = paperArchitecture(values.model, PAPER_INPUTS, CLASSES);
  const [rows, steps] = [Number(values.batch), Number(values.steps)];

  const head = ["engine", "sparsity", "survivors", "least ms", "median ms", "GFLOPS effective"];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const sparsity of values.sparsities.split(",").map(Number))
    for (const { name, survivors, milliseconds } of await measured(architecture, sparsity, rows, steps)) {
      const least = Math.min(...milliseconds);
      const gflops = (FLOPS_PER_SURVIVOR * survivors * rows) / least / 1e6;
      table.push([name, sparsity, survivors, ...[least, median(milliseconds), gflops].map((ms) => ms.toFixed(1))]);
    }
  if (values.dense) table.push(await denseRow(architecture, rows, Math.ceil(steps / 8)));
  console.log(table.toString());
}

async function measured(architecture, sparsity, rows, steps) {
  const { createSparseEngine } = await import("../dist/engine/sparse/create-sparse-engine.js");
  const { survivorTotal } = await import("../dist/network/sparse-network.js");
  const network = await randomSurvivors(architecture, sparsity);
  const batch = await randomBatch(architecture, rows);
  const runs = ["wasm-simd", "wasm-relaxed-simd"].map((name) => {
    const resident = createSparseEngine({ kind: name }).load(network, { batchSize: rows });
    return { name, survivors: survivorTotal(network), milliseconds: [], resident };
  });
  for (let step = 0; step < WARMUP + steps; step++)
    for (const { resident, milliseconds } of runs) {
      const start = performance.now();
      await resident.computeGradients({ ...batch, dropout: null });
      resident.adamStep(ADAM);
      if (step >= WARMUP) milliseconds.push(performance.now() - start);
    }
  return runs;
}

async function denseRow(architecture, rows, steps) {
  const { createEngine } = await import("../dist/engine/create-engine.js");
  const { countParameters } = await import("../dist/network/architecture.js");
  const { initializeNetwork } = await import("../dist/network/network.js");
  const { Random } = await import("../dist/core/random.js");
  const engine = await createEngine({ threads: 1 });
  const network = initializeNetwork(architecture, [], [], new Random(1));
  const resident = engine.load(network, { batchSize: rows, trainable: true });
  const { inputs } = await randomBatch(architecture, rows);
  const targets = Float32Array.from({ length: rows * CLASSES }, (_, at) =>
    Number(Math.floor(at / CLASSES) % CLASSES === at % CLASSES),
  );
  const milliseconds = [];
  for (let step = 0; step <= steps; step++) {
    const start = performance.now();
    await resident.trainStep({ rows, inputs, targets, dropout: null }, ADAM);
    if (step > 0) milliseconds.push(performance.now() - start);
  }
  await engine.close();
  const { kernels } = countParameters(architecture);
  const least = Math.min(...milliseconds);
  const gflops = (FLOPS_PER_SURVIVOR * kernels * rows) / least / 1e6;
  return [`dense, ${engine.kind}`, 0, kernels, ...[least, median(milliseconds), gflops].map((ms) => ms.toFixed(1))];
}

/** Survivors at random places; the last layer keeps a tenth at least, as pruning leaves it. */
async function randomSurvivors(architecture, sparsity) {
  const { layerShapes } = await import("../dist/network/architecture.js");
  const { Random } = await import("../dist/core/random.js");
  const random = new Random(1);
  const shapes = layerShapes(architecture);
  const layers = shapes.map(({ inputs, outputs }, layer) => {
    const kept = layer === shapes.length - 1 ? Math.max(0.1, 1 - sparsity) : 1 - sparsity;
    const rowStarts = new Uint32Array(outputs + 1);
    const columns = [];
    for (let output = 0; output < outputs; output++) {
      for (let input = 0; input < inputs; input++) if (random.uniform() < kept) columns.push(input);
      rowStarts[output + 1] = columns.length;
    }
    const weights = new Float32Array(columns.length).map(() => 0.1 * random.normal());
    return { inputs, outputs, rowStarts, columns: Uint32Array.from(columns), weights, bias: new Float32Array(outputs) };
  });
  const normalization = {
    scale: new Float32Array(architecture.inputs).fill(1),
    offset: new Float32Array(architecture.inputs),
  };
  return { architecture, features: [], classes: [], normalization, layers };
}

async function randomBatch({ inputs: width }, rows) {
  const { Random } = await import("../dist/core/random.js");
  const random = new Random(2);
  const inputs = new Float32Array(rows * width).map(() => random.normal());
  const targets = Float32Array.from({ length: rows * CLASSES }, (_, at) => at % CLASSES);
  return { rows, inputs, targets };
}
