/**
 * The forward pass in onnxruntime.
 *
 *   node onnxruntime.js '{"inputs":6373,"hidden":[4248,2832],"classes":2,"batch":32,"steps":5,"threads":1}'
 */

import * as ort from "onnxruntime-node";
import { measure } from "../training/measure.js";
import { onnxModel } from "./onnx-graph.js";

const { inputs, hidden, classes, batch, steps, threads } = JSON.parse(process.argv[2]);

const random = (length, scale) => new Float32Array(length).map((_, at) => scale * Math.sin(at * 12.9898));
const widths = [inputs, ...hidden, classes];
const layers = widths.slice(1).map((outputs, at) => ({
  inputs: widths[at],
  outputs,
  weights: random(widths[at] * outputs, 0.02),
  bias: random(outputs, 0.1),
}));
const model = onnxModel({ scale: random(inputs, 1), offset: random(inputs, 1) }, layers, batch, "float32");

const session = await ort.InferenceSession.create(model, { intraOpNumThreads: threads, interOpNumThreads: 1 });
const x = new ort.Tensor("float32", random(batch * inputs, 1), [batch, inputs]);
const result = await measure(() => session.run({ x }), steps);
console.log(
  JSON.stringify({ version: `onnxruntime-node ${ort.env.versions.node ?? ort.env.versions.common}`, ...result }),
);
