/**
 * onnxruntime as the judge of what we write for it; tests that need it are skipped where it is not installed.
 */

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

/** Where onnxruntime-node lies: `npm ci --prefix bench/peers` puts it there, the continuous integration does that. */
const PEERS = resolve("bench/peers/package.json");

export const hasOnnxRuntime = existsSync(resolve("bench/peers/node_modules/onnxruntime-node/package.json"));

/** For the name of a suite that cannot run without it. */
export const ifOnnxRuntime = hasOnnxRuntime ? "" : " (skipped: npm ci --prefix bench/peers installs onnxruntime-node)";

interface Tensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>>;
}

interface OnnxRuntime {
  readonly InferenceSession: { create(bytes: Uint8Array | string, options: object): Promise<Session> };
  readonly Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => Tensor;
}

/** What onnxruntime makes of rows: of the model's first input its first output. @param model  Bytes, or a file's path. */
export async function predictWithOnnxRuntime(
  model: Uint8Array | string,
  rows: Float32Array,
  width: number,
): Promise<Float32Array> {
  const ort = createRequire(PEERS)("onnxruntime-node") as OnnxRuntime;
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const [input, output] = [session.inputNames[0], session.outputNames[0]];
  const results = await session.run({ [input]: new ort.Tensor("float32", rows, [rows.length / width, width]) });
  return results[output].data;
}
