/**
 * Predictions of a container by the runtime.
 *
 *   node coldpress.js '{"file":"network.coldpress","batch":1,"steps":100,"warmup":100}'
 */

import { readFileSync } from "node:fs";
import { loadNetwork } from "../../dist/runtime/load-network.js";
import { allowSimd, lowestTenth, measure, median } from "../training/measure.js";
import { inputRows } from "./rows.js";

allowSimd();
const { file, batch, steps, warmup } = JSON.parse(process.argv[2]);
const bytes = readFileSync(file);
const loadStart = performance.now();
const network = await loadNetwork(bytes);
const loadSeconds = (performance.now() - loadStart) / 1e3;
const rows = inputRows(batch, network.features.length);
const { wallSeconds, cpuSeconds } = await measure(() => network.predict(rows), steps, warmup);
console.log(
  JSON.stringify({
    version: `coldpress ${network.kernels}`,
    probabilities: [...network.predict(rows)],
    networkBytes: network.memoryBytes.network,
    activationBytes: network.memoryBytes.activations,
    loadSeconds,
    wallSeconds: median(wallSeconds),
    cpuSeconds: median(cpuSeconds),
    quietCpuSeconds: lowestTenth(cpuSeconds),
  }),
);
