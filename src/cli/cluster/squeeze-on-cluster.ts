/**
 * A squeeze handed to a cluster: its parts (jobs/squeeze-parts.ts) as tasks, each the same command with --part.
 */

import { resolve } from "node:path";
import { jobProgress } from "../../experiment/job-states.ts";
import { inputsOf } from "../data/data-input.ts";
import { claimForParts, type SqueezePart, squeezeParts } from "../jobs/squeeze-parts.ts";
import type { SqueezeRun } from "../jobs/squeeze-run.ts";
import { onSlurm, type SlurmFlags, type SlurmOutcome } from "./slurm/on-slurm.ts";
import { quoted } from "./slurm/scripts.ts";

/**
 * Parts and result on Slurm, as `onSlurm` does it.
 *
 * @param model  Path of the original.
 * @param words  Of the command, without what is said of the cluster.
 * @param cores  Of a task.
 */
export async function squeezeOnSlurm(
  run: SqueezeRun,
  model: string,
  words: readonly string[],
  cores: number,
  flags: SlurmFlags,
): Promise<SlurmOutcome> {
  await claimForParts(run);
  const command = words.map(quoted).join(" ");
  const jobs = (await jobProgress(await squeezeParts(run), run.store)).map(({ job, state, failure }) => ({
    job: { ...job, group: clusterGroup(job) },
    isDone: state === "done",
    failure: failure?.message ?? null,
  }));
  return onSlurm({
    jobs,
    store: run.store,
    folder: resolve(run.flags.out),
    workingFolder: process.cwd(),
    sees: [model, ...inputsOf(run.flags)].map((path) => resolve(path)),
    command: () => `${command} --part "$job" --threads "$cores"`,
    cores,
    flags,
  });
}

/** Folds cost the same; families do not. */
function clusterGroup({ kind, name }: SqueezePart): string {
  return kind === "fold" ? "fold" : name;
}
