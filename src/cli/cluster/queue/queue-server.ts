/**
 * The service that keeps the queue, as the rest sees it: the same on Redis and on PostgreSQL (open-server.ts).
 */

import type { Queue, Worker, WorkerOptions } from "bullmq";
import type { QueuedRun } from "./queued-job.ts";

/** What is done with a job that a worker has taken; `token` is the worker's right to it. */
export type Processor = NonNullable<Exclude<ConstructorParameters<typeof Worker<QueuedRun>>[1], string | URL | null>>;

/** A connection to the service. */
export interface QueueServer {
  /** The address without a password. */
  readonly shown: string;
  /** Jobs that wait, run or have failed. */
  openQueue(): Queue<QueuedRun>;
  /** Takes jobs from now on. */
  openWorker(processor: Processor, options: Omit<WorkerOptions, "connection">): Worker<QueuedRun>;
  /** @param say  Told when the connection is lost, and when it is there again. @param end  Told when it does not come back. */
  watch(say: (line: string) => void, end: (error: Error) => void): void;
  /** Asks, and again where the connection is lost meanwhile. @throws UserError when it does not come back. */
  patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer>;
  close(): Promise<void>;
}

/** The queue of all coldpress runs of a service. Other queues of BullMQ have other names. */
export const QUEUE_NAME = "coldpress";
