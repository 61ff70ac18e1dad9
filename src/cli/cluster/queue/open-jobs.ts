/**
 * Which jobs of a run can begin, from its folder: those whose needs are done and that are not done themselves.
 *
 * BullMQ's flows are not used. A job goes into the queue when all that it needs is done: whoever does the last need sees that in
 * the folder and adds it; two who see it at the same time add it once, by its name; and what a lost queue has forgotten is added
 * again by the next look. A tree of dependencies in the queue would have to be kept, mended and compared with the folder.
 */

import type { ArtifactStore } from "../../../core/artifact-store.ts";
import { type ListedJob, notDone } from "../../../experiment/job-states.ts";

/** A run's jobs that are not done. */
export interface OpenJobs {
  readonly count: number;
  /** Those that can begin, in the list's order. */
  readonly ready: readonly ListedJob[];
}

/** Looks at the folder. @param jobs  All of the run. */
export async function openJobs(jobs: readonly ListedJob[], store: ArtifactStore): Promise<OpenJobs> {
  const open = new Set(await notDone(jobs, store));
  const ready = jobs.filter(({ name, needs }) => open.has(name) && !needs.some((need) => open.has(need)));
  return { count: open.size, ready };
}

/** The jobs that can begin because of this one: they need it, and all else that they need is done too. */
export async function unlockedBy(
  { name }: Pick<ListedJob, "name">,
  jobs: readonly ListedJob[],
  store: ArtifactStore,
): Promise<readonly ListedJob[]> {
  if (!jobs.some(({ needs }) => needs.includes(name))) return [];
  const { ready } = await openJobs(jobs, store);
  return ready.filter(({ needs }) => needs.includes(name));
}
