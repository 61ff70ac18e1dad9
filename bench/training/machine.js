/**
 * What this machine is, and what it can do at most from WebAssembly on one thread: multiply-adds per second and memory
 * traffic per second.
 *
 *   node machine.js '{"kind":"wasm-relaxed-simd"}'
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { main as compile } from "assemblyscript/asc";
import { allowSimd } from "./measure.js";

allowSimd();
const { kind } = JSON.parse(process.argv[2]);
const ROUNDS = 200_000;
const FLOPS_PER_ROUND = 12 * 4 * 2;
/** Three arrays of 64 MiB: more than any cache. */
const ARRAY_BYTES = 2 ** 26;
const REPETITIONS = 15;
const WARM_UP_MS = 300;

async function compiledKernels() {
  const folder = mkdtempSync(join(tmpdir(), "coldpress-peak-"));
  const file = join(folder, "peak.wasm");
  const features = kind !== "wasm-simd" ? ["simd", "relaxed-simd"] : ["simd"];
  const source = fileURLToPath(new URL("./peak.as.ts", import.meta.url));
  const { error } = await compile([
    source,
    "--outFile",
    file,
    "-O3",
    "--runtime",
    "stub",
    "--initialMemory",
    String((3 * ARRAY_BYTES) / 65536),
    ...features.flatMap((feature) => ["--enable", feature]),
  ]);
  if (error) throw error;
  const bytes = readFileSync(file);
  rmSync(folder, { recursive: true });
  return (await WebAssembly.instantiate(bytes, { env: { abort() {} } })).instance.exports;
}

function bestSeconds(run) {
  let best = Infinity;
  for (let at = 0; at < REPETITIONS; at++) {
    const start = performance.now();
    run();
    best = Math.min(best, (performance.now() - start) / 1e3);
  }
  return best;
}

const { multiplyAdds, updateThree } = await compiledKernels();
/** V8 optimises a function between its calls, and newer versions take longer to begin. */
for (const started = performance.now(); performance.now() - started < WARM_UP_MS; ) multiplyAdds(1000);
const result = {
  machine: `${availableParallelism()} × ${cpus()[0].model.trim()}`,
  node: process.version,
  peakGflops: (ROUNDS * FLOPS_PER_ROUND) / bestSeconds(() => multiplyAdds(ROUNDS)) / 1e9,
  peakGigabytes: (6 * ARRAY_BYTES) / bestSeconds(() => updateThree(ARRAY_BYTES)) / 1e9,
};
console.log(JSON.stringify(result));
