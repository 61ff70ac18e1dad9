/**
 * Features of recordings handed to a cluster: parts of the extraction (jobs/extraction-parts.ts), each the same command with --shard.
 *
 * Slurm writes the table too, since nobody waits for it. Workers of a queue do the shards, and the command that has asked for them
 * waits and then writes the table itself: what it says of recordings that cannot be read is what it says without a cluster.
 */

import { resolve } from "node:path";
import {
  type Extracted,
  type ExtractionPart,
  extractionFolder,
  extractionParts,
  extractionStore,
  forgetWhatIsGone,
  type Sharing,
} from "../jobs/extraction-parts.ts";
import type { Progress } from "../terminal/progress.ts";
import type { QueueAddress } from "./queue/queue-address.ts";
import { writeSharedParts } from "./shared-parts.ts";
import { onSlurm, type SlurmFlags, type SlurmOutcome } from "./slurm/on-slurm.ts";
import { quoted } from "./slurm/scripts.ts";
import { knownJobs } from "./slurm/standing.ts";

/** What a features command hands to a cluster. */
export interface FeaturesRun {
  readonly extracted: Extracted;
  readonly sharing: Omit<Sharing, "shardMinutes">;
  /** Words of the command without those about the cluster. */
  readonly words: readonly string[];
}

/** What a shard is to take: a task of Slurm may wait for hours before it begins, a job of a queue begins at once. */
const SLURM_MINUTES = 30;
const QUEUE_MINUTES = 5;

/** Shards and the table on Slurm, as `onSlurm` does it. */
export async function featuresOnSlurm(
  { extracted, sharing, words }: FeaturesRun,
  flags: SlurmFlags,
): Promise<SlurmOutcome> {
  const parts = await partsOf(extracted, { ...sharing, shardMinutes: SLURM_MINUTES });
  const store = extractionStore(extracted);
  const command = words.map(quoted).join(" ");
  return onSlurm({
    jobs: await knownJobs(parts, store, groupOf),
    store,
    folder: extractionFolder(extracted.out),
    workingFolder: process.cwd(),
    sees: seenBy(extracted),
    command: (group) => `${command}${group === "features" ? ' --shard "$job"' : ""} --threads "$cores"`,
    cores: sharing.cores,
    flags,
  });
}

/** Shards by the workers of a queue; resolves when they are done. @throws UserError if some have failed. */
export async function featuresOnQueue(
  { extracted, sharing, words }: FeaturesRun,
  address: QueueAddress,
  progress: Progress,
): Promise<void> {
  const parts = await partsOf(extracted, { ...sharing, shardMinutes: QUEUE_MINUTES });
  const shards = parts.filter(({ kind }) => kind === "shard");
  const store = extractionStore(extracted);
  const folder = extractionFolder(extracted.out);
  await writeSharedParts(
    { command: "features", words, workingFolder: process.cwd(), sees: seenBy(extracted), engine: null, parts: shards },
    store,
  );
  const { onQueue } = await import("./queue/on-queue.ts");
  await onQueue({ jobs: shards, store, folder }, address, progress);
}

async function partsOf(extracted: Extracted, sharing: Sharing): Promise<ExtractionPart[]> {
  const parts = await extractionParts(extracted, sharing);
  await forgetWhatIsGone(extracted, parts);
  return parts;
}

function groupOf({ kind }: ExtractionPart): string {
  return kind === "shard" ? "features" : "table";
}

/** One of the recordings stands for all. */
function seenBy({ recordings }: Extracted): string[] {
  return recordings.slice(0, 1).map(({ path }) => resolve(path));
}
