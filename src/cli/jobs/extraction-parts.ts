/**
 * Features of recordings as parts that several machines can do at the same time, beside the table in a folder that they share:
 *
 *   1-of-3, 2-of-3, …    shards of the recordings; what they extract is kept for whoever writes the table
 *   table                the table: all recordings again, of which most are kept by then
 *
 *   <table>.parts/             what is kept of each recording; gone when the table is whole
 *   <table>.cluster/jobs/      which parts are done (experiment/job-states.ts)
 */

import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { type ArtifactStore, isStored } from "../../core/artifact-store.ts";
import { fingerprintOf } from "../../core/fingerprint.ts";
import type { JobCost } from "../../experiment/job-cost.ts";
import { outcomeName } from "../../experiment/job-outcome.ts";
import type { StoredJob } from "../../experiment/job-states.ts";
import { folderStore } from "../../node/folder-store.ts";
import type { Recording } from "../../node/recordings.ts";

/** One of several equal parts of the recordings: every count-th of them, from the index-th. */
export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly count: number;
}

/** What is extracted, and how. */
export interface Extracted {
  /** Path of the table. */
  readonly out: string;
  readonly recordings: readonly Recording[];
  /** All else that features depend on. */
  readonly settings: object;
  /** Hash of the labels that are added to the table; null where none are. */
  readonly labels: string | null;
}

/** A part of an extraction. */
export interface ExtractionPart extends JobCost {
  readonly name: string;
  readonly kind: "shard" | "table";
  /** Names of the parts that must be done before. */
  readonly needs: readonly string[];
  /** Of the settings and of its recordings, by their names in the table and their sizes. */
  readonly fingerprint: string;
}

/** How the work is shared out. */
export interface Sharing {
  /** Shards; undefined leaves it to the size of the recordings. */
  readonly shards: number | undefined;
  /** What a shard is to take then, on one core. */
  readonly shardMinutes: number;
  /** Of a task. */
  readonly cores: number;
  /** Bytes of the table in memory. */
  readonly tableBytes: number;
}

/** Core seconds for a second of sound, and bytes of that: 16 bits at 16 kHz. Several times what was measured (docs/performance.md). */
const CORE_SECONDS_PER_SECOND = 0.1;
const BYTES_PER_SECOND = 32_000;
const MOST_SHARDS = 1000;
/** Of a worker thread, with the longest recordings. */
const MEBIBYTES_PER_CORE = 600;

/** The recordings of a shard. */
export function ofShard<Item>(items: readonly Item[], { index, count }: Shard): Item[] {
  return items.filter((_, place) => place % count === index);
}

/** The parts: shards, then the table that needs them all. */
export async function extractionParts(
  extracted: Extracted,
  { shards, shardMinutes, cores, tableBytes }: Sharing,
): Promise<ExtractionPart[]> {
  const { recordings } = extracted;
  const minutes = minutesOf(recordings);
  const wanted = shards ?? Math.min(MOST_SHARDS, Math.max(1, Math.ceil(minutes / shardMinutes)));
  const count = Math.min(wanted, recordings.length);
  const parts: ExtractionPart[] = [];
  for (let index = 0; index < count; index++)
    parts.push({
      ...(await shardPart(extracted, { index, count })),
      kind: "shard",
      needs: [],
      minutes: minutes / count,
      mebibytes: MEBIBYTES_PER_CORE * cores,
    });
  const table: ExtractionPart = {
    ...(await tablePart(extracted)),
    kind: "table",
    needs: parts.map(({ name }) => name),
    minutes: minutes / 100,
    mebibytes: Math.ceil(MEBIBYTES_PER_CORE + (4 * tableBytes) / 2 ** 20),
  };
  return [...parts, table];
}

/** A shard as a job that has an outcome: one of other recordings, or with other settings, is another one. */
export async function shardPart({ recordings, settings }: Extracted, shard: Shard): Promise<StoredJob> {
  const fingerprint = await fingerprintOf({ settings, sizes: sizesOf(ofShard(recordings, shard)) });
  return { name: `${shard.index + 1}-of-${shard.count}`, fingerprint };
}

async function tablePart({ recordings, settings, labels }: Extracted): Promise<StoredJob> {
  return { name: "table", fingerprint: await fingerprintOf({ settings, labels, sizes: sizesOf(recordings) }) };
}

/** Names in the table and not paths: machines may see the recordings elsewhere. */
function sizesOf(recordings: readonly Recording[]): [string, number][] {
  return recordings.map(({ id, path }) => [id, sizeOf(path) ?? -1]);
}

function minutesOf(recordings: readonly Recording[]): number {
  const bytes = recordings.reduce((sum, { path }) => sum + (sizeOf(path) ?? 0), 0);
  return ((bytes / BYTES_PER_SECOND) * CORE_SECONDS_PER_SECOND) / 60;
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

/** The folder beside a table that says how far its parts are. */
export function extractionFolder(out: string): string {
  return `${resolve(out)}${ENDING}`;
}

/** The table that such a folder is of. */
export function tableOfFolder(folder: string): string {
  return folder.endsWith(ENDING) ? folder.slice(0, -ENDING.length) : folder;
}

const ENDING = ".cluster";

/** Where it is said how far the parts are. */
export function extractionStore({ out }: Pick<Extracted, "out">): ArtifactStore {
  return folderStore(extractionFolder(out));
}

/** Where analyses are kept until the table is whole. */
export function keptFolder({ out }: Pick<Extracted, "out">): string {
  return `${out}.parts`;
}

/** Notes that a shard is done. */
export async function noteShard(extracted: Extracted, shard: Shard): Promise<void> {
  const recordings = ofShard(extracted.recordings, shard).length;
  await note(extracted, await shardPart(extracted, shard), { recordings });
}

const tableNote = z.object({ recordings: z.number(), failures: z.array(z.string()) });

/** What a table that is written has, and has not. */
export type TableNote = Readonly<z.infer<typeof tableNote>>;

/** Notes that the table is written, where machines have parts of it. @param failures  Recordings without features, and why. */
export async function noteTable(extracted: Extracted, failures: readonly string[]): Promise<void> {
  if (!existsSync(extractionFolder(extracted.out))) return;
  const content: TableNote = { recordings: extracted.recordings.length, failures: [...failures] };
  await note(extracted, await tablePart(extracted), content);
}

/** What was noted of the table; undefined where it is not written, or is gone. */
export async function writtenTable(extracted: Extracted): Promise<TableNote | undefined> {
  const store = extractionStore(extracted);
  const bytes = existsSync(extracted.out) ? await store.read(outcomeName(await tablePart(extracted))) : undefined;
  try {
    return bytes && tableNote.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

/** Parts are not done any more where the table has been removed, or what they have extracted. */
export async function forgetWhatIsGone(extracted: Extracted, parts: readonly ExtractionPart[]): Promise<void> {
  if (await writtenTable(extracted)) return;
  const store = extractionStore(extracted);
  const gone = existsSync(keptFolder(extracted)) ? parts.filter(({ kind }) => kind === "table") : parts;
  for (const name of gone.map(outcomeName)) if (await isStored(store, name)) await store.remove(name);
}

function note(extracted: Extracted, part: StoredJob, content: object): Promise<void> {
  const text = `${JSON.stringify(content)}\n`;
  return extractionStore(extracted).write(outcomeName(part), [new TextEncoder().encode(text)]);
}
