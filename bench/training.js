/**
 * How fast coldpress trains, beside what else there is.
 *
 * Each measurement runs in a process of its own, one after the other; with several rounds the order repeats, so that a
 * machine's moods meet all alike. Prints a table, writes bench/results/training.json; --record adds lines to
 * bench/results/training.csv.
 */

import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import Table from "cli-table3";
import { countParameters, layerShapes, MODEL_NAMES, paperArchitecture } from "../dist/network/architecture.js";
import { optionsOf } from "./options.js";
import { recordLines } from "./record.js";
import { growth } from "./training/growth.js";
import { median, PAPER_INPUTS } from "./training/measure.js";
import { wholeRun } from "./training/whole-run.js";

const HELP = `npm run bench -- training [options]
  --models A,B,C    which of the paper's networks
  --inputs 6373     features; the paper's hidden layers are shares of them
  --batch 32        rows in a batch
  --steps 5         measured steps per process, after two that warm up
  --rounds 1        how often everything is measured
  --kind wasm       wasm (the best that runs), wasm-simd, wasm-relaxed-simd or wasm-wide-simd
  --revectorize     --kind wasm-wide-simd: V8's experimental 256-bit vectors (Node >= 24)
  --no-peers        coldpress alone
  --out FILE        where the JSON goes: bench/results/training.json
  --record TEXT     add lines to bench/results/training.csv, with this as the name of the change
  --growth          model A's time against width and batch size instead; of the above, --kind, --steps and --rounds count
  --full            a whole training of model A at the paper's size instead; --epochs 40 --pruning-epochs 5, and --kind`;

/** A cold or none. */
const CLASSES = 2;

export async function main(options) {
  const values = optionsOf(options, HELP, {
    models: "A,B,C",
    inputs: String(PAPER_INPUTS),
    batch: "32",
    steps: "5",
    rounds: "1",
    kind: "wasm",
    revectorize: false,
    peers: true,
    out: "bench/results/training.json",
    record: undefined,
    growth: false,
    full: false,
    epochs: "40",
    "pruning-epochs": "5",
  });
  if (!values) return;
  if (values.revectorize) values.kind = "wasm-wide-simd";
  if (values.full) return wholeRun(Number(values.epochs), Number(values["pruning-epochs"]), values.kind);
  if (values.growth) return growth(child, values);
  compare(values);
}

function compare({ models, inputs, batch, steps, rounds, kind, peers, out, record }) {
  const setup = { batch: Number(batch), steps: Number(steps), kind };
  const names = models.split(",");
  const unknown = names.find((name) => !MODEL_NAMES.includes(name));
  if (unknown !== undefined)
    throw new RangeError(`--models: there are ${MODEL_NAMES.join(", ")}, got ${JSON.stringify(unknown)}`);
  const cases = names.flatMap((model) =>
    casesOf(model, paperArchitecture(model, Number(inputs), CLASSES), setup, peers),
  );
  for (let round = 0; round < Number(rounds); round++)
    for (const each of cases) {
      process.stderr.write(`round ${round + 1}: model ${each.model}, ${each.name}\n`);
      each.results.push(child(each.command, each.script, each.setup, each.environment));
    }
  const coldpress = cases.find(({ results }) => results[0]?.kind);
  const machine = child(process.execPath, "bench/training/machine.js", { kind: coldpress.results[0].kind });
  const rows = cases.filter(({ results }) => results[0]).map((each) => summary(each, machine));
  for (const row of rows) row.faster = fasterThan(row, rows);
  writeFileSync(out, `${JSON.stringify({ ...machine, rows }, null, 2)}\n`);
  print(machine, rows);
  if (record) recordLines("training.csv", record, machine, rows.map(csvColumns));
}

/** What is measured for one model: who, in which mode, on how many threads. */
function casesOf(model, architecture, common, withPeers) {
  const all = availableParallelism();
  const node = process.execPath;
  const list = [
    { name: "coldpress", mode: "step", threads: 1, command: node, script: "bench/training/coldpress.js" },
    ...(all > 1
      ? [{ name: "coldpress", mode: "step", threads: all, command: node, script: "bench/training/coldpress.js" }]
      : []),
    { name: "coldpress", mode: "forward", threads: 1, command: node, script: "bench/training/coldpress.js" },
  ];
  if (withPeers && existsSync("bench/peers/node_modules"))
    list.push(
      { name: "tfjs", mode: "step", threads: 1, command: node, script: "bench/peers/tfjs.js" },
      { name: "onnxruntime", mode: "forward", threads: 1, command: node, script: "bench/peers/onnxruntime.js" },
    );
  else if (withPeers) process.stderr.write("tfjs, onnxruntime: not installed; npm ci --prefix bench/peers\n");
  if (withPeers && spawnSync("python3", ["-c", "import numpy"]).status === 0) list.push(...numpyCases(all));
  else if (withPeers) process.stderr.write("numpy: python3 with numpy is not here\n");
  return list.map((each) => {
    const { mode, threads, adam } = each;
    return { ...each, model, results: [], setup: { ...architecture, ...common, mode, threads, adam }, architecture };
  });
}

