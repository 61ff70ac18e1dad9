/**
 * What a job costs besides its work: the process, the plan, the tables, the engine and the result.
 */

import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { coldpress, cpuOf, ran, range } from "./measure.js";

/** Rows of a partition come from speakers of their own, ten recordings each. */
const RECORDINGS_PER_SPEAKER = 10;

/** Tables in a folder, and a plan of them. @returns The planned run's folder. */
export function plannedFolder(place, { rows, features, seeds = 1, models = "A", epochs = 1 }) {
  const tables = join(place, `tables-${rows}-${features}`);
  mkdirSync(tables, { recursive: true });
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const shares = { train: 0.6, devel: 0.2, test: 0.2 };
  for (const [name, share] of Object.entries(shares)) {
    const lines = [`name,speaker,${Array.from({ length: features }, (_, f) => `f${f}`).join(",")},class`];
    for (let row = 0; row < rows * share; row++) {
      const kind = row % 2;
      const numbers = Array.from({ length: features }, () => (random() + 0.2 * kind).toFixed(4));
      lines.push(`${name}${row},${name}${Math.floor(row / RECORDINGS_PER_SPEAKER)},${numbers.join(",")},${"ab"[kind]}`);
    }
    writeFileSync(join(tables, `x.${name}.csv`), `${lines.join("\n")}\n`);
  }
  const out = join(place, `run-${rows}-${features}-${seeds}-${models}`);
  const training = ["--epochs", String(epochs), "--pruning-epochs", "1", "--no-squeeze", "--threads", "1"];
  const seed = seeds > 1 ? ["--seeds", String(seeds)] : [];
  coldpress(["jobs", "plan", "--features", tables, "--models", models, ...training, ...seed, "--out", out]);
  return out;
}

/** CPU seconds of the parts of a job. */
export async function overheadRows(run, times) {
  const { openPlannedEngine, openPlannedRun, openTables } = await import("../../dist/node/planned-run.js");
  const { VERSION } = await import("../../dist/cli/files/made-with.js");
  const { keepOutcome } = await import("../../dist/experiment/job-outcome.js");
  const repeated = async (measure) => {
    const found = [];
    for (let time = 0; time < times; time++) found.push(await measure());
    return range(found);
  };
  const planned = openPlannedRun(run, VERSION);
  const engine = async () => (await openPlannedEngine(planned, 1)).close();
  const [job] = planned.shared.jobs;
  const written = async () => keepOutcome(planned.store, { ...job, name: "of-the-benchmark" }, { linear: {} });
  const data = readdirSync(join(run, "jobs")).find((name) => name.startsWith("data-"));
  const megabytes = (statSync(join(run, "jobs", data)).size / 1e6).toFixed(1);
  coldpress(["jobs", "run", run, "--name", "linear", "--threads", "1"]);
  return [
    ["what", "CPU seconds"],
    ["Node starts", await repeated(() => ran([process.execPath, "-e", "0"]).cpu)],
    ["coldpress starts", await repeated(() => coldpress(["--version"]).cpu)],
    ["a job that is done is found done", await repeated(() => coldpress(["jobs", "run", run, "--name", "linear"]).cpu)],
    ["the plan is read", await repeated(() => cpuOf(() => openPlannedRun(run, VERSION)))],
    [`the tables are read, ${megabytes} MB`, await repeated(() => cpuOf(() => openTables(planned)))],
    ["the engine starts and is compared", await repeated(() => cpuOf(engine))],
    ["a result is written", await repeated(() => cpuOf(written))],
  ];
}
