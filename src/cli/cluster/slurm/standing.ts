/**
 * How each job of a run stands with the cluster: what is done, what will still be done, and what has to be submitted.
 */

import type { ArtifactStore } from "../../../core/artifact-store.ts";
import { jobProgress, type ListedJob } from "../../../experiment/job-states.ts";
import type { ClusterJob } from "./scripts.ts";
import type { QueuedTask } from "./slurm-commands.ts";
import type { SubmittedArray } from "./submitted.ts";

/** A job, and what the folder says of it. */
export interface KnownJob {
  readonly job: ClusterJob;
  readonly isDone: boolean;
  /** The last try's error; null where there is none. */
  readonly failure: string | null;
}

/** What the folder says of all jobs of a run. @param groupOf  The group that a job belongs to. */
export async function knownJobs<Own extends ListedJob & Omit<ClusterJob, "group">>(
  jobs: readonly Own[],
  store: ArtifactStore,
  groupOf: (job: Own) => string,
): Promise<KnownJob[]> {
  const progress = await jobProgress(jobs, store);
  return progress.map(({ job, state, failure }) => ({
    job: { ...job, group: groupOf(job) },
    isDone: state === "done",
    failure: failure?.message ?? null,
  }));
}

/**
 * done      its outcome is in the folder
 * running   on a node
 * queued    waits in the queue, and all that it needs is done, running or queued
 * failed    was submitted and ended without an outcome
 * lost      waits in the queue for what will not come, where Slurm would leave it for good, or was taken out of it for that reason
 * new       was never submitted
 */
export const STANDINGS = ["done", "running", "queued", "failed", "lost", "new"] as const;

/** How far a job is, as Slurm and the run's folder know it together. */
export type Standing = (typeof STANDINGS)[number];

/** A job with its place in the queue. */
export interface JobStanding {
  readonly job: ClusterJob;
  readonly standing: Standing;
  /** The task that does it, or did last; null where it was never submitted. */
  readonly task: { readonly array: string; readonly task: number } | null;
  /** Whether that task is in the queue. */
  readonly isQueued: boolean;
}

/** The standings of all jobs, in their order. @param arrays  The oldest first. */
export function standingsOf(
  known: readonly KnownJob[],
  arrays: readonly SubmittedArray[],
  queue: readonly QueuedTask[],
): JobStanding[] {
  const last = new Map(arrays.flatMap(({ array, jobs }) => jobs.map((name, task) => [name, { array, task }] as const)));
  const inQueue = new Map(queue.map((own) => [`${own.array}_${own.task}`, own]));
  const coming = new Set<string>();
  return known.map(({ job, isDone }) => {
    const task = last.get(job.name) ?? null;
    const queued = task && inQueue.get(`${task.array}_${task.task}`);
    const standing = standingOf(isDone, job, task !== null, queued, coming);
    if (["done", "running", "queued"].includes(standing)) coming.add(job.name);
    return { job, standing, task, isQueued: Boolean(queued) };
  });
}

function standingOf(
  isDone: boolean,
  { needs }: ClusterJob,
  wasSubmitted: boolean,
  queued: QueuedTask | null | undefined,
  coming: ReadonlySet<string>,
): Standing {
  if (isDone) return "done";
  const canBegin = needs.every((need) => coming.has(need));
  if (!queued) return wasSubmitted ? (canBegin ? "failed" : "lost") : "new";
  if (queued.isRunning) return "running";
  return canBegin ? "queued" : "lost";
}
