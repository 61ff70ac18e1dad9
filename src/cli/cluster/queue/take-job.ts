/**
 * One job out of the queue, as a worker does it.
 *
 *   this machine cannot do it          it goes back, and the worker ends
 *   the worker is to end               it goes back, its checkpoint stays
 *   its process was killed             it goes back, 20 times at most: machines are taken away, and memory may be short
 *   it ends with an error              it is tried again behind the others, 3 times in all
 *   it is done                         what can begin because of it goes into the queue, then it leaves the queue
 *
 * Nothing is delayed: the time of a delayed job is that of the worker which delays it, and clocks differ. Locks have Redis's time.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { Job as BullJob } from "bullmq";
import { keepFailure, keptFailure, type ListedJob, missingNeeds } from "../../../experiment/job-states.ts";
import { processName } from "../../../node/process-name.ts";
import type { Bench } from "./bench.ts";
import { openQueuedRun } from "./fitness.ts";
import { type JobEnding, startJob } from "./job-process.ts";
import { unlockedBy } from "./open-jobs.ts";
import { MOST_DEATHS, type QueuedRun, readQueuedRun } from "./queued-job.ts";
import type { RunHere } from "./run-here.ts";

/** Least time between two messages about a job. */
const NEWS_MS = 1000;

/** What BullMQ must throw for a job that has gone back: it looks at the name. */
class GoneBack extends Error {
  override readonly name = "WaitingError";
}

/** No further try. */
class NoMoreTries extends Error {
  override readonly name = "UnrecoverableError";
}

type Taken = BullJob<QueuedRun>;

/** Does a job of the queue. @throws As BullMQ wants it, for a job that is not done. */
export async function takeJob(taken: Taken, token: string, bench: Bench): Promise<void> {
  if (bench.isEnding()) throw await goneBack(taken, token);
  if (!readQueuedRun(taken.data)) throw new NoMoreTries("was not put into the queue by coldpress");
  const run = await fitRun(taken, token, bench);
  const job = run?.jobs.find(({ name }) => name === taken.name);
  if (!run || !job) return;
  bench.noteRun(taken.data, run);
  if (!(await run.isDone(job))) await doJob({ taken, token, job, run }, bench);
  await bench.enqueue(await unlockedBy(job, run.jobs, run.store), taken.data);
}

/** The job's run, where this machine can do it; the worker ends where it cannot. */
async function fitRun(taken: Taken, token: string, bench: Bench): Promise<RunHere | undefined> {
  try {
    const run = openQueuedRun(taken.data, bench.mounts);
    if (run && !bench.knows(taken.data)) await run.checkEngine();
    return run;
  } catch (error) {
    const refusal = error instanceof Error ? error.message : String(error);
    await taken.updateProgress({ where: processName(), refusal });
    bench.end(error instanceof Error ? error : new Error(refusal));
    throw await goneBack(taken, token);
  }
}

interface Doing {
  readonly taken: Taken;
  readonly token: string;
  readonly job: ListedJob;
  readonly run: RunHere;
}

async function doJob({ taken, token, job, run }: Doing, bench: Bench): Promise<void> {
  const { name } = job;
  await needsSeen(job, run, bench);
  if (bench.isEnding()) throw await goneBack(taken, token);
  bench.say(`${name}: begun (${run.folder})`);
  const process_ = startJob({ call: run.call(job), threads: bench.threads, onStep: newsOf(taken) });
  bench.processes.add(process_);
  const ending = await process_.ended;
  bench.processes.delete(process_);
  if (ending.isDone && (await run.isDone(job))) return bench.say(`${name}: done`);
  if (bench.isEnding()) throw await goneBack(taken, token);
  if (ending.killedBy) return killed({ taken, token, job, run }, ending, bench);
  const message = await errorOf(run, job, ending);
  bench.say(`${name}: failed: ${message}`);
  throw new Error(message);
}

/** What a job needs is done, but may not be seen by this machine yet: network file systems take up to a minute. */
const NEEDS_SEEN_MS = { wait: 2000, most: 120_000 };

/** Waits for it; the job itself says what it misses in the end. */
async function needsSeen(job: ListedJob, { jobs, store }: RunHere, bench: Bench): Promise<void> {
  for (let waited = 0; waited < NEEDS_SEEN_MS.most && !bench.isEnding(); waited += NEEDS_SEEN_MS.wait) {
    if ((await missingNeeds(job, jobs, store)).length === 0) return;
    await sleep(NEEDS_SEEN_MS.wait);
  }
}

/** A process that ends well and leaves nothing has done something else. */
const OTHER_JOB =
  "has ended without a result of this name: what the run reads has changed since it was queued, or is not the same here; give the command with --on again";

/** A user's error is the last that the process has said; a bug is in the folder, without its stack; a crash is in neither. */
async function errorOf({ store }: RunHere, job: ListedJob, ending: JobEnding): Promise<string> {
  const { fault, lastLine } = ending;
  if (ending.isDone) return OTHER_JOB;
  if (fault === undefined && lastLine.startsWith("error ")) return lastLine.slice("error ".length);
  const kept = fault === undefined ? await keptFailure(store, job) : null;
  if (kept) return kept.message;
  const message = fault === undefined ? lastLine : `its process ended by ${fault}: ${lastLine}`;
  await keepFailure(store, job, { message, where: processName() });
  return message;
}

/** Its process was ended from outside. */
async function killed({ taken, token, job, run }: Doing, { killedBy }: JobEnding, bench: Bench): Promise<never> {
  const message = `its process was killed (${killedBy}; where memory is short, Linux does that)`;
  bench.say(`${job.name}: ${message}`);
  const deaths = (taken.data.deaths ?? 0) + 1;
  if (deaths > MOST_DEATHS) {
    await keepFailure(run.store, job, { message: `${message} ${deaths} times`, where: processName() });
    throw new NoMoreTries(`${message} ${deaths} times`);
  }
  await taken.updateData({ ...taken.data, deaths });
  throw await goneBack(taken, token);
}

/** Puts the job where it is taken next. @returns What is to be thrown. */
async function goneBack(taken: Taken, token: string): Promise<Error> {
  await taken.moveToWait(token);
  return new GoneBack();
}

/** Tells the queue how far the job is, now and then. A message that does not arrive is no harm. */
function newsOf(taken: Taken): (step: { readonly stage: string; readonly share: number }) => void {
  let toldMs = 0;
  return (step) => {
    if (Date.now() - toldMs < NEWS_MS) return;
    toldMs = Date.now();
    taken.updateProgress({ where: processName(), ...step }).catch(() => {});
  };
}