/** Adam as its formula stands, and written with care for memory, on one thread; the better one on all; and forward. */
function numpyCases(all) {
  return [
    { mode: "step", threads: 1, adam: "as formula" },
    { mode: "step", threads: 1, adam: "in place" },
    ...(all > 1 ? [{ mode: "step", threads: all, adam: "in place" }] : []),
    { mode: "forward", threads: 1 },
  ].map((each) => ({
    ...each,
    name: "numpy",
    command: "python3",
    script: "bench/peers/numpy_step.py",
    environment: { OPENBLAS_NUM_THREADS: String(each.threads) },
  }));
}

/** What a process prints as JSON, or null if it fails: a peer that cannot run here is left out and said to be. */
function child(command, script, setup, environment = {}) {
  const { status, stdout, stderr } = spawnSync(command, [script, JSON.stringify(setup)], {
    encoding: "utf8",
    env: { ...process.env, ...environment },
    maxBuffer: 2 ** 26,
  });
  if (status === 0) return JSON.parse(stdout.trim().split("\n").at(-1));
  process.stderr.write(`${script} failed:\n${stderr}\n`);
  return null;
}

/**
 * Medians over all rounds, and the share of what 128-bit vectors reach at most. Counted are the operations that a step needs:
 * no gradient of the network's input.
 */
function summary({ name, mode, threads, model, results, architecture, setup }, { peakGflops, peakGigabytes }) {
  const wallSeconds = median(results.flatMap((result) => result?.wallSeconds ?? []));
  const cpuSeconds = median(results.flatMap((result) => result?.cpuSeconds ?? []));
  const { kernels } = countParameters(architecture);
  const [first] = layerShapes(architecture);
  const products = mode === "step" ? 3 * kernels - first.inputs * first.outputs : kernels;
  const gigaflop = (2 * setup.batch * products) / 1e9;
  const gigabytes = ((mode === "step" ? 28 : 4) * kernels) / 1e9;
  return {
    model,
    name: results[0].version,
    peer: name,
    mode,
    threads,
    wallSeconds,
    cpuSeconds,
    leastCpuSeconds: Math.min(...results.flatMap((result) => result?.cpuSeconds ?? [])),
    gflops: gigaflop / cpuSeconds,
    gigabytes,
    shareOfPeak: gigaflop / cpuSeconds / peakGflops,
    shareOfBandwidth: gigabytes / cpuSeconds / peakGigabytes,
    memoryMiB: results[0].memoryMiB,
    passes: results[0].passes,
  };
}

/** How many times less CPU time coldpress on one thread takes for the same. */
function fasterThan(row, rows) {
  const ours = rows.find(
    ({ peer, model, mode, threads }) =>
      peer === "coldpress" &&
      model === row.model &&
      mode === row.mode &&
      threads === (row.peer === "coldpress" ? 1 : row.threads),
  );
  return ours && row.cpuSeconds / ours.cpuSeconds;
}

function print(machine, rows) {
  console.log(
    `${machine.machine}, Node ${machine.node}; at most ${machine.peakGflops.toFixed(0)} GFLOPS and ` +
      `${machine.peakGigabytes.toFixed(1)} GB/s from WebAssembly on one thread`,
  );
  const head = [
    "model",
    "",
    "who",
    "threads",
    "CPU s",
    "least",
    "wall s",
    "CPU: times coldpress's",
    "GFLOPS/CPU",
    "of peak",
    "GB moved",
    "of bandwidth",
    "MiB",
  ];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const row of rows)
    table.push([
      row.model,
      row.mode,
      row.name,
      row.threads,
      row.cpuSeconds.toFixed(3),
      row.leastCpuSeconds.toFixed(3),
      row.wallSeconds.toFixed(3),
      row.faster?.toFixed(2) ?? "",
      row.gflops.toFixed(1),
      `${(100 * row.shareOfPeak).toFixed(0)} %`,
      row.gigabytes.toFixed(2),
      `${(100 * row.shareOfBandwidth).toFixed(0)} %`,
      row.memoryMiB?.toFixed(0) ?? "",
    ]);
  console.log(table.toString());
  for (const { model, mode, threads, passes } of rows.filter((row) => row.passes && row.mode === "step"))
    for (const { pass, seconds } of passes.filter((each) => each.seconds > 2e-4))
      console.log(
        `model ${model}, ${mode}, ${threads} thread(s): ${(1e3 * seconds).toFixed(1).padStart(7)} ms  ${pass}`,
      );
}

/** What bench/results/training.csv has of a row behind date, change and machine. */
function csvColumns({ model, mode, name, threads, cpuSeconds, wallSeconds, faster, gflops }) {
  const numbers = [cpuSeconds, wallSeconds, faster, gflops].map((value) => value?.toPrecision(4) ?? "");
  return [model, mode, JSON.stringify(name), threads, ...numbers];
}
