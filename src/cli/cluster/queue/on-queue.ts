/**
 * A run in the queue, watched: what can begin is added, how far it is is shown, and it ends when all is done or nothing can go on.
 * Who watches may go away; the workers go on, and the same command watches again.
 */

import { randomBytes } from "node:crypto";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { Queue } from "bullmq";
import type { ArtifactStore } from "../../../core/artifact-store.ts";
import { UserError } from "../../../core/errors.ts";
import type { ListedJob } from "../../../experiment/job-states.ts";
import { VERSION } from "../../files/made-with.ts";
import type { Progress } from "../../terminal/progress.ts";
import { openJobs } from "./open-jobs.ts";
import { openQueueServer } from "./open-server.ts";
import type { QueueAddress } from "./queue-address.ts";
import type { QueueServer } from "./queue-server.ts";
import { fingerprintOfJobs, nonceFile, type QueuedRun } from "./queued-job.ts";
import { enqueue, forgetFailed, lookAtQueue, type RunInQueue, workerCount } from "./run-in-queue.ts";
import { failuresText, nobodyText, refusals, standingText } from "./standing-text.ts";

/** Between two looks at folder and queue. */
const LOOK_MS = 1000;

/** Looks between two additions of what the queue may have lost. */
const LOOKS_TO_MEND = 10;

/** A run that is given to workers: its folder says what is to be done (run-here.ts). */
export interface SharedRun {
  /** All jobs, each after those that it needs. */
  readonly jobs: readonly ListedJob[];
  /** Of the folder. */
  readonly store: ArtifactStore;
  /** Absolute. */
  readonly folder: string;
}

/** Puts the run into the queue and stays until it is done. @throws UserError if jobs have failed and nothing else can go on. */
export async function onQueue(
  { jobs, store, folder }: SharedRun,
  address: QueueAddress,
  progress: Progress,
): Promise<void> {
  if ((await openJobs(jobs, store)).count === 0) return;
  const server = await openQueueServer(address);
  const run: QueuedRun = {
    folder,
    fingerprint: fingerprintOfJobs(jobs),
    version: VERSION,
    nonce: randomBytes(8).toString("hex"),
  };
  try {
    await store.write(nonceFile(run), [new TextEncoder().encode("This folder is seen by the workers of its queue.\n")]);
    const failures = await watch({ server, run, jobs, store, progress });
    // Nobody of this run asks for it any more.
    await store.remove(nonceFile(run));
    if (failures !== undefined) throw new UserError(failures);
  } finally {
    progress.stop();
    await server.close();
  }
}

interface Watch extends Omit<SharedRun, "folder"> {
  readonly server: QueueServer;
  readonly run: QueuedRun;
  readonly progress: Progress;
}

/** @returns What has failed; undefined when all is done. */
async function watch(watched: Watch): Promise<string | undefined> {
  const { server, progress } = watched;
  let gone: Error | undefined;
  server.watch(
    (line) => progress.say(line),
    (error) => {
      gone = error;
    },
  );
  const queue = server.openQueue();
  // What the connection says is said by the server.
  queue.on("error", () => {});
  try {
    return await untilDone(queue, watched);
  } catch (error) {
    // Waiting commands fail before it is known why.
    await nextTurn();
    throw gone ?? error;
  }
}

async function untilDone(
  queue: Queue<QueuedRun>,
  { server, run, jobs, store, progress }: Watch,
): Promise<string | undefined> {
  const sayOnce = onceEach((line) => progress.say(line));
  await forgetFailed(queue, run);
  const before = await openJobs(jobs, store);
  progress.start("jobs", jobs.length, jobs.length - before.count);
  for (let looks = 0; ; looks++) {
    const { count, ready } = await openJobs(jobs, store);
    if (count === 0) return undefined;
    const standing = await server.patiently(async () => {
      if (looks % LOOKS_TO_MEND === 0) await enqueue(queue, ready, run);
      return lookAtQueue(queue, run);
    });
    for (const line of refusals(standing)) sayOnce(line);
    if (looks % LOOKS_TO_MEND === 1 && (await workerCount(queue)) === 0) sayOnce(nobodyText(server.shown));
    if (isStuck(standing, ready)) return failuresText(standing, count);
    await progress.step(jobs.length - count, standingText(standing));
    await sleep(LOOK_MS);
  }
}

/** Whether nothing waits or runs, and all that could begin has failed. */
function isStuck({ waiting, running, failed }: RunInQueue, ready: readonly ListedJob[]): boolean {
  const hasFailed = ({ name }: ListedJob) => failed.some((own) => own.name === name);
  return waiting.length === 0 && running.length === 0 && ready.every(hasFailed);
}

function onceEach(say: (line: string) => void): (line: string) => void {
  const said = new Set<string>();
  return (line) => {
    if (!said.has(line)) say(line);
    said.add(line);
  };
}
