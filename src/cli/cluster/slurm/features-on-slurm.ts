/**
 * Features of recordings on a Slurm cluster: shards of the recordings, then the table.
 *
 *   <table>.cluster/slurm/           scripts, lists and logs
 *   <table>.cluster/shards/          which shards are done
 *   <table>.parts/                   what shards have extracted; gone when the table is there
 */

import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { type ArtifactStore, isStored } from "../../../core/artifact-store.ts";
import { fingerprintOf } from "../../../core/fingerprint.ts";
import { folderStore } from "../../../node/folder-store.ts";
import { onSlurm, type SlurmFlags, type SlurmOutcome } from "./on-slurm.ts";
import { quoted } from "./scripts.ts";
import type { KnownJob } from "./standing.ts";

/** One of several equal parts of the recordings: every count-th of them, from the index-th. */
export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly count: number;
}

/** What is extracted, and how. */
export interface Extraction {
  /** Of the table. */
  readonly out: string;
  readonly paths: readonly string[];
  /** All else that features depend on. */
  readonly settings: object;
}

/** The recordings of a shard. */
export function ofShard<Item>(items: readonly Item[], { index, count }: Shard): Item[] {
  return items.filter((_, place) => place % count === index);
}

/** Notes that a shard is done. */
export async function noteShard(extraction: Extraction, shard: Shard): Promise<void> {
  const name = await shardName(extraction, shard);
  const text = `${ofShard(extraction.paths, shard).length} recordings\n`;
  await clusterStore(extraction).write(name, [new TextEncoder().encode(text)]);
}

/** Notes that the table is written, where a cluster was asked for it. */
export async function noteTable(extraction: Extraction): Promise<void> {
  if (!existsSync(clusterFolder(extraction))) return;
  const text = `${extraction.paths.length} recordings\n`;
  await clusterStore(extraction).write(await tableName(extraction), [new TextEncoder().encode(text)]);
}

/** Core seconds for a second of sound, and bytes of that: 16 bits at 16 kHz. Several times what was measured (docs/performance.md). */
const CORE_SECONDS_PER_SECOND = 0.1;
const BYTES_PER_SECOND = 32_000;
/** What a shard is to take. */
const SHARD_MINUTES = 30;
const MOST_SHARDS = 1000;
/** Of a worker thread, with the longest recordings. */
const MEBIBYTES_PER_CORE = 600;

/** What a features command hands to the cluster. */
export interface FeaturesRun {
  readonly extraction: Extraction;
  /** Undefined leaves it to the size of the recordings. */
  readonly shards: number | undefined;
  /** Words of the command without --shard and --threads. */
  readonly words: readonly string[];
  readonly cores: number;
  readonly flags: SlurmFlags;
  /** Bytes of the table in memory. */
  readonly tableBytes: number;
}

/** Shards and the table on Slurm, as `onSlurm` does it. */
export async function featuresOnSlurm(run: FeaturesRun): Promise<SlurmOutcome> {
  const { extraction, words, cores, flags } = run;
  const minutes = minutesOf(extraction.paths);
  const wanted = run.shards ?? Math.min(MOST_SHARDS, Math.max(1, Math.ceil(minutes / SHARD_MINUTES)));
  const count = Math.min(wanted, extraction.paths.length);
  const shards = Array.from({ length: count }, (_, index): Shard => ({ index, count }));
  const store = clusterStore(extraction);
  const jobs: KnownJob[] = [];
  for (const shard of shards) {
    const job = {
      name: `${shard.index + 1}/${shard.count}`,
      group: "features",
      needs: [],
      minutes: minutes / shard.count,
      mebibytes: MEBIBYTES_PER_CORE * cores,
    };
    jobs.push({ job, isDone: await isStored(store, await shardName(extraction, shard)), failure: null });
  }
  const needs = jobs.map(({ job }) => job.name);
  const mebibytes = Math.ceil(MEBIBYTES_PER_CORE + (4 * run.tableBytes) / 2 ** 20);
  jobs.push({
    job: { name: "table", group: "table", needs, minutes: minutes / 100, mebibytes },
    isDone: existsSync(extraction.out) && (await isStored(store, await tableName(extraction))),
    failure: null,
  });
  const command = words.map(quoted).join(" ");
  return onSlurm({
    jobs,
    store,
    folder: clusterFolder(extraction),
    workingFolder: process.cwd(),
    sees: [resolve(extraction.paths[0] as string)],
    command: (group) => `${command}${group === "features" ? ' --shard "$job"' : ""} --threads "$cores"`,
    cores,
    flags,
  });
}

function minutesOf(paths: readonly string[]): number {
  const bytes = paths.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
  return ((bytes / BYTES_PER_SECOND) * CORE_SECONDS_PER_SECOND) / 60;
}

function clusterFolder({ out }: Extraction): string {
  return `${resolve(out)}.cluster`;
}

function clusterStore(extraction: Extraction): ArtifactStore {
  return folderStore(clusterFolder(extraction));
}

/** A shard of other recordings, or with other settings, is another one. */
async function shardName({ paths, settings }: Extraction, shard: Shard): Promise<string> {
  const fingerprint = await fingerprintOf({ settings, sizes: sizesOf(ofShard(paths, shard)) });
  return `shards/${shard.index + 1}-of-${shard.count}-${fingerprint.slice(0, 12)}.txt`;
}

async function tableName({ paths, settings }: Extraction): Promise<string> {
  const fingerprint = await fingerprintOf({ settings, sizes: sizesOf(paths) });
  return `shards/table-${fingerprint.slice(0, 12)}.txt`;
}

function sizesOf(paths: readonly string[]): [string, number][] {
  return paths.map((path) => [path, statSync(path, { throwIfNoEntry: false })?.size ?? -1]);
}
