/**
 * A command in parts handed to a cluster: each part is the same command with the option that names it.
 */

import type { ArtifactStore } from "../../core/artifact-store.ts";
import type { JobCost } from "../../experiment/job-cost.ts";
import type { ListedJob } from "../../experiment/job-states.ts";
import type { Progress } from "../terminal/progress.ts";
import type { QueueAddress } from "./queue/queue-address.ts";
import { optionOfParts, type PartedCommand, type SharedParts, writeSharedParts } from "./shared-parts.ts";
import { onSlurm, type SlurmFlags } from "./slurm/on-slurm.ts";
import { quoted } from "./slurm/scripts.ts";
import { knownJobs } from "./slurm/standing.ts";

/** What is handed over. */
export interface PartsRun<Part extends ListedJob & JobCost> {
  readonly command: PartedCommand;
  /** As the user gave them, without those about the cluster (options/cluster-words.ts). */
  readonly words: readonly string[];
  /** Each after those that it needs. */
  readonly parts: readonly Part[];
  /** Parts of one group cost about the same and need nothing of each other. */
  readonly groupOf: (part: Part) => string;
  /** The group that is done by the command as a whole, from what the others have left; without one every part is named. */
  readonly wholeGroup?: string;
  /** Where it is noted how far they are, and the same as a path: absolute. */
  readonly store: ArtifactStore;
  readonly folder: string;
  /** Absolute paths of what is read. */
  readonly sees: readonly string[];
}

/** On Slurm, as `onSlurm` does it. @param cores  Of a task. @returns Whether all of it is done. */
export async function partsOnSlurm<Part extends ListedJob & JobCost>(
  { command, words, parts, groupOf, wholeGroup, store, folder, sees }: PartsRun<Part>,
  { flags, cores }: { readonly flags: SlurmFlags; readonly cores: number },
  progress: Progress,
): Promise<boolean> {
  const named = `${optionOfParts(command)} "$job" `;
  const { lines, isDone } = await onSlurm({
    jobs: await knownJobs(parts, store, groupOf),
    store,
    folder,
    workingFolder: process.cwd(),
    sees,
    command: (group) => `${words.map(quoted).join(" ")} ${group === wholeGroup ? "" : named}--threads "$cores"`,
    cores,
    flags,
  });
  for (const line of lines) progress.say(line);
  return isDone;
}

/**
 * By the workers of a queue; resolves when they are done.
 *
 * @param engine  That a worker must have; null where parts give the same bits on every machine.
 * @throws UserError if some have failed.
 */
export async function partsOnQueue<Part extends ListedJob & JobCost>(
  { command, words, parts, store, folder, sees }: PartsRun<Part>,
  { address, engine }: { readonly address: QueueAddress; readonly engine: SharedParts["engine"] },
  progress: Progress,
): Promise<void> {
  await writeSharedParts({ command, words, workingFolder: process.cwd(), sees, engine, parts }, store);
  const { onQueue } = await import("./queue/on-queue.ts");
  await onQueue({ jobs: parts, store, folder }, address, progress);
}
