/**
 * A squeeze handed to a cluster: its parts (jobs/squeeze-parts.ts), each the same command with --part.
 */

import { resolve } from "node:path";
import { engineDigest } from "../../experiment/engine-digest.ts";
import { inputsOf } from "../data/data-input.ts";
import { claimForParts, type SqueezePart, squeezeParts } from "../jobs/squeeze-parts.ts";
import type { SqueezeRun } from "../jobs/squeeze-run.ts";
import type { Progress } from "../terminal/progress.ts";
import type { QueueAddress } from "./queue/queue-address.ts";
import { writeSharedParts } from "./shared-parts.ts";
import { onSlurm, type SlurmFlags, type SlurmOutcome } from "./slurm/on-slurm.ts";
import { quoted } from "./slurm/scripts.ts";
import { knownJobs } from "./slurm/standing.ts";

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
  return onSlurm({
    jobs: await knownJobs(await squeezeParts(run), run.store, clusterGroup),
    store: run.store,
    folder: resolve(run.flags.out),
    workingFolder: process.cwd(),
    sees: seenBy(run, model),
    command: () => `${command} --part "$job" --threads "$cores"`,
    cores,
    flags,
  });
}

/** Parts and result by the workers of a queue; resolves when they are done. @throws UserError if some have failed. */
export async function squeezeOnQueue(
  run: SqueezeRun,
  model: string,
  words: readonly string[],
  address: QueueAddress,
  progress: Progress,
): Promise<void> {
  await claimForParts(run);
  const { store, engine, flags } = run;
  const parts = await squeezeParts(run);
  await writeSharedParts(
    {
      command: "squeeze",
      words,
      workingFolder: process.cwd(),
      sees: seenBy(run, model),
      engine: { choice: flags.engine, kind: engine.kind, digest: await engineDigest(engine) },
      parts,
    },
    store,
  );
  const { onQueue } = await import("./queue/on-queue.ts");
  await onQueue({ jobs: parts, store, folder: resolve(flags.out) }, address, progress);
}

function seenBy({ flags }: SqueezeRun, model: string): string[] {
  return [model, ...inputsOf(flags)].map((path) => resolve(path));
}

/** Folds cost the same; families do not. */
function clusterGroup({ kind, name }: SqueezePart): string {
  return kind === "fold" ? "fold" : name;
}
