/**
 * What the queue says of one run, and what can be asked of it.
 */

import type { Job as BullJob, Queue } from "bullmq";
import { z } from "zod";
import type { ListedJob } from "../../../experiment/job-states.ts";
import { MOST_DEATHS, type QueuedRun, queuedJob, runId } from "./queued-job.ts";

/** What a worker tells of a job: how far it is, or why it cannot take it. */
const jobNews = z.object({
  /** Machine and process of the worker. */
  where: z.string(),
  /** Stage of the job, and how much of it is done, 0 to 1. */
  stage: z.string().optional(),
  share: z.number().optional(),
  /** Why this worker does not do the job. */
  refusal: z.string().optional(),
});

/** What a worker tells of a job, through the queue. */
export type JobNews = Readonly<z.infer<typeof jobNews>>;

/** A job that is in the queue for good reason or for bad. */
export interface SeenJob {
  readonly name: string;
  readonly news: JobNews | undefined;
  /** Of a job that has failed. */
  readonly reason: string;
}

/** A run's jobs by where they are in the queue. */
export interface RunInQueue {
  readonly waiting: readonly SeenJob[];
  readonly running: readonly SeenJob[];
  readonly failed: readonly SeenJob[];
}

/** Adds jobs; one that is in the queue already stays where it is. */
export async function enqueue(queue: Queue<QueuedRun>, jobs: readonly ListedJob[], run: QueuedRun): Promise<void> {
  if (jobs.length > 0)
    await queue.addBulk(jobs.map((job) => queuedJob(job, run)) as Parameters<typeof queue.addBulk>[0]);
}

/** Where the run's jobs are. */
export async function lookAtQueue(queue: Queue<QueuedRun>, run: QueuedRun): Promise<RunInQueue> {
  const [waiting, running, failed] = await Promise.all([
    queue.getJobs(["waiting", "delayed", "prioritized"]),
    queue.getJobs(["active"]),
    queue.getJobs(["failed"]),
  ]);
  const own = (jobs: readonly BullJob<QueuedRun>[]) => ofRun(jobs, run).map(seenJob);
  return { waiting: own(waiting), running: own(running), failed: own(failed) };
}

/** Takes the run's failed jobs out of the queue, so that they can be added again and have all their tries. */
export async function forgetFailed(queue: Queue<QueuedRun>, run: QueuedRun): Promise<void> {
  for (const job of ofRun(await queue.getJobs(["failed"]), run)) await job.remove();
}

/** How many workers there are; undefined where the service does not say. */
export async function workerCount(queue: Queue<QueuedRun>): Promise<number | undefined> {
  try {
    return await queue.getWorkersCount();
  } catch {
    return undefined;
  }
}

/** A job may be gone between its name and its content. */
function ofRun(jobs: readonly (BullJob<QueuedRun> | undefined)[], run: QueuedRun): BullJob<QueuedRun>[] {
  return jobs.filter((job): job is BullJob<QueuedRun> => job?.id?.startsWith(`${runId(run)}.`) === true);
}

function seenJob({ name, progress, failedReason }: BullJob<QueuedRun>): SeenJob {
  return { name, news: jobNews.safeParse(progress).data, reason: reasonText(failedReason ?? "not known") };
}

/** BullMQ's own words for a job that has lost its worker too often. */
function reasonText(reason: string): string {
  return /stalled more than/.test(reason) ? `its workers were killed more than ${MOST_DEATHS} times` : reason;
}
