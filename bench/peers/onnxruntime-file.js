/**
 * Predictions of an ONNX model by onnxruntime.
 *
 *   node onnxruntime-file.js '{"file":"network.onnx","inputs":6373,"batch":1,"steps":100,"warmup":100}'
 */

import * as ort from "onnxruntime-node";
import { inputRows } from "../inference/rows.js";
import { lowestTenth, measure, median } from "../training/measure.js";

const { file, inputs, batch, steps, warmup } = JSON.parse(process.argv[2]);
const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1 });
const x = new ort.Tensor("float32", inputRows(batch, inputs), [batch, inputs]);
const { wallSeconds, cpuSeconds } = await measure(() => session.run({ x }), steps, warmup);
const { y } = await session.run({ x });
console.log(
  JSON.stringify({
    version: `onnxruntime-node ${ort.env.versions.node ?? ort.env.versions.common}`,
    probabilities: [...y.data],
    wallSeconds: median(wallSeconds),
    cpuSeconds: median(cpuSeconds),
    quietCpuSeconds: lowestTenth(cpuSeconds),
  }),
);
