/**
 * How fast a compressed network runs, beside onnxruntime with the same network dense: in float32, and in int8 as its own
 * `quantize_dynamic` writes it. One thread.
 *
 * Each measurement runs in a process of its own, one after the other; with several rounds the order repeats, so that a
 * machine's moods meet all alike. Prints a table, writes bench/results/inference.json; --record adds lines to
 * bench/results/inference.csv.
 */

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import Table from "cli-table3";
import { Random } from "../dist/core/random.js";
import { encodeContainer } from "../dist/formats/container/container-file.js";
import { paperArchitecture } from "../dist/network/architecture.js";
import { denseWeights } from "../dist/quantization/dense-weights.js";
import { clusteredNetwork } from "./inference/network.js";
import { optionsOf } from "./options.js";
import { onnxModel } from "./peers/onnx-graph.js";
import { recordLines } from "./record.js";
import { median, PAPER_INPUTS } from "./training/measure.js";

const HELP = `npm run bench -- inference [options]
  --model A                          which of the paper's networks
  --sparsities 0.9,0.95,0.98,0.99,0.999
  --batch 1         rows of a prediction
  --steps 200       measured predictions per process (a fifth of it for onnxruntime), after as many that warm up
  --rounds 5        how often everything is measured
  --no-peers        coldpress alone
  --record TEXT     add lines to bench/results/inference.csv, with this as the name of the change`;

const PEER_KINDS = ["float32", "int8"];

export async function main(options) {
  const values = optionsOf(options, HELP, {
    model: "A",
    sparsities: "0.9,0.95,0.98,0.99,0.999",
    batch: "1",
    steps: "200",
    rounds: "5",
    peers: true,
    record: undefined,
  });
  if (!values) return;
  const folder = mkdtempSync(join(tmpdir(), "coldpress-inference-"));
  try {
    compare(values, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compare({ model, sparsities, batch, steps, rounds, peers, record }, folder) {
  const architecture = paperArchitecture(model, PAPER_INPUTS, 2);
  const setup = { inputs: architecture.inputs, batch: Number(batch), steps: Number(steps), warmup: Number(steps) };
  const cases = sparsities.split(",").flatMap((sparsity, at) => {
    process.stderr.write(`making the network at sparsity ${sparsity}\n`);
    const network = clusteredNetwork(architecture, Number(sparsity), new Random(at));
    const ours = { name: "coldpress", sparsity, script: "bench/inference/coldpress.js" };
    const list = [
      { ...ours, setup: { ...setup, file: writeContainer(network, join(folder, `${sparsity}.coldpress`)) } },
    ];
    if (at === 0 && peers) list.push(...peerCases(network, setup, folder));
    return list;
  });
  for (const each of cases) each.results = [];
  for (let round = 0; round < Number(rounds); round++)
    for (const each of cases) {
      process.stderr.write(`round ${round + 1}: ${each.name} ${each.sparsity}\n`);
      each.results.push(child(each.script, each.setup));
    }
  const rows = cases.filter(({ results }) => results[0]).map(summary);
  for (const row of rows)
    for (const kind of PEER_KINDS) {
      const peer = rows.find(({ name }) => name === `onnxruntime ${kind}`);
      row[`times ${kind}`] = peer && peer.quietCpuSeconds / row.quietCpuSeconds;
    }
  const machine = { machine: `${availableParallelism()} × ${cpus()[0].model.trim()}`, node: process.version };
  const figures = rows.map((row) => ({ ...row, probabilities: undefined }));
  writeFileSync(
    "bench/results/inference.json",
    `${JSON.stringify({ ...machine, model, batch, rows: figures }, null, 2)}\n`,
  );
  print({ ...machine, model, batch }, rows);
  if (record)
    recordLines(
      "inference.csv",
      record,
      machine,
      rows.map((row) => csvColumns({ model, batch }, row)),
    );
}

function writeContainer(network, file) {
  writeFileSync(file, encodeContainer({ network, madeFrom: "", provenance: {} }));
  return file;
}

/** The network of the first sparsity, dense: onnxruntime takes as long for any. */
function peerCases(network, setup, folder) {
  if (!existsSync("bench/peers/node_modules")) {
    process.stderr.write("onnxruntime: not installed; npm ci --prefix bench/peers\n");
    return [];
  }
  const layers = network.layers.map(({ inputs, outputs, kernel, bias }) => ({
    inputs,
    outputs,
    bias,
    weights: transposed(denseWeights(kernel), inputs, outputs),
  }));
  return PEER_KINDS.map((kind) => {
    const file = join(folder, `${kind}.onnx`);
    writeFileSync(file, onnxModel(network.normalization, layers, setup.batch, kind));
    const steps = Math.ceil(setup.steps / 5);
    const script = "bench/peers/onnxruntime-file.js";
    return { name: `onnxruntime ${kind}`, sparsity: "any", script, setup: { ...setup, steps, warmup: steps, file } };
  });
}

/** [O × I] to [I × O] */
function transposed(weights, inputs, outputs) {
  const turned = new Float32Array(weights.length);
  for (let output = 0; output < outputs; output++)
    for (let input = 0; input < inputs; input++) turned[input * outputs + output] = weights[output * inputs + input];
  return turned;
}

/** What a process prints as JSON, or null if it fails: a peer that cannot run here is left out and said to be. */
function child(script, setup) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, JSON.stringify(setup)], { encoding: "utf8" });
  if (status === 0) return JSON.parse(stdout.trim().split("\n").at(-1));
  process.stderr.write(`${script} failed:\n${stderr}\n`);
  return null;
}

