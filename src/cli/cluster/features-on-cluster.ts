/**
 * Features of recordings handed to a cluster: the parts of the extraction (jobs/extraction-parts.ts).
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
  writtenTable,
} from "../jobs/extraction-parts.ts";
import type { ClusterFlags, ClusterPlace } from "../options/cluster-options.ts";
import { reportFailedRecordings } from "../terminal/failed-recordings.ts";
import type { Progress } from "../terminal/progress.ts";
import { type PartsRun, partsOnQueue, partsOnSlurm } from "./parts-on-cluster.ts";

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

const TABLE_GROUP = "table";

/**
 * Has a cluster extract the features, and says how far that is, or of a table that is written what it lacks.
 *
 * @returns Whether the table is to be written here, from what the parts have left.
 * @throws UserError if parts have failed.
 */
export async function featuresOnCluster(
  run: FeaturesRun,
  on: ClusterPlace,
  flags: ClusterFlags,
  progress: Progress,
): Promise<boolean> {
  const { extracted, sharing } = run;
  const { cores } = sharing;
  if (on === "slurm") await partsOnSlurm(await partsRun(run, SLURM_MINUTES), { flags, cores }, progress);
  else if (!(await writtenTable(extracted))) {
    const all = await partsRun(run, QUEUE_MINUTES);
    const shards = all.parts.filter(({ kind }) => kind === "shard");
    await partsOnQueue({ ...all, parts: shards }, { address: on, engine: null }, progress);
  }
  const written = await writtenTable(extracted);
  if (!written) return on !== "slurm";
  progress.say(`${extracted.out}: is written`);
  if (written.failures.length > 0) reportFailedRecordings(written.failures, written.recordings);
  return false;
}

async function partsRun(
  { extracted, sharing, words }: FeaturesRun,
  shardMinutes: number,
): Promise<PartsRun<ExtractionPart>> {
  const parts = await extractionParts(extracted, { ...sharing, shardMinutes });
  await forgetWhatIsGone(extracted, parts);
  return {
    command: "features",
    words,
    parts,
    groupOf: ({ kind }) => (kind === "shard" ? "features" : TABLE_GROUP),
    wholeGroup: TABLE_GROUP,
    store: extractionStore(extracted),
    folder: extractionFolder(extracted.out),
    // One of the recordings stands for all.
    sees: extracted.recordings.slice(0, 1).map(({ path }) => resolve(path)),
  };
}
