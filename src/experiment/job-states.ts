/**
 * How far the jobs of a run are, from the store alone: queues may lose jobs, the store knows what is done.
 *
 *   jobs/<job>-<fingerprint>.failed.json    the last try's error, until a later try does the job
 */

import { z } from "zod";
import { type ArtifactStore, isStored, listedIn } from "../core/artifact-store.ts";
import { JOBS_FOLDER, outcomeName } from "./job-outcome.ts";
import type { Job } from "./jobs.ts";

/**
 * done      its outcome is there
 * failed    its last try ended with an error
 * ready     all that it needs is done
 * waiting   something that it needs is not
 */
export const JOB_STATES = ["done", "failed", "ready", "waiting"] as const;

/** How far a job is, as the run's folder knows it. */
export type JobState = (typeof JOB_STATES)[number];

const failure = z.object({ message: z.string(), where: z.string() });

/** How a job's last try ended. */
export type JobFailure = z.infer<typeof failure>;

/** What is asked of the store about a job. */
export type StoredJob = Pick<Job, "name" | "fingerprint">;

/** A job in a list: what stands after what. */
export type ListedJob = Pick<Job, "name" | "fingerprint" | "needs">;

/** State of a job, and how it failed. */
export interface JobProgress<Own extends StoredJob = Job> {
  readonly job: Own;
  readonly state: JobState;
  /** Null where it did not. */
  readonly failure: JobFailure | null;
}

/**
 * The states of all jobs, in their order. Asks the store which files there are and reads none but failures, so that ten thousand
 * jobs are no matter; what an outcome holds, and whether the networks that it names are still there, is looked at by whoever does
 * the job again or gathers.
 */
export async function jobProgress<Own extends ListedJob>(
  jobs: readonly Own[],
  store: ArtifactStore,
): Promise<JobProgress<Own>[]> {
  const there = await jobFiles(store);
  const done = new Set<string>();
  const progress: JobProgress<Own>[] = [];
  for (const job of jobs) {
    if (await there(outcomeName(job))) done.add(job.name);
    const failed = !done.has(job.name) && (await there(failureName(job))) ? await keptFailure(store, job) : null;
    const open = job.needs.every((need) => done.has(need)) ? "ready" : "waiting";
    const state = done.has(job.name) ? "done" : failed ? "failed" : open;
    progress.push({ job, state, failure: failed });
  }
  return progress;
}

/** The jobs that a job needs and that are not done. */
export async function missingNeeds(
  job: Pick<Job, "needs">,
  jobs: readonly StoredJob[],
  store: ArtifactStore,
): Promise<string[]> {
  const needs = new Set(job.needs);
  return notDone(
    jobs.filter(({ name }) => needs.has(name)),
    store,
  );
}

/** Names of those that are not done. */
export async function notDone(jobs: readonly StoredJob[], store: ArtifactStore): Promise<string[]> {
  const there = await jobFiles(store);
  const missing: string[] = [];
  for (const job of jobs) if (!(await there(outcomeName(job)))) missing.push(job.name);
  return missing;
}

/** Whether jobs have left a file of this name. */
async function jobFiles(store: ArtifactStore): Promise<(name: string) => boolean | Promise<boolean>> {
  const listed = await listedIn(store, JOBS_FOLDER);
  return listed ? (name) => listed.has(name) : (name) => isStored(store, name);
}

/** Notes that a try has failed. @param where  Machine and process that tried. */
export function keepFailure(store: ArtifactStore, job: StoredJob, { message, where }: JobFailure): Promise<void> {
  return store.write(failureName(job), [new TextEncoder().encode(`${JSON.stringify({ message, where })}\n`)]);
}

/** Forgets that a try has failed. */
export async function forgetFailure(store: ArtifactStore, job: StoredJob): Promise<void> {
  if (await isStored(store, failureName(job))) await store.remove(failureName(job));
}

/** How the last try of a job failed; null where it did not, or was not tried. */
export async function keptFailure(store: ArtifactStore, job: StoredJob): Promise<JobFailure | null> {
  const bytes = await store.read(failureName(job));
  if (!bytes) return null;
  try {
    return failure.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return { message: "not readable", where: "not known" };
  }
}

function failureName(job: StoredJob): string {
  return outcomeName(job).replace(/\.json$/, ".failed.json");
}
