/**
 * LiteRT as the judge of what we write for it.
 */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { runInThisContext } from "node:vm";
import { type CompiledModel, loadAndCompile, loadLiteRt, Tensor } from "@litertjs/core";
import { vi } from "vitest";

/**
 * LiteRT, Google's runtime for .tflite files, in Node. The package is made for browsers and web workers; Node is a web
 * worker to it once `self`, `importScripts` and `require` exist and the module knows where its .wasm file lies.
 */
const require = createRequire(import.meta.url);
const folder = join(dirname(require.resolve("@litertjs/core")), "../wasm");
let runtime: Promise<unknown> | null = null;

function startRuntime(): Promise<unknown> {
  Object.assign(globalThis, {
    self: globalThis,
    require,
    __dirname: folder,
    importScripts: (path: string) => runInThisContext(readFileSync(path, "utf8"), { filename: path }) as unknown,
    // Its lines about delegates would hide the test's own output.
    Module: { locateFile: (file: string) => join(folder, file), print: () => {}, printErr: () => {} },
  });
  const complaint = vi.spyOn(console, "warn").mockImplementation(() => {}); // there is no WebGPU in Node
  return loadLiteRt(join(folder, "/")).finally(() => complaint.mockRestore());
}

/** What LiteRT makes of each row of inputs. [N × C] */
export async function predictWithLiteRt(file: Uint8Array, inputs: Float32Array, width: number): Promise<Float32Array> {
  runtime ??= startRuntime();
  await runtime;
  const model = await loadAndCompile(file, { accelerator: "wasm" });
  const rows: Float32Array[] = [];
  for (let start = 0; start < inputs.length; start += width)
    rows.push(await predictRow(model, inputs.slice(start, start + width)));
  model.delete();
  return Float32Array.from(rows.flatMap((row) => [...row]));
}

async function predictRow(model: CompiledModel, row: Float32Array): Promise<Float32Array> {
  const input = new Tensor(row, [1, row.length]);
  const [output] = await model.run([input]);
  if (!output) throw new Error("LiteRT gave no output");
  const probabilities = (await output.data()).slice() as Float32Array;
  input.delete();
  output.delete();
  return probabilities;
}
