/**
 * A run's folder with very many jobs: what it takes to see how far it is, and to gather.
 */

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { coldpress, range } from "./measure.js";
import { plannedFolder } from "./overhead.js";

/** A small experiment, as its jobs are many. */
const SMALL = { rows: 200, features: 20, models: "A" };

/** CPU seconds and those of the clock, with all jobs done but the gathering. */
export function storeRows(place, jobs, times) {
  const run = plannedFolder(place, { ...SMALL, seeds: jobs - 2 });
  for (const name of ["linear", "A"]) coldpress(["jobs", "run", run, "--name", name, "--threads", "1"]);
  const listed = fillWithCopies(run);
  const rows = [["what", "CPU seconds", "seconds"]];
  const measured = (what, words, repetitions = times) => {
    const found = Array.from({ length: repetitions }, () => coldpress(words));
    rows.push([what, range(found.map(({ cpu }) => cpu)), range(found.map(({ wall }) => wall))]);
  };
  measured("jobs status", ["jobs", "status", run]);
  measured("jobs list --missing", ["jobs", "list", run, "--missing"]);
  measured("jobs run of a job that is done", ["jobs", "run", run, "--name", "A"]);
  measured(`jobs gather (outcomes of ${listed} MB)`, ["jobs", "gather", run], 1);
  return rows;
}

/** The outcome of the first seed stands for those of all others. @returns Megabytes of all. */
function fillWithCopies(run) {
  const { jobs } = JSON.parse(readFileSync(join(run, "jobs/plan.json"), "utf8"));
  const place = join(run, "jobs");
  const first = readFileSync(
    join(
      place,
      readdirSync(place).find((name) => /^A-[0-9a-f]{12}\.json$/.test(name)),
    ),
    "utf8",
  );
  const { fingerprint: known } = JSON.parse(first);
  let bytes = 0;
  const lists = [];
  for (const { name, kind, fingerprint } of jobs) {
    if (kind !== "model") continue;
    const file = `jobs/${name}-${fingerprint.slice(0, 12)}.json`;
    writeFileSync(join(run, file), first.replace(known, fingerprint));
    lists.push(`wrote ${file}\n`);
    bytes += statSync(join(run, file)).size;
  }
  writeFileSync(join(place, "written-by-benchmark.txt"), lists.join(""));
  return (bytes / 1e6).toFixed(1);
}
