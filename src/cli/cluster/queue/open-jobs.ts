/**
 * Which jobs of a run can begin, from its folder: those whose needs are done and that are not done themselves.
 *
 * BullMQ's flows are not used. A job goes into the queue when all that it needs is done: whoever does the last need sees that in
 * the folder and adds it; two who see it at the same time add it once, by its name; and what a lost queue has forgotten is added
 * again by the next look. A tree of dependencies in the queue would have to be kept, mended and compared with the folder.
 */

import type { ArtifactStore } from "../../../core/artifact-store.ts";
import type { Job } from "../../../experiment/jobs.ts";
import { isDone } from "../../../experiment/run-job.ts";

/** Jobs of a run, with what is known to be done. */
export interface JobLook {
  /** Looks at the folder again. @returns The jobs that can begin, in the list's order. */
  ready(): Promise<Job[]>;
  /** Names of the jobs that were done when it was looked at last. */
  readonly done: ReadonlySet<string>;
}

/** Looks at the jobs of a run. What is done stays so, and is not read again. @param jobs  Each after those that it needs. */
export function lookAtJobs(jobs: readonly Job[], store: ArtifactStore): JobLook {
  const done = new Set<string>();
  const ready = async () => {
    const open: Job[] = [];
    for (const job of jobs) {
      if (done.has(job.name)) continue;
      if (await isDone(job, store)) done.add(job.name);
      else if (job.needs.every((need) => done.has(need))) open.push(job);
    }
    return open;
  };
  return { ready, done };
}

/** The jobs that can begin because of this one: they need it, and all else that they need is done too. */
export async function unlockedBy(finished: Job, jobs: readonly Job[], store: ArtifactStore): Promise<Job[]> {
  const unlocked: Job[] = [];
  for (const job of jobs) {
    if (!job.needs.includes(finished.name)) continue;
    if (await needsAreDone(job, jobs, store)) unlocked.push(job);
  }
  return unlocked;
}

/** The last ones first: they are the likely ones to be open, and one is enough. */
async function needsAreDone({ needs }: Job, jobs: readonly Job[], store: ArtifactStore): Promise<boolean> {
  for (const need of jobs.filter(({ name }) => needs.includes(name)).reverse())
    if (!(await isDone(need, store))) return false;
  return true;
}
