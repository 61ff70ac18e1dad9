/**
 * Jobs of a run as text for a terminal: which there are, and how far they are.
 */

import type { JobProgress, JobState } from "../../experiment/job-states.ts";
import { JOB_STATES } from "../../experiment/job-states.ts";
import type { Job } from "../../experiment/jobs.ts";
import { columnsText } from "./table-text.ts";

/** One line a job, with its number for `coldpress jobs run --index`. */
export function jobsText(jobs: readonly Job[]): string {
  const rows = jobs.map(({ name, minutes, mebibytes, needs }, index) => [
    String(index),
    name,
    minutes.toFixed(1),
    String(mebibytes),
    needsText(needs),
  ]);
  return columnsText(["index", "job", "minutes", "MiB", "needs"], rows);
}

/** How many jobs are in which state, and what failed and how. */
export function progressText(progress: readonly JobProgress[]): string {
  const count = (state: JobState) => progress.filter((own) => own.state === state).length;
  const counts = JOB_STATES.filter((state) => count(state) > 0).map((state) => `${count(state)} ${state}`);
  const failures = progress.flatMap(({ job, failure }) =>
    failure ? [`failed ${job.name} (${failure.where}): ${failure.message}`] : [],
  );
  return [`${progress.length} jobs: ${counts.join(", ")}`, ...failures].join("\n");
}

/** Many needs are no reading for people. */
const MOST_NEEDS = 3;

function needsText(needs: readonly string[]): string {
  return needs.length > MOST_NEEDS ? `${needs.length} jobs` : needs.join(" ");
}
