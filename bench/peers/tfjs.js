/**
 * One training step in TensorFlow.js on its WebAssembly backend (SIMD; one thread, which is what it has in Node):
 * the same network through its layers API, `trainOnBatch` with Adam.
 *
 *   node tfjs.js '{"inputs":6373,"hidden":[4248,2832],"classes":2,"batch":32,"steps":5}'
 */

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { measure } from "../training/measure.js";

const { inputs, hidden, classes, batch, steps } = JSON.parse(process.argv[2]);
console.warn = () => {};
setWasmPaths(`${dirname(fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm")))}/`);
await tf.setBackend("wasm");
await tf.ready();

const model = tf.sequential();
model.add(tf.layers.batchNormalization({ inputShape: [inputs], momentum: 0.99, epsilon: 1e-3 }));
for (const units of hidden) model.add(tf.layers.dense({ units, activation: "sigmoid" }));
model.add(tf.layers.dense({ units: classes, activation: "softmax" }));
model.compile({ optimizer: tf.train.adam(1e-4, 0.9, 0.999, 1e-7), loss: "categoricalCrossentropy" });
const x = tf.randomNormal([batch, inputs], 0, 1, "float32", 1);
const y = tf.oneHot(tf.range(0, batch, 1, "int32").mod(tf.scalar(classes, "int32")), classes);

const step = async () => {
  const loss = Number(await model.trainOnBatch(x, y));
  if (!Number.isFinite(loss)) throw new Error(`tfjs: loss is ${loss}`);
};
console.log(JSON.stringify({ version: `tfjs ${tf.version_core} ${tf.getBackend()}`, ...(await measure(step, steps)) }));
