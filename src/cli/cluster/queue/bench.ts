/**
 * What a worker works with: its settings, the jobs that run, the runs that it knows, and whether it is to end.
 */

import type { Queue } from "bullmq";
import type { ListedJob } from "../../../experiment/job-states.ts";
import { openQueuedRun } from "./fitness.ts";
import type { JobProcess } from "./job-process.ts";
import type { Mount } from "./mounts.ts";
import { openJobs } from "./open-jobs.ts";
import { type QueuedRun, runId } from "./queued-job.ts";
import type { RunHere } from "./run-here.ts";
import { enqueue } from "./run-in-queue.ts";

/** What a worker was started with. */
export interface BenchSettings {
  readonly mounts: readonly Mount[];
  /** Of each job. */
  readonly threads: number;
  readonly say: (line: string) => void;
}

/** What a worker has at hand: the queue, the jobs that run on this machine, and what it knows of their runs. */
export interface Bench extends BenchSettings {
  /** Jobs that run now. */
  readonly processes: Set<JobProcess>;
  /** Resolves when the worker is to end: with the error that is the reason, or without one. */
  readonly ended: Promise<Error | undefined>;
  readonly end: (reason?: Error) => void;
  isEnding(): boolean;
  /** Whether this machine has been found fit for a run. */
  knows(run: QueuedRun): boolean;
  noteRun(run: QueuedRun, here: RunHere): void;
  enqueue(jobs: readonly ListedJob[], run: QueuedRun): Promise<void>;
  /** Adds what can begin in the runs that are known and is not in the queue: a queue may forget, a folder does not. */
  mend(): Promise<void>;
}

/** A worker's bench, nothing on it yet. */
export function openBench(queue: Queue<QueuedRun>, settings: BenchSettings): Bench {
  const known = new Map<string, { readonly run: QueuedRun; readonly here: RunHere }>();
  let isEnding = false;
  let resolveEnded: (reason: Error | undefined) => void = () => {};
  const ended = new Promise<Error | undefined>((resolve) => {
    resolveEnded = resolve;
  });
  const isStillThere = (run: QueuedRun) => {
    try {
      return openQueuedRun(run, settings.mounts) !== undefined;
    } catch {
      return false;
    }
  };
  return {
    ...settings,
    processes: new Set(),
    ended,
    end: (reason) => {
      isEnding = true;
      resolveEnded(reason);
    },
    isEnding: () => isEnding,
    knows: (run) => known.has(runId(run)),
    noteRun: (run, here) => void known.set(runId(run), { run, here }),
    enqueue: (jobs, run) => enqueue(queue, jobs, run),
    mend: async () => {
      for (const [id, { run, here }] of known) {
        const { ready } = await openJobs(here.jobs, here.store);
        if (ready.length === 0 || !isStillThere(run)) known.delete(id);
        else await enqueue(queue, ready, run);
      }
    },
  };
}
