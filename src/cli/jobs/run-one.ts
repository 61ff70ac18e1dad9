/**
 * One job of a planned run, done by this process: what a task of a cluster, a pod or a line of GNU parallel is.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../core/errors.ts";
import { some } from "../../core/finding.ts";
import { missingNeeds } from "../../experiment/job-states.ts";
import type { Job } from "../../experiment/jobs.ts";
import { isDone } from "../../experiment/run-job.ts";
import { openPlannedEngine, openPlannedRun, openTables, type PlannedRun } from "../../node/planned-run.ts";
import { VERSION } from "../files/made-with.ts";
import { checkpointClock } from "../options/training-options.ts";
import { Progress } from "../terminal/progress.ts";
import { performJob } from "./perform-job.ts";
import { tellingParent } from "./tell-parent.ts";

/** Which job, and with what. */
export interface JobFlags {
  readonly index?: number;
  readonly name?: string;
  /** Minutes. */
  readonly wait?: number;
  readonly threads: number;
}

/** Between two looks at the folder: at first, and at most, as a thousand that wait ask one file server. */
const POLL_MS = { first: 2000, most: 30_000, growth: 1.3 };

/** Least time between two checkpoints. */
const CHECKPOINT_SECONDS = 60;

/** The job that the flags name. @throws UserError if there is none. */
export function jobOf(jobs: readonly Job[], { index, name }: JobFlags): Job {
  if ((index === undefined) === (name === undefined))
    throw new UserError("jobs run: say which job: either --index or --name");
  const job = index === undefined ? jobs.find((own) => own.name === name) : jobs[index];
  if (!job)
    throw new UserError(
      `jobs run: there is no job ${index ?? name}; the list has ${jobs.length}, 0 to ${jobs.length - 1} (coldpress jobs list)`,
    );
  return job;
}

/** Does a job of a folder. @throws UserError if it cannot be done here, or what it needs is not done. */
export async function performOne(
  folder: string,
  chosen: (jobs: readonly Job[]) => Job,
  { wait = 0, threads }: JobFlags,
): Promise<void> {
  const planned = openPlannedRun(folder, VERSION);
  const job = chosen(planned.shared.jobs);
  const progress = new Progress({ quiet: false });
  const observer = tellingParent(progress);
  if (await isDone(job, planned.store)) {
    progress.say(`${job.name}: is done`);
    return;
  }
  await needsDone(job, planned, wait, progress);
  const engine = await openPlannedEngine(planned, threads);
  try {
    const checkpointDue = checkpointClock({ checkpointSeconds: CHECKPOINT_SECONDS });
    const tools = { engine, store: planned.store, observer, version: VERSION, checkpointDue };
    await performJob(job, openTables(planned), tools);
    progress.say(`${job.name}: done`);
  } finally {
    progress.stop();
    await engine.close();
  }
}

/** Waits for what a job needs. @throws UserError where that is not done in time. */
async function needsDone(job: Job, { shared, store }: PlannedRun, minutes: number, progress: Progress): Promise<void> {
  const until = Date.now() + 60_000 * minutes;
  for (let pause = POLL_MS.first; ; pause = Math.min(POLL_MS.most, pause * POLL_MS.growth)) {
    const missing = await missingNeeds(job, shared.jobs, store);
    if (missing.length === 0) return;
    if (Date.now() >= until)
      throw new UserError(
        `jobs run: ${job.name} needs what is not done: ${some(missing)}; do that first, or wait for it (--wait <minutes>)`,
      );
    if (pause === POLL_MS.first) progress.say(`${job.name}: waits for ${some(missing)}`);
    await sleep(pause);
  }
}
