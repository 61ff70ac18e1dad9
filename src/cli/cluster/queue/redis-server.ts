/**
 * A queue on Redis: connected, looked at, and looked after.
 */

import { UserError } from "../../../core/errors.ts";
import type { QueueAddress } from "./queue-address.ts";
import { queuePackage } from "./queue-packages.ts";
import { QUEUE_NAME, type QueueServer } from "./queue-server.ts";
import { reconnection } from "./reconnection.ts";

const PACKAGES = ["bullmq", "ioredis"] as const;

/** Where redis-cli, too, looks for a password: what stands in a command line can be read by others on the machine. */
const PASSWORD_VARIABLE = "REDISCLI_AUTH";

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
    throw connectionError(address.shown, lastError ?? error);
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

/** What went wrong, in words; the password is in none of them. */
export function connectionError(shown: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new UserError(`${shown}: ${reasonOf(code ?? "", message)}`, { cause: error });
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, "nobody listens there (connection refused); start Redis, or mend the address"],
  [/ENOTFOUND|EAI_AGAIN/, "there is no machine of that name"],
  [
    /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/,
    "does not answer; is it a machine that can be reached from here, and is TLS (rediss://) right?",
  ],
  [/WRONGPASS|invalid password/i, "refuses the password"],
  [/NOAUTH/, `wants a password: redis://:password@host, or the environment variable ${PASSWORD_VARIABLE}`],
  [/without any password configured/, "has no password, and one was given"],
  [/NOPERM/, "does not allow this user the commands that a queue needs"],
  [/DB index/, "has no database of that number"],
  [/RESP type|Protocol error/i, "is no Redis, or one with TLS (rediss://)"],
  [
    /certificate|self.signed/i,
    "has a certificate that this machine does not trust (NODE_EXTRA_CA_CERTS names further ones)",
  ],
  [/SSL|TLS|EPROTO/i, "does not speak TLS (redis:// is without it)"],
  [/ECONNRESET|Connection is closed/, "has closed the connection; does it want TLS (rediss://)?"],
];

function reasonOf(code: string, message: string): string {
  const known = REASONS.find(([pattern]) => pattern.test(code) || pattern.test(message));
  return known ? known[1] : `cannot be used: ${message}`;
}
