/**
 * A queue on PostgreSQL, by BullMQ's backend for it: tables of its own in the schema "bullmq", made when they are not there.
 */

import type { Queue, Worker } from "bullmq";
import { connectionError } from "./connection-error.ts";
import type { QueueAddress } from "./queue-address.ts";
import { queuePackage } from "./queue-packages.ts";
import { QUEUE_NAME, type QueueServer } from "./queue-server.ts";
import type { QueuedRun } from "./queued-job.ts";

const PACKAGES = ["bullmq", "pg"] as const;

const CONNECT_TIMEOUT_MS = 5000;

/** @throws UserError if there is no PostgreSQL, or it does not let us in. The password may come from PGPASSWORD or ~/.pgpass. */
export async function openPostgres({ url, shown }: QueueAddress): Promise<QueueServer> {
  const bullmq = await queuePackage("bullmq", () => import("bullmq"), PACKAGES);
  await queuePackage("pg", () => import("pg"), PACKAGES);
  const connection = { connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, migrate: true };
  const queues: Queue<QueuedRun>[] = [];
  const openQueue = () => {
    const queue = new bullmq.Queue(
      QUEUE_NAME,
      { connection },
      bullmq.createPostgresBackend,
    ) as unknown as Queue<QueuedRun>;
    queues.push(queue);
    return queue;
  };
  const first = openQueue();
  first.on("error", () => {});
  try {
    await first.waitUntilReady();
  } catch (error) {
    await first.close().catch(() => {});
    // pg leaves the socket of a login open that it could not do; it would keep the process.
    setTimeout(() => process.exit(), 1000).unref();
    throw connectionError(shown, error);
  }
  return {
    shown,
    openQueue,
    openWorker: (processor, options) =>
      new bullmq.Worker(
        QUEUE_NAME,
        processor,
        { ...options, connection },
        bullmq.createPostgresBackend,
      ) as unknown as Worker<QueuedRun>,
    // BullMQ's backend connects again by itself, and its errors are said by whoever has the queue.
    watch: () => {},
    close: async () => {
      for (const queue of queues) await queue.close();
    },
  };
}
