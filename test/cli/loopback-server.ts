/**
 * The life of a server of this machine for tests: started, ended by its process, started again, gone with its folder.
 */

import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";

export interface LoopbackServer {
  /** Ends it and starts it again at the same place. @param meanwhile  While it is away. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** @param folder  Its own, removed at the end. @param start  Gives the process once it answers. @param signal  What ends it. */
export async function loopbackServer(
  folder: string,
  start: () => Promise<ChildProcess>,
  signal: NodeJS.Signals,
): Promise<LoopbackServer> {
  let server = await start();
  const end = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill(signal);
    await ended;
  };
  return {
    restart: async (meanwhile = async () => {}) => {
      await end();
      await meanwhile();
      server = await start();
    },
    stop: async () => {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
