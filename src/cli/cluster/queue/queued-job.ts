/**
 * What is in the queue: names. Of the job, of the folder that has its plan, and of the program that planned it; no data, no
 * results, no recordings. The folder knows what is done, so a queue that is lost is filled again from there.
 */

import { createHash } from "node:crypto";
import { isAbsolute } from "node:path";
import { z } from "zod";
import type { ListedJob, StoredJob } from "../../../experiment/job-states.ts";

/** Tries of a job that ends with an error. */
export const TRIES = 3;

/** Deaths of a job's process, or of its worker, that are nobody's error yet. */
export const MOST_DEATHS = 20;

const queuedRun = z.object({
  /** Absolute, on the machine that planned. */
  folder: z.string().refine(isAbsolute),
  /** Of all jobs of the run. */
  fingerprint: z.string(),
  /** Of coldpress. */
  version: z.string(),
  /** Whoever sees the run's folder and not a copy sees the file with this in its name. */
  nonce: z.string().regex(/^[0-9a-f]{16}$/),
  /** How often the process of this job was killed from outside. */
  deaths: z.number().optional(),
});

/** A run as its jobs in the queue name it. */
export type QueuedRun = Readonly<z.infer<typeof queuedRun>>;

/** A job as BullMQ takes it. */
export interface QueuedJob {
  readonly name: string;
  readonly data: QueuedRun;
  readonly opts: { readonly jobId: string; readonly attempts: number; readonly removeOnComplete: true };
}

/** The job in the queue. It is there once, however often it is added. */
export function queuedJob(job: Pick<ListedJob, "name">, { folder, fingerprint, version, nonce }: QueuedRun): QueuedJob {
  const run = { folder, fingerprint, version, nonce };
  return { name: job.name, data: run, opts: { jobId: queuedId(job, run), attempts: TRIES, removeOnComplete: true } };
}

/** What tells a run from another one in the same folder. */
export function fingerprintOfJobs(jobs: readonly StoredJob[]): string {
  const hash = createHash("sha256");
  for (const { name, fingerprint } of jobs) hash.update(`${name}\n${fingerprint}\n`);
  return hash.digest("hex");
}

/** What a job is called in the queue. The same plan in two folders is two runs. */
export function queuedId({ name }: Pick<ListedJob, "name">, run: QueuedRun): string {
  return `${runId(run)}.${name}`;
}

/** What the names of a run's jobs begin with. */
export function runId({ folder, fingerprint }: QueuedRun): string {
  return createHash("sha256").update(`${folder}\n${fingerprint}`).digest("hex").slice(0, 16);
}

/** The run that a job in the queue is of; undefined for what coldpress has not put there. */
export function readQueuedRun(data: unknown): QueuedRun | undefined {
  const { success, data: run } = queuedRun.safeParse(data);
  return success ? run : undefined;
}

/**
 * The file in the run's folder that shows that a machine sees this folder and no copy of it. The nonce is in the name and not in
 * the file: a name that was never asked for is in no cache of a network file system.
 */
export function nonceFile({ nonce }: Pick<QueuedRun, "nonce">): string {
  return `jobs/queued-${nonce}.txt`;
}
