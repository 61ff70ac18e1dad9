/**
 * One training step, or one forward pass, of coldpress; what it needs of memory, and where the time goes.
 *
 *   node coldpress.js '{"inputs":6373,"hidden":[4248,2832],"classes":2,"batch":32,"steps":5,"threads":1,"mode":"step"}'
 */

import { Random } from "../../dist/core/random.js";
import { planMemory } from "../../dist/engine/assembly/memory-plan.js";
import { ThreadPool } from "../../dist/engine/assembly/thread-pool.js";
import { createEngine } from "../../dist/engine/create-engine.js";
import { initializeNetwork } from "../../dist/network/network.js";
import { allowSimd, measure, median } from "./measure.js";

const { inputs, hidden, classes, batch, steps, threads, mode, kind = "wasm" } = JSON.parse(process.argv[2]);
allowSimd(kind);
const ADAM = { stepSize: 1e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, normalizationMomentum: 0.99 };

/** Seconds of every call of a kernel, by kernel and number of items. */
const passSeconds = new Map();
const run = Reflect.get(ThreadPool.prototype, "run");
ThreadPool.prototype.run = function (kernel, items, ...rest) {
  const start = performance.now();
  run.call(this, kernel, items, ...rest);
  const pass = `${kernel} × ${items}`;
  if (!passSeconds.has(pass)) passSeconds.set(pass, []);
  passSeconds.get(pass).push((performance.now() - start) / 1e3);
};

const architecture = { inputs, hidden, classes };
const options = { batchSize: batch, trainable: mode === "step" };
const engine = await createEngine({ threads, kind });
const resident = engine.load(initializeNetwork(architecture, [], [], new Random(1)), options);
const random = new Random(2);
const rows = new Float32Array(batch * inputs).map(() => random.normal());
const targets = Float32Array.from({ length: batch * classes }, (_, at) =>
  Number(Math.floor(at / classes) % classes === at % classes),
);
const probabilities = new Float32Array(batch * classes);
const step = { rows: batch, inputs: rows, targets, dropout: null };

const result = await measure(
  mode === "step" ? () => resident.trainStep(step, ADAM) : () => resident.predictInto(probabilities, rows, batch),
  steps,
);
await engine.close();
console.log(
  JSON.stringify({
    version: `coldpress ${engine.kind}`,
    kind: engine.kind,
    threads: engine.threads,
    memoryMiB: planMemory(architecture, options, 0).bytes / 2 ** 20,
    passes: [...passSeconds].map(([pass, seconds]) => ({ pass, seconds: median(seconds) })),
    ...result,
  }),
);
