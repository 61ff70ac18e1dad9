/**
 * A queue on Redis: connected, looked at, and looked after.
 */

import { UserError } from "../../../core/errors.ts";
import { connectionError, PASSWORD_VARIABLE } from "./connection-error.ts";
import type { QueueAddress } from "./queue-address.ts";
import { queuePackage } from "./queue-packages.ts";
import { QUEUE_NAME, type QueueServer } from "./queue-server.ts";
import { reconnection } from "./reconnection.ts";

const PACKAGES = ["bullmq", "ioredis"] as const;

const CONNECT_TIMEOUT_MS = 5000;

/** BullMQ 6 uses commands of this version. */
const LEAST_VERSION: readonly [number, number] = [6, 2];

/** @throws UserError if there is no Redis, it does not let us in, is too old, or throws away keys when memory is short. */
export async function openRedis(address: QueueAddress): Promise<QueueServer> {
  const { Queue, Worker } = await queuePackage("bullmq", () => import("bullmq"), PACKAGES);
  const { Redis } = await queuePackage("ioredis", () => import("ioredis"), PACKAGES);
  const again = reconnection(address.shown);
  const connection = new Redis(address.url, redisOptions(address, again.delayMs));
  // BullMQ's own connections are like this one and say the same.
  const common = { connection } as const;
  let lastError: Error | undefined;
  connection.on("error", (error) => {
    lastError = error;
  });
  try {
    await connection.connect();
    await connection.select(connection.options.db ?? 0);
    checkService(await connection.info(), address.shown);
  } catch (error) {
    connection.disconnect();
    throw connectionError(address.shown, error instanceof UserError ? error : (lastError ?? error));
  }
  again.begin();
  let isClosing = false;
  return {
    shown: address.shown,
    openQueue: () => new Queue(QUEUE_NAME, common),
    openWorker: (processor, options) => new Worker(QUEUE_NAME, processor, { ...options, ...common }),
    watch: (say, end) => {
      connection.on("close", () => isClosing || again.lost(say));
      connection.on("ready", () => again.found(say));
      connection.on("end", () => isClosing || end(again.error()));
    },
    // Its commands wait for a connection that is lost.
    patiently: (ask) => ask(),
    close: async () => {
      isClosing = true;
      connection.disconnect();
    },
  };
}

function redisOptions({ url }: QueueAddress, delayMs: (tries: number) => number | null) {
  const { password } = new URL(url);
  const fromEnvironment = password === "" ? process.env[PASSWORD_VARIABLE] : undefined;
  return {
    lazyConnect: true,
    // BullMQ waits for a connection that is lost.
    maxRetriesPerRequest: null,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: delayMs,
    ...(fromEnvironment && { password: fromEnvironment }),
  };
}

/** What INFO says of the service. */
export function checkService(info: string, shown: string): void {
  const version = /^redis_version:(\d+)\.(\d+)/m.exec(info);
  const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
  if (major < LEAST_VERSION[0] || (major === LEAST_VERSION[0] && minor < LEAST_VERSION[1]))
    throw new UserError(`${shown}: is Redis ${major}.${minor}; a queue needs ${LEAST_VERSION.join(".")} or newer`);
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? "noeviction";
  if (policy !== "noeviction")
    throw new UserError(
      `${shown}: throws away keys when memory is short (maxmemory-policy ${policy}), and jobs with them; mend it with: ` +
        "redis-cli config set maxmemory-policy noeviction (and in redis.conf, for the next start)",
    );
}
