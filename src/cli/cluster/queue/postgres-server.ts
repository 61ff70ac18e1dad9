/**
 * A queue on PostgreSQL, by BullMQ's backend for it: tables of its own in the schema "bullmq", made when they are not there.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { Queue, Worker } from "bullmq";
import { connectionError } from "./connection-error.ts";
import type { QueueAddress } from "./queue-address.ts";
import { queuePackage } from "./queue-packages.ts";
import { QUEUE_NAME, type QueueServer } from "./queue-server.ts";
import type { QueuedRun } from "./queued-job.ts";
import { type Reconnection, reconnection } from "./reconnection.ts";

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
  const again = reconnection(shown);
  let say: (line: string) => void = () => {};
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
  again.begin();
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
    watch: (told) => {
      say = told;
    },
    patiently: (ask) => patiently(ask, again, (line) => say(line)),
    close: async () => {
      for (const queue of queues) await queue.close();
    },
  };
}

/** What PostgreSQL and pg say of a connection that is lost, or of a server that ends or starts. */
const AWAY = /^(57P0\d|08\w{3}|E[A-Z]+)$/;

/** BullMQ's backend connects again for the next question; one that was under way has failed. */
async function patiently<Answer>(
  ask: () => Promise<Answer>,
  again: Reconnection,
  say: (line: string) => void,
): Promise<Answer> {
  for (let tries = 1; ; tries++)
    try {
      const answer = await ask();
      again.found(say);
      return answer;
    } catch (error) {
      const { code = "", message } = error as NodeJS.ErrnoException;
      if (!AWAY.test(code) && !/connection/i.test(message)) throw error;
      again.lost(say);
      const delayMs = again.delayMs(tries);
      if (delayMs === null) throw again.error();
      await sleep(delayMs);
    }
}
