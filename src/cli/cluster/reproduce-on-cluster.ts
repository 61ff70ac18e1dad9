/**
 * An experiment handed to a cluster: the plan goes into the run's folder, then to whoever does its jobs.
 */

import { resolve } from "node:path";
import type { Job } from "../../experiment/jobs.ts";
import { SHARED_PLAN_FILE } from "../../experiment/shared-plan.ts";
import type { EngineSettings } from "../../node/open-engine.ts";
import { writeSharedPlan } from "../../node/planned-run.ts";
import type { ExperimentRun } from "../jobs/experiment-run.ts";
import type { ClusterFlags } from "../options/cluster-options.ts";
import type { Progress } from "../terminal/progress.ts";
import { onSlurm } from "./slurm/on-slurm.ts";
import { knownJobs } from "./slurm/standing.ts";

/** What the command line says of the run, besides the experiment. */
export interface ClusterRunFlags extends ClusterFlags {
  readonly out: string;
  readonly engine: EngineSettings["engine"];
}

/** Hands the run to the cluster, and says how far it is. @param cores  Of a task. @returns Whether all of it is done. */
export async function doneOnCluster(
  run: ExperimentRun,
  flags: ClusterRunFlags,
  cores: number,
  progress: Progress,
): Promise<boolean> {
  await writeSharedPlan(run, { choice: flags.engine, engine: run.engine }, run.store);
  if (flags.on === undefined || flags.on === "slurm") return doneOnSlurm(run, flags, cores, progress);
  const { onQueue } = await import("./queue/on-queue.ts");
  await onQueue({ ...run, folder: resolve(flags.out) }, flags.on, progress);
  return true;
}

async function doneOnSlurm(
  { jobs, store }: ExperimentRun,
  flags: ClusterRunFlags,
  cores: number,
  progress: Progress,
): Promise<boolean> {
  const folder = resolve(flags.out);
  const { lines, isDone } = await onSlurm({
    jobs: await knownJobs(jobs, store, clusterGroup),
    store,
    folder,
    workingFolder: folder,
    sees: [`${folder}/${SHARED_PLAN_FILE}`],
    command: () => 'jobs run "$folder" --name "$job" --threads "$cores"',
    cores,
    flags,
  });
  for (const line of lines) progress.say(line);
  return isDone;
}

/** Jobs of one model cost about the same, whatever their fold and seed. */
function clusterGroup({ kind, name }: Job): string {
  const [model] = name.split(".");
  return kind === "pooled" ? `${model}.pooled` : model;
}
