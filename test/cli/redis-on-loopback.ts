/**
 * A Redis of this machine for tests: on 127.0.0.1, keeping nothing on the disk, in a folder of its own, ended by its process.
 */

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { type LoopbackServer, loopbackServer } from "./loopback-server.ts";
import { until } from "./slurm-cluster.ts";

/** Whether Redis is installed. The server that a distribution starts by itself is not used. */
export function hasRedis(): boolean {
  return spawnSync("redis-server", ["--version"]).status === 0;
}

/** It has forgotten all when it is started again. */
export interface RedisServer extends LoopbackServer {
  /** Without the password. */
  readonly url: string;
  /** What redis-cli prints for a command. */
  ask(...words: string[]): string;
}

/** Starts a server and waits until it answers. */
export async function startRedis(password: string): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), "coldpress-redis-"));
  const port = await freePort();
  const settings = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--requirepass", password];
  const ask = (...words: string[]) =>
    spawnSync("redis-cli", ["-p", String(port), ...words], {
      encoding: "utf8",
      env: { ...process.env, REDISCLI_AUTH: password },
    }).stdout.trim();
  const start = async () => {
    const server = spawn("redis-server", [...settings, "--save", "", "--appendonly", "no"], { stdio: "ignore" });
    await until(() => ask("ping") === "PONG", "Redis does not answer");
    return server;
  };
  return { url: `redis://127.0.0.1:${port}`, ask, ...(await loopbackServer(folder, start, "SIGKILL")) };
}
