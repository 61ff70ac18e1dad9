/**
 * What a worker works with: its settings, the jobs that run, the runs that it knows, and whether it is to end.
 */

import type { Queue } from "bullmq";
import type { Job } from "../../../experiment/jobs.ts";
import type { PlannedRun } from "../../../node/planned-run.ts";
import { openQueuedRun } from "./fitness.ts";
import type { JobProcess } from "./job-process.ts";
import type { Mount } from "./mounts.ts";
import { openJobs } from "./open-jobs.ts";
import { type QueuedRun, runId } from "./queued-job.ts";
import { enqueue } from "./run-in-queue.ts";

export interface BenchSettings {
  readonly mounts: readonly Mount[];
  /** Of each job. */
  readonly threads: number;
  readonly say: (line: string) => void;
}

export interface Bench extends BenchSettings {
  /** Jobs that run now. */
  readonly processes: Set<JobProcess>;
  /** Resolves when the worker is to end: with the error that is the reason, or without one. */
  readonly ended: Promise<Error | undefined>;
  end(reason?: Error): void;
  isEnding(): boolean;
  /** Whether this machine has been found fit for a run. */
  knows(run: QueuedRun): boolean;
  noteRun(run: QueuedRun, planned: PlannedRun): void;
  enqueue(jobs: readonly Job[], run: QueuedRun): Promise<void>;
  /** Adds what can begin in the runs that are known and is not in the queue: a queue may forget, a folder does not. */
  mend(): Promise<void>;
}

export function openBench(queue: Queue<QueuedRun>, settings: BenchSettings): Bench {
  const known = new Map<string, { readonly run: QueuedRun; readonly planned: PlannedRun }>();
  let isEnding = false;
  let resolveEnded: (reason: Error | undefined) => void = () => {};
  const ended = new Promise<Error | undefined>((resolve) => {
    resolveEnded = resolve;
  });
  const stillPlanned = (run: QueuedRun) => {
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
    noteRun: (run, planned) => void known.set(runId(run), { run, planned }),
    enqueue: (jobs, run) => enqueue(queue, jobs, run),
    mend: async () => {
      for (const [id, { run, planned }] of known) {
        const { ready } = await openJobs(planned.shared.jobs, planned.store);
        if (ready.length === 0 || !stillPlanned(run)) known.delete(id);
        else await enqueue(queue, ready, run);
      }
    },
  };
}
