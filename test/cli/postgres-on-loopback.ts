/**
 * A PostgreSQL of this machine for tests: on 127.0.0.1, in a folder of its own, by a user without rights where the test is root's
 * (PostgreSQL refuses root), ended by its process.
 */

import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { type LoopbackServer, loopbackServer } from "./loopback-server.ts";
import { until } from "./slurm-cluster.ts";

/** Debian keeps the programs of each version here and has no links to them. */
const VERSIONS_FOLDER = "/usr/lib/postgresql";

/** The folder of the newest version's programs; undefined where PostgreSQL is not installed. */
function programsFolder(): string | undefined {
  if (!existsSync(VERSIONS_FOLDER)) return undefined;
  const folders = readdirSync(VERSIONS_FOLDER)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(VERSIONS_FOLDER, version, "bin"));
  return folders.find((folder) => existsSync(join(folder, "postgres")) && existsSync(join(folder, "initdb")));
}

/** Whether PostgreSQL is installed. The cluster that a distribution may have made is not used. */
export function hasPostgres(): boolean {
  return programsFolder() !== undefined;
}

/** It has kept all when it is started again. */
export interface PostgresServer extends LoopbackServer {
  /** Without the password. */
  readonly url: string;
}

const USER = "tester";

/** Whoever runs the server: the test's own user, or nobody in the place of root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (kind: string) => Number(spawnSync("id", [kind, "nobody"], { encoding: "utf8" }).stdout);
  return { uid: idOf("-u"), gid: idOf("-g") };
}

/** Makes a data base, starts its server and waits until it answers. */
export async function startPostgres(password: string): Promise<PostgresServer> {
  const programs = programsFolder() as string;
  const folder = mkdtempSync(join(tmpdir(), "coldpress-postgres-"));
  const user = unprivileged();
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, `${password}\n`);
  for (const path of [folder, passwordFile]) if (user) chownSync(path, user.uid, user.gid);
  const data = join(folder, "data");
  const login = ["--username", USER, "--pwfile", passwordFile, "--auth=scram-sha-256"];
  const settings = { ...user, cwd: folder, encoding: "utf8" } as const;
  const quick = ["--no-sync", "--locale=C", "--encoding=UTF8"];
  const made = spawnSync(join(programs, "initdb"), ["--pgdata", data, ...login, ...quick], settings);
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const options = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "shared_buffers=16MB"];
  const start = async () => {
    const words = ["-D", data, "-p", String(port), ...options.flatMap((option) => ["-c", option])];
    const server = spawn(join(programs, "postgres"), words, { ...user, cwd: folder, stdio: "ignore" });
    const asked = ["-h", "127.0.0.1", "-p", String(port), "-q"];
    await until(() => spawnSync(join(programs, "pg_isready"), asked).status === 0, "PostgreSQL does not answer");
    return server;
  };
  // SIGINT: without waiting for those who are connected; its processes end with it.
  const life = await loopbackServer(folder, start, "SIGINT");
  return { url: `postgres://${USER}@127.0.0.1:${port}/postgres`, ...life };
}
