/**
 * A worker: takes jobs out of the queue, does them, and lets the queue know that it lives.
 *
 * The lock of a job is short and renewed by this process, which does little else meanwhile: who is killed has lost the job within
 * seconds. Somebody who was only slow loses it too, and then two do the same job: they write the same bytes.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { Queue, Worker } from "bullmq";
import { processName } from "../../../node/process-name.ts";
import { type Bench, openBench } from "./bench.ts";
import type { Mount } from "./mounts.ts";
import { openQueueServer } from "./open-server.ts";
import type { QueueAddress } from "./queue-address.ts";
import type { QueueServer } from "./queue-server.ts";
import { MOST_DEATHS, type QueuedRun } from "./queued-job.ts";
import { takeJob } from "./take-job.ts";

/** What the user may say about a worker. */
export interface WorkerSettings {
  /** Jobs at the same time. */
  readonly atOnce: number;
  /** Of each job. */
  readonly threads: number;
  readonly mounts: readonly Mount[];
  /** Whether the worker ends when nothing waits and nothing runs. */
  readonly untilEmpty: boolean;
  readonly say: (line: string) => void;
}

/** How long a job stays with a worker that says nothing; it does so every half of that. */
const LOCK_MS = 10_000;

/** Between two looks for jobs whose worker says nothing. */
const STALLED_MS = 5000;

/** Between two looks for what the queue has forgotten. */
const MEND_MS = 30_000;

/** Between two looks whether the queue is empty. */
const EMPTY_MS = 1000;

/** What the end may take: a queue that is away is not waited for. */
const END_MS = 8000;

/**
 * What is no news: of a connection the server tells, and a job that the queue has forgotten meanwhile, or given to another worker,
 * is in the folder all the same.
 */
const NO_NEWS = /ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|Connection is closed|Missing (key|lock)|renew lock/;

/** Works until a signal comes, the queue is empty, or this machine cannot do a job. @throws UserError in the last case. */
export async function work(address: QueueAddress, settings: WorkerSettings): Promise<void> {
  const server = await openQueueServer(address);
  const { atOnce, threads, mounts, untilEmpty, say } = settings;
  const queue = server.openQueue();
  queue.on("error", () => {});
  const bench = openBench(queue, { mounts, threads, say });
  server.watch(say, bench.end);
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => bench.end());
  say(`${server.shown}: takes jobs, ${atOnce} at a time, ${threads} threads each`);
  const worker = openWorker(server, bench, atOnce);
  void mendNowAndThen(bench);
  if (untilEmpty) void endWhenEmpty(queue, bench);
  const reason = await bench.ended;
  await endInOrder(worker, bench);
  await server.close();
  if (reason) throw reason;
}

function openWorker(server: QueueServer, bench: Bench, atOnce: number): Worker<QueuedRun> {
  const worker = server.openWorker((job, token) => takeJob(job, token ?? "", bench), {
    name: processName(),
    concurrency: atOnce,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_MS,
    maxStalledCount: MOST_DEATHS,
    runRetryDelay: EMPTY_MS,
  });
  worker.on("error", (error) => {
    if (!NO_NEWS.test(`${(error as NodeJS.ErrnoException).code} ${error.message}`))
      bench.say(`queue: ${error.message}`);
  });
  return worker;
}

/** Jobs that run go back, with their checkpoints. */
async function endInOrder(worker: Worker<QueuedRun>, { processes, say }: Bench): Promise<void> {
  const closing = worker.close();
  if (processes.size > 0) say(`ends; jobs that go back to the queue: ${processes.size}`);
  for (const job of processes) job.stop();
  await Promise.race([closing, sleep(END_MS, undefined, { ref: false })]);
}

async function mendNowAndThen(bench: Bench): Promise<void> {
  while (!bench.isEnding()) {
    await sleep(MEND_MS, undefined, { ref: false });
    await bench.mend().catch(() => {});
  }
}

async function endWhenEmpty(queue: Queue<QueuedRun>, bench: Bench): Promise<void> {
  while (!bench.isEnding()) {
    await sleep(EMPTY_MS);
    if (!(await isEmpty(queue))) continue;
    await bench.mend().catch(() => {});
    if (await isEmpty(queue)) bench.end();
  }
}

/** A queue that does not answer is not empty. */
async function isEmpty(queue: Queue<QueuedRun>): Promise<boolean> {
  try {
    const counts = await queue.getJobCounts("waiting", "active", "delayed", "prioritized");
    return Object.values(counts).every((count) => count === 0);
  } catch {
    return false;
  }
}
