/**
 * A whole training of model A at the paper's size on random data: 3738 rows of 6373 features, epochs of dense training,
 * then epochs with masks. Time per epoch and in total; the batches are made as training makes them.
 */

import { availableParallelism } from "node:os";
import { Random } from "../../dist/core/random.js";
import { createEngine } from "../../dist/engine/create-engine.js";
import { paperArchitecture } from "../../dist/network/architecture.js";
import { initializeNetwork } from "../../dist/network/network.js";
import { epochBatches } from "../../dist/training/batches.js";
import { allowSimd, PAPER_INPUTS } from "./measure.js";

const ROWS = 3738;
const BATCH = 32;
const RATE = 0.5;
/** Share of zeros while the masks are on: the paper's last. */
const SPARSITY = 0.9;
const ADAM = { stepSize: 1e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, normalizationMomentum: 0.99 };

export async function wholeRun(epochs, pruningEpochs, kind) {
  allowSimd(kind);
  const random = new Random(1);
  const architecture = paperArchitecture("A", PAPER_INPUTS, 2);
  const engine = await createEngine({ threads: availableParallelism(), kind });
  const resident = engine.load(initializeNetwork(architecture, [], [], random), { batchSize: BATCH, trainable: true });
  const table = new Float32Array(ROWS * PAPER_INPUTS).map(() => random.uniform() - 0.5);
  const targets = Float32Array.from({ length: 2 * ROWS }, (_, at) => Number(Math.floor(at / 2) % 2 === at % 2));
  const started = performance.now();
  for (let epoch = 0; epoch < epochs + pruningEpochs; epoch++) {
    if (epoch === epochs) await maskLayers(resident, architecture, random);
    const begun = performance.now();
    const loss = await trainEpoch(resident, architecture, { inputs: table, targets }, random.fork(epoch));
    const seconds = (performance.now() - begun) / 1e3;
    console.log(
      `epoch ${epoch + 1}${epoch < epochs ? "" : " (masked)"}: ${seconds.toFixed(1)} s, loss ${loss.toFixed(4)}`,
    );
  }
  const minutes = (performance.now() - started) / 6e4;
  console.log(
    `${epochs} + ${pruningEpochs} epochs, ${engine.threads} thread(s), ${engine.kind}: ${minutes.toFixed(1)} minutes`,
  );
  await engine.close();
}

async function trainEpoch(resident, architecture, rows, random) {
  let sum = 0;
  for (const batch of epochBatches(rows, architecture, { batchSize: BATCH, dropout: RATE }, random))
    sum += (await resident.trainStep(batch, ADAM)) * batch.rows;
  return sum / ROWS;
}

async function maskLayers(resident, { hidden }, random) {
  for (let layer = 0; layer <= hidden.length; layer++)
    resident.setMask(
      layer,
      Uint8Array.from(await resident.readWeights(layer), () => (random.uniform() < SPARSITY ? 0 : 1)),
    );
}
