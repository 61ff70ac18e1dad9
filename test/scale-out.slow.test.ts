/**
 * The commands of docs/scale-out.md, as they stand there, one after the other.
 */

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeRecordings } from "./cli/recording-folders.ts";
import { hasRedis, startRedis } from "./cli/redis-on-loopback.ts";
import { writeLearnableTables } from "./cli/run-coldpress.ts";
import { hasSlurm, type SlurmCluster, startSlurm, until } from "./cli/slurm-cluster.ts";

const page = readFileSync("docs/scale-out.md", "utf8");
const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block.trim());
const folder = mkdtempSync(join(tmpdir(), "coldpress-scale-out-"));
const program = join(folder, "bin");

const isSlurm = (block: string) => block.includes("--on slurm");
/** The page's queue is one of this machine here. */
const QUEUE = "redis://queue.lab";
const isQueue = (block: string) => block.includes(QUEUE);
const needed = (block: string) => (block.includes("| parallel") ? "parallel" : undefined);

beforeAll(() => {
  mkdirSync(join(folder, "tables"));
  writeLearnableTables(join(folder, "tables"), 12);
  writeRecordings(folder, ["wav/a.wav", "wav/b.wav"]);
  mkdirSync(join(folder, "shared"));
  // `npx coldpress` is the built program here.
  mkdirSync(program);
  const script = `#!/bin/sh\nshift\nexec '${process.execPath}' '${resolve("dist/cli/coldpress.js")}' "$@"\n`;
  writeFileSync(join(program, "npx"), script);
  chmodSync(join(program, "npx"), 0o755);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = `${program}${delimiter}${process.env["PATH"]}`;

function run(block: string, env: NodeJS.ProcessEnv = process.env) {
  const { status, stdout, stderr } = spawnSync("bash", ["-ec", `set -o pipefail\n${block}`], {
    cwd: folder,
    encoding: "utf8",
    env: { ...env, PATH: path, NO_COLOR: "1" },
  });
  expect(status, `${block}\n${stdout}${stderr}`).toBe(0);
  return { out: stdout, err: stderr };
}

describe("the page on many machines", () => {
  it("has blocks of every kind", () => {
    expect(blocks.length).toBeGreaterThanOrEqual(5);
    expect(blocks.filter(isSlurm)).toHaveLength(3);
    expect(blocks.filter(isQueue)).toHaveLength(3);
  });

  const local = blocks.filter((block) => !isSlurm(block) && !isQueue(block));
  it.each(local.map((block, b) => [b + 1, block] as const))("runs block %i without a cluster", (_, block) => {
    const tool = needed(block);
    if (tool && spawnSync(tool, ["--version"]).status !== 0) return console.warn(`skipped: ${tool} is not installed`);
    const { out } = run(block);
    if (block.includes("jobs plan")) expect(out).toMatch(/^index +job +minutes +MiB +needs\n0 +linear/);
    if (tool) expect(out).toMatch(/11 jobs: 11 done\n$/);
  });

  it.skipIf(!hasSlurm())("runs the Slurm blocks on a cluster of this machine", async () => {
    const cluster: SlurmCluster = await startSlurm();
    try {
      const [submit, dry, features] = blocks.filter(isSlurm);
      expect(run(submit, cluster.env).err).toContain("8 jobs: 8 new");
      expect(run(features, cluster.env).err).toContain("3 jobs: 3 new");
      expect(run(dry, cluster.env).err).toContain("Written, and not submitted");
      const queued = () => spawnSync("squeue", ["-h", "--me"], { env: cluster.env, encoding: "utf8" }).stdout.trim();
      await until(() => queued() === "", "tasks are still in the queue", 600);
      const { out, err } = run(submit, cluster.env);
      expect(err).toContain("8 jobs: all done");
      expect(out).toContain("Table 3");
      expect(run(features, cluster.env).err).toContain("3 jobs: all done");
    } finally {
      await cluster.stop();
    }
  });

  it.skipIf(!hasRedis())("runs the Redis blocks on a queue of this machine", async () => {
    const redis = await startRedis("pass:word");
    const env = { ...process.env, REDISCLI_AUTH: "pass:word" };
    const [worker, experiment, parts] = blocks.filter(isQueue).map((block) => block.replaceAll(QUEUE, redis.url)) as [
      string,
      string,
      string,
    ];
    const working = spawn("bash", ["-ec", `exec ${worker}`], {
      cwd: folder,
      env: { ...env, PATH: path },
      stdio: "ignore",
    });
    try {
      expect(run(experiment, env).out).toContain("Table 3");
      run("npx coldpress train --features tables --hidden 4 --epochs 2 --out a.safetensors", env);
      run(parts, env);
      for (const made of ["features.csv", "squeezed/squeezed.coldpress"])
        expect(existsSync(join(folder, "shared", made)), made).toBe(true);
      working.kill("SIGTERM");
      expect(await once(working, "exit")).toEqual([0, null]);
    } finally {
      working.kill("SIGKILL");
      await redis.stop();
    }
  });
});
