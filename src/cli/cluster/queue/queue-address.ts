/**
 * Where a queue is, as the user gives it: redis://[user[:password]@]host[:port][/number], rediss:// for TLS, postgres://.
 *
 * An address may hold a password, so what is said and written is never the address but its `shown`.
 */

import { UserError } from "../../../core/errors.ts";

/** Services that keep a queue, by the beginning of an address. */
const SERVICES = {
  "redis:": "redis",
  "rediss:": "redis",
  "postgres:": "postgres",
  "postgresql:": "postgres",
} as const;

/** Where a queue is. */
export interface QueueAddress {
  readonly service: (typeof SERVICES)[keyof typeof SERVICES];
  /** As it was given, maybe with a password. */
  readonly url: string;
  /** The same without user, password and parameters. */
  readonly shown: string;
}

/** Whether a word is meant as the address of a queue. */
export function isQueueAddress(word: string): boolean {
  return Object.keys(SERVICES).some((protocol) => word.startsWith(`${protocol}//`));
}

/** The address that a word is. @throws UserError if it is none, which does not repeat the word: it may hold a password. */
export function queueAddress(word: string): QueueAddress {
  if (!isQueueAddress(word))
    throw new UserError("the queue's address is not one: expected redis://host:6379, rediss:// or postgres://");
  const url = parsed(word);
  const service = SERVICES[url.protocol as keyof typeof SERVICES];
  if (url.hostname === "")
    throw new UserError("the queue's address has no machine after //: expected redis://host:6379");
  if (service === "redis" && !/^\/?\d*$/.test(url.pathname))
    throw new UserError(
      `the queue's address ends with ${url.pathname}: expected the number of a database, such as /1, or nothing`,
    );
  return { service, url: word, shown: `${url.protocol}//${url.host}${url.pathname.replace(/^\/$/, "")}` };
}

function parsed(word: string): URL {
  try {
    return new URL(word);
  } catch {
    throw new UserError(
      "the queue's address is not one: expected redis://host:6379; in a password, write :, /, @, # and % as %3A, %2F, %40, %23 and %25",
    );
  }
}
