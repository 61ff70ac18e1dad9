/**
 * A queue by its address.
 */

import { openPostgres } from "./postgres-server.ts";
import type { QueueAddress } from "./queue-address.ts";
import type { QueueServer } from "./queue-server.ts";
import { openRedis } from "./redis-server.ts";

/** @throws UserError if it cannot be reached, or would lose jobs. */
export function openQueueServer(address: QueueAddress): Promise<QueueServer> {
  return address.service === "redis" ? openRedis(address) : openPostgres(address);
}
