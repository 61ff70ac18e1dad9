/**
 * Jobs of equal length, done by some workers of this machine at the same time.
 */

import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PROGRAM, ran, range } from "./measure.js";
import { plannedFolder } from "./overhead.js";

/** A training of some seconds. */
const LENGTH = { rows: 400, features: 600, models: "A", epochs: 12 };

/**
 * Seconds of CPU a job, and how many times faster than one worker; the numbers of workers take turns, so that a busy machine
 * meets all alike.
 */
export function workerRows(place, { workers, jobs, times }) {
  const planned = plannedFolder(place, { ...LENGTH, seeds: Math.max(3, jobs) });
  const names = Array.from({ length: jobs }, (_, seed) => (seed === 0 ? "A" : `A.seed-${seed + 1}`)).join("\n");
  const found = new Map(workers.map((count) => [count, []]));
  for (let time = 0; time < times; time++)
    for (const count of workers) {
      const run = join(place, "of-workers");
      cpSync(planned, run, { recursive: true });
      const job = [process.execPath, PROGRAM, "jobs", "run", run, "--threads", "1", "--name", "{}"];
      found.get(count).push(ran(["xargs", "-P", String(count), "-I", "{}", ...job], { stdin: names }));
      rmSync(run, { recursive: true });
    }
  const alone = found.get(workers[0]);
  const rows = workers.map((count) => {
    const measured = found.get(count);
    return [
      count,
      range(measured.map(({ cpu }) => cpu / jobs)),
      range(
        measured.map(({ wall }) => wall),
        0,
      ),
      range(measured.map(({ wall }, time) => alone[time].wall / wall)),
      range(measured.map(({ cpu }, time) => alone[time].cpu / cpu)),
    ];
  });
  const head = [
    "workers",
    "CPU seconds a job",
    "seconds in all",
    `times as fast as ${workers[0]}`,
    "CPU time of one worker / of these",
  ];
  return [head, ...rows];
}