/**
 * Medians over the rounds of each round's median. One is compared with the other by the quickest tenth of the quickest round:
 * by what the machine does when nothing else disturbs it.
 */
function summary({ name, sparsity, setup, results }) {
  const of = (part) => results.flatMap((result) => result?.[part] ?? []);
  const [first] = results;
  return {
    name,
    version: first.version,
    sparsity,
    cpuSeconds: median(of("cpuSeconds")),
    quietCpuSeconds: Math.min(...of("quietCpuSeconds")),
    wallSeconds: median(of("wallSeconds")),
    fileBytes: statSync(setup.file).size,
    networkBytes: first.networkBytes,
    activationBytes: first.activationBytes,
    loadSeconds: first.loadSeconds && median(of("loadSeconds")),
    probabilities: first.probabilities,
  };
}

function print({ machine, node, model, batch }, rows) {
  console.log(`model ${model}, batch ${batch}, one thread; ${machine}, Node ${node}`);
  const head = ["sparsity", "who", "CPU ms", "quiet", "wall ms", "ORT int8: times", "ORT float32: times"];
  const table = new Table({ head: [...head, "file KiB", "in memory", "load s"], style: { head: [], border: [] } });
  for (const row of rows)
    table.push([
      row.sparsity,
      row.version + (row.name.endsWith(" int8") ? ", int8" : row.name.endsWith(" float32") ? ", float32" : ""),
      (1e3 * row.cpuSeconds).toFixed(3),
      (1e3 * row.quietCpuSeconds).toFixed(3),
      (1e3 * row.wallSeconds).toFixed(3),
      row["times int8"]?.toFixed(2) ?? "",
      row["times float32"]?.toFixed(2) ?? "",
      (row.fileBytes / 1024).toFixed(0),
      row.networkBytes ? `${(row.networkBytes / row.fileBytes).toFixed(2)} of it` : "",
      row.loadSeconds?.toFixed(2) ?? "",
    ]);
  console.log(table.toString());
  const [ours] = rows;
  for (const kind of PEER_KINDS) {
    const peer = rows.find(({ name }) => name === `onnxruntime ${kind}`);
    if (!peer) continue;
    const differences = ours.probabilities.map((value, i) => Math.abs(value - peer.probabilities[i]));
    const largest = Math.max(...differences).toExponential(1);
    console.log(`sparsity ${ours.sparsity}: probabilities differ from onnxruntime's in ${kind} by ${largest} at most`);
  }
}

/** What bench/results/inference.csv has of a row behind date, change and machine. */
function csvColumns({ model, batch }, row) {
  return [model, batch, row.sparsity, JSON.stringify(row.name)]
    .concat([1e3 * row.cpuSeconds, 1e3 * row.quietCpuSeconds, 1e3 * row.wallSeconds].map((ms) => ms.toPrecision(4)))
    .concat([row["times int8"], row["times float32"]].map((times) => times?.toPrecision(4) ?? ""))
    .concat([row.fileBytes, row.networkBytes ?? "", row.activationBytes ?? ""]);
}
