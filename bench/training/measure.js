/**
 * Wall and CPU seconds of each of some runs, after a few that warm up.
 *
 * CPU seconds are those of the whole process: all threads count.
 */

import { setFlagsFromString } from "node:v8";

const WARMUP = 2;

export async function measure(run, steps, warmup = WARMUP) {
  const wallSeconds = [];
  const cpuSeconds = [];
  for (let at = 0; at < warmup + steps; at++) {
    const cpu = process.cpuUsage();
    const wall = performance.now();
    await run();
    const seconds = (performance.now() - wall) / 1e3;
    const { user, system } = process.cpuUsage(cpu);
    if (at < warmup) continue;
    wallSeconds.push(seconds);
    cpuSeconds.push((user + system) / 1e6);
  }
  return { wallSeconds, cpuSeconds };
}

/** The middle value, or the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

/** The value that a tenth of the others stay below: what a run takes when nothing disturbs it. */
export function lowestTenth(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 10)];
}

/** Features of the paper's networks: the ComParE 2016 functionals. */
export const PAPER_INPUTS = 6373;

/** Turns on what a kind of kernels needs where Node has it behind a flag; before the first kernel is compiled. */
export function allowSimd(kind = "wasm") {
  const node = Number.parseInt(process.versions.node, 10);
  if (node < 22) setFlagsFromString("--experimental-wasm-relaxed-simd");
  if (kind === "wasm-wide-simd" && node >= 24) setFlagsFromString("--experimental-wasm-revectorize");
}
