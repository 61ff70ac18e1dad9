/**
 * What it costs to do an experiment as jobs: a job's overhead, several workers on this machine, a folder with many jobs, and a
 * simulation of many workers from these figures.
 *
 * CPU time of whole processes is measured, since it is the same on a busy machine or nearly so; each figure is taken several
 * times and printed as a range.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { optionsOf } from "./options.js";
import { printRows } from "./scale-out/measure.js";
import { overheadRows, plannedFolder } from "./scale-out/overhead.js";
import { simulationRows } from "./scale-out/simulate.js";
import { storeRows } from "./scale-out/store.js";
import { workerRows } from "./scale-out/workers.js";

const HELP = `npm run bench -- scale-out [options]
  --rows 1000          recordings of the table
  --features 6373      its features
  --times 3            how often each figure is taken
  --workers 1,2,4      workers of this machine that share jobs of equal length; empty: none
  --jobs 8             how many such jobs
  --many 10000         jobs of a folder that is listed, asked and gathered; 0: none
  --server 1000        MB/s that the simulated file server gives to all workers together
  --no-simulate        without the simulation`;

export async function main(options) {
  const values = optionsOf(options, HELP, {
    rows: "1000",
    features: "6373",
    times: "3",
    workers: "1,2,4",
    jobs: "8",
    many: "10000",
    server: "1000",
    simulate: true,
  });
  if (!values) return;
  const [rows, features, times, jobs, many] = ["rows", "features", "times", "jobs", "many"].map((name) =>
    Number(values[name]),
  );
  const place = mkdtempSync(join(tmpdir(), "coldpress-scale-out-"));
  try {
    const run = plannedFolder(place, { rows, features });
    printRows(`A job's overhead, ${rows} recordings x ${features} features`, await overheadRows(run, times));
    const workers = values.workers.split(",").filter(Boolean).map(Number);
    if (workers.length > 0) printRows(`${jobs} jobs of equal length`, workerRows(place, { workers, jobs, times }));
    if (many > 0) printRows(`A folder of ${many} jobs`, storeRows(place, many, times));
    if (values.simulate) printRows("Simulated", simulationRows({ megabytesPerSecond: Number(values.server) }));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
