/**
 * Queues as far as they need no server: addresses, what is queued, what can begin, what is said.
 */

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { connectionError } from "../../src/cli/cluster/queue/connection-error.ts";
import { openQueuedRun } from "../../src/cli/cluster/queue/fitness.ts";
import { tellingLine } from "../../src/cli/cluster/queue/job-process.ts";
import { mountOf, pathHere } from "../../src/cli/cluster/queue/mounts.ts";
import { openJobs, unlockedBy } from "../../src/cli/cluster/queue/open-jobs.ts";
import { queueAddress } from "../../src/cli/cluster/queue/queue-address.ts";
import {
  fingerprintOfJobs,
  nonceFile,
  queuedId,
  queuedJob,
  readQueuedRun,
} from "../../src/cli/cluster/queue/queued-job.ts";
import { reconnection } from "../../src/cli/cluster/queue/reconnection.ts";
import { checkService } from "../../src/cli/cluster/queue/redis-server.ts";
import { failuresText, refusals, standingText } from "../../src/cli/cluster/queue/standing-text.ts";
import {
  readSharedParts,
  SHARED_PARTS_FILE,
  type SharedParts,
  wordsOfPart,
  writeSharedParts,
} from "../../src/cli/cluster/shared-parts.ts";
import { memoryStore } from "../../src/core/artifact-store.ts";
import { keepOutcome } from "../../src/experiment/job-outcome.ts";
import type { Job } from "../../src/experiment/jobs.ts";
import { folderStore } from "../../src/node/folder-store.ts";
import { writeRecordings } from "./recording-folders.ts";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

describe("the address of a queue", () => {
  it("is shown without user, password and parameters", () => {
    const shown = (word: string) => queueAddress(word).shown;
    expect(shown("redis://queue.lab")).toBe("redis://queue.lab");
    expect(shown("rediss://me:s3cret@queue.lab:6380/2?family=6")).toBe("rediss://queue.lab:6380/2");
    expect(shown("postgres://me:s3cret@db.lab/jobs?sslmode=require")).toBe("postgres://db.lab/jobs");
    expect(queueAddress("postgresql://db.lab/jobs").service).toBe("postgres");
    expect(queueAddress("rediss://queue.lab").service).toBe("redis");
  });

  it("is refused without a word of what may be a password", () => {
    for (const word of ["http://me:s3cret@host", "redis://me:s3cret/x@host", "redis://:s3cret@host/jobs", "redis://"]) {
      let message = "";
      try {
        queueAddress(word);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message, word).toContain("the queue's address");
      expect(message).not.toContain("s3cret");
    }
    const folder = temporaryFolder();
    const { code, err } = coldpress(["reproduce", "--on", "redis://me:s3cret/x@host"], folder);
    expect([code, err]).toEqual([2, expect.not.stringContaining("s3cret")]);
  });
});

const RUN = { folder: "/shared/run1", fingerprint: "ab".repeat(32), version: "0.1.0", nonce: "0123456789abcdef" };

const job = (name: string, needs: readonly string[] = []): Job => ({
  name,
  kind: name === "gather" ? "gather" : "whole",
  model: null,
  seed: 0,
  round: null,
  fingerprint: name.padEnd(64, "0"),
  needs,
  minutes: 1,
  mebibytes: 1,
});

describe("a job in the queue", () => {
  it("is names only, and the same job is added once", () => {
    const queued = queuedJob(job("A.fold-1"), { ...RUN, deaths: 3 });
    expect(queued).toEqual({
      name: "A.fold-1",
      data: RUN,
      opts: { jobId: expect.stringMatching(/^[0-9a-f]{16}\.A\.fold-1$/), attempts: 3, removeOnComplete: true },
    });
    expect(queuedId(job("A"), { ...RUN, nonce: "f".repeat(16) })).toBe(queuedId(job("A"), RUN));
    expect(queuedId(job("A"), { ...RUN, folder: "/shared/run2" })).not.toBe(queuedId(job("A"), RUN));
  });

  it("of somebody else is none", () => {
    expect(readQueuedRun({ ...RUN, deaths: 2 })).toEqual({ ...RUN, deaths: 2 });
    for (const data of [null, {}, { ...RUN, nonce: "../../etc" }, { ...RUN, folder: 3 }, { ...RUN, folder: "--name" }])
      expect(readQueuedRun(data)).toBeUndefined();
  });
});

describe("jobs that can begin", () => {
  const jobs = [job("a"), job("b"), job("c", ["a", "b"]), job("d", ["c"])];
  const names = (list: readonly Job[]) => list.map(({ name }) => name);

  it("are those whose needs are done and that are not done", async () => {
    const store = memoryStore();
    const ready = async () => names((await openJobs(jobs, store)).ready);
    expect(await ready()).toEqual(["a", "b"]);
    await keepOutcome(store, jobs[0], {});
    expect(await ready()).toEqual(["b"]);
    expect(names(await unlockedBy(jobs[0], jobs, store))).toEqual([]);
    await keepOutcome(store, jobs[1], {});
    expect(await ready()).toEqual(["c"]);
    expect((await openJobs(jobs, store)).count).toBe(2);
    expect(names(await unlockedBy(jobs[1], jobs, store))).toEqual(["c"]);
    expect(names(await unlockedBy(jobs[3], jobs, store))).toEqual([]);
  });
});

describe("a shared folder that is mounted elsewhere", () => {
  it("has another path here, whole names only", () => {
    const mounts = mountOf("/home/me/shared/=/mnt/s", mountOf("/data=/d"));
    expect(pathHere("/home/me/shared/run1", mounts)).toBe("/mnt/s/run1");
    expect(pathHere("/home/me/shared", mounts)).toBe("/mnt/s");
    expect(pathHere("/home/me/shared-too/run1", mounts)).toBe("/home/me/shared-too/run1");
    expect(pathHere("/data/x", mounts)).toBe("/d/x");
    for (const word of ["/a", "a=/b", "/a=", "/a=/b=/c"])
      expect(() => mountOf(word)).toThrow("expected the folder's path");
  });
});

describe("a worker", () => {
  function planned() {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "tables"));
    writeLearnableTables(join(folder, "tables"));
    const plan = ["jobs", "plan", "--features", "tables", "--models", "A", "--no-squeeze", "--out", "run"];
    expect(coldpress(plan, folder).code).toBe(0);
    const { jobs, made } = JSON.parse(readFileSync(join(folder, "run/jobs/plan.json"), "utf8"));
    const run = { ...RUN, folder: join(folder, "run"), fingerprint: fingerprintOfJobs(jobs), version: made.coldpress };
    return { folder, run };
  }

  it("takes what it sees, and refuses another version, a folder that is not there, and a copy of it", () => {
    const { folder, run } = planned();
    expect(() => openQueuedRun(run, [])).toThrow("is a copy of the run's folder and not the folder itself");
    writeFileSync(join(run.folder, nonceFile(run)), "");
    expect(openQueuedRun(run, [])?.jobs.map(({ name }) => name)).toEqual(["linear", "A", "gather"]);
    expect(openQueuedRun({ ...run, fingerprint: "0".repeat(64) }, [])).toBeUndefined();
    expect(() => openQueuedRun({ ...run, version: "0.0.9" }, [])).toThrow(
      `was planned by coldpress 0.0.9, this is ${run.version}; use one version`,
    );
    const elsewhere = { ...run, folder: "/nowhere/run" };
    expect(() => openQueuedRun(elsewhere, [])).toThrow(
      /does not see the run's folder; mount it here, or say where it lies: --mount \/nowhere\/run=/,
    );
    expect(openQueuedRun(elsewhere, [{ planned: "/nowhere", here: folder }])).toBeDefined();
  });
});

describe("what is said", () => {
  it("of a Redis that loses jobs, or is too old", () => {
    const info = (version: string, policy: string) => `redis_version:${version}\r\nmaxmemory_policy:${policy}\r\n`;
    expect(() => checkService(info("6.2.0", "noeviction"), "redis://h")).not.toThrow();
    expect(() => checkService(info("10.0.1", "noeviction"), "redis://h")).not.toThrow();
    expect(() => checkService(info("6.0.16", "noeviction"), "redis://h")).toThrow("is Redis 6.0; a queue needs 6.2");
    expect(() => checkService(info("7.0.15", "volatile-lru"), "redis://h")).toThrow(
      "(maxmemory-policy volatile-lru), and jobs with them; mend it with: redis-cli config set maxmemory-policy noeviction",
    );
  });

  it("of a connection that cannot be made", () => {
    const said = (message: string, code?: string) =>
      connectionError("redis://h", Object.assign(new Error(message), { code })).message;
    expect(said("connect ECONNREFUSED 1.2.3.4:6379", "ECONNREFUSED")).toContain("nobody listens there");
    expect(said("WRONGPASS invalid username-password pair")).toBe("redis://h: refuses the password");
    expect(said("NOAUTH HELLO must be called")).toContain("REDISCLI_AUTH");
    expect(said("something new")).toBe("redis://h: cannot be used: something new");
  });

  it("of a connection that is lost: once, and when it is given up", () => {
    let ms = 0;
    const again = reconnection("redis://h", () => ms);
    const said: string[] = [];
    const say = (line: string) => void said.push(line);
    expect(again.delayMs(1)).toBeNull();
    again.begin();
    again.found(say);
    again.lost(say);
    again.lost(say);
    expect(again.delayMs(30)).toBe(2000);
    again.found(say);
    again.lost(say);
    expect(said).toHaveLength(3);
    ms = 10 * 60_000 + 1;
    expect(again.delayMs(30)).toBeNull();
  });

  it("of a job that ended: its last line, or V8's where its memory was used up", () => {
    expect(tellingLine("epoch 3\nx.csv: line 7 has 3 cells\n")).toBe("x.csv: line 7 has 3 cells");
    expect(tellingLine("<--- Last few GCs --->\nFATAL ERROR: Reached heap limit\n 1: 0xb8\n")).toBe(
      "FATAL ERROR: Reached heap limit",
    );
    expect(tellingLine("")).toBe("");
  });

  it("of a run: what runs, what failed and why, and who could not", () => {
    const seen = (name: string, news?: object) => ({
      name,
      reason: "no room",
      news: news && { where: "m1-1-ab", ...news },
    });
    const standing = {
      waiting: [seen("C", { refusal: "/run: does not see it" })],
      running: [seen("A", { stage: "pruning A", share: 0.456 }), seen("B")],
      failed: [seen("D")],
    };
    expect(standingText(standing)).toBe("2 running: A (pruning A 45 %), B; 1 failed");
    expect(standingText({ ...standing, running: [] })).toBe("1 waiting; 1 failed");
    expect(refusals(standing)).toEqual(["a worker has stopped (m1-1-ab): /run: does not see it"]);
    expect(failuresText(standing, 3)).toBe(
      "1 job has failed, and 2 need them; the same command tries them again:\n  D: no room",
    );
  });
});

describe("without the optional packages", () => {
  /** The program with all packages but those. */
  function installation(): string {
    const folder = temporaryFolder();
    for (const part of ["dist", "package.json"]) cpSync(part, join(folder, part), { recursive: true });
    const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    for (const name of Object.keys(dependencies)) {
      mkdirSync(dirname(join(folder, "node_modules", name)), { recursive: true });
      symlinkSync(join(process.cwd(), "node_modules", name), join(folder, "node_modules", name));
    }
    return folder;
  }

  it("all else works, and a queue says what to install", () => {
    const folder = installation();
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [join(folder, "dist/cli/coldpress.js"), ...args], { cwd: folder, encoding: "utf8" });
    expect(readdirSync(join(folder, "node_modules"))).not.toContain("bullmq");
    for (const args of [["--help"], ["worker", "--help"], ["reproduce", "--help"]])
      expect(run(...args).status, args.join(" ")).toBe(0);
    const redis = run("worker", "redis://127.0.0.1:1");
    expect([redis.status, redis.stderr]).toEqual([
      2,
      "error a queue needs the package bullmq, which is not installed: npm install bullmq@6 ioredis@6 (beside coldpress, on every machine)\n",
    ]);
    symlinkSync(join(process.cwd(), "node_modules/bullmq"), join(folder, "node_modules/bullmq"));
    const driver = run("worker", "redis://127.0.0.1:1").stderr;
    expect(driver).toContain("needs the package ioredis, which is not installed");
    expect(run("worker", "postgres://127.0.0.1:1/x").stderr).toContain("npm install bullmq@6 pg@8");
  });
});

describe("a command in parts", () => {
  const shared: SharedParts = {
    command: "features",
    words: ["features", "/home/me/s/wav", "--only=/home/me/s/only.txt", "--out", "t.csv", "--profile", "device"],
    workingFolder: "/home/me/s",
    sees: [],
    engine: null,
    parts: [{ name: "1-of-2", fingerprint: "ab", needs: [] }],
  };

  it("is called with this machine's paths, for the output that its folder belongs to", () => {
    const here = (path: string) => pathHere(path, mountOf("/home/me/s=/mnt/s"));
    expect(wordsOfPart(shared, "1-of-2", "/mnt/s/t.csv.cluster", here).join(" ")).toBe(
      "features /mnt/s/wav --only=/mnt/s/only.txt --out t.csv --profile device --out /mnt/s/t.csv --shard 1-of-2",
    );
    expect(
      wordsOfPart({ ...shared, command: "squeeze" }, "small", "/mnt/s/out", here)
        .slice(-4)
        .join(" "),
    ).toBe("--out /mnt/s/out --part small");
  });

  it("is read as it was written; anything else is refused, and no other command is taken", async () => {
    const folder = temporaryFolder();
    expect(readSharedParts(folder)).toBeUndefined();
    await writeSharedParts(shared, folderStore(folder));
    expect(readSharedParts(folder)).toMatchObject(shared);
    const path = join(folder, SHARED_PARTS_FILE);
    const text = readFileSync(path, "utf8");
    for (const damaged of ["{", "[]", text.replace('"features"', '"export"'), text.replace('"needs"', '"need"')]) {
      writeFileSync(path, damaged);
      expect(() => readSharedParts(folder), damaged).toThrow("jobs/parts.json: does not say what is to be done");
    }
  });
});

describe("--on", () => {
  it("refuses options of Slurm with a queue, shards without a cluster, and words that leave a task no place for its own", () => {
    const folder = temporaryFolder();
    const refused = (...args: string[]) => coldpress(args, folder);
    expect(refused("reproduce", "--on", "redis://h", "--dry-run").err).toContain(
      "--dry-run: does nothing without --on slurm",
    );
    expect(refused("reproduce", "--on", "cloud").err).toContain("expected slurm, or a queue such as redis://host:6379");
    writeRecordings(folder, ["wav/a.wav"]);
    const features = (...words: string[]) => refused("features", "--out", "t.csv", ...words).err;
    expect(features("wav", "--shards", "2")).toContain("error --shards: does nothing without --on");
    const nowhere = ["--on", "redis://127.0.0.1:1"];
    expect(features("wav", "--shard", "1/2", ...nowhere)).toContain(
      "--shard is what a task does; leave it out with --on",
    );
    expect(features(...nowhere, "--", "wav")).toContain("error --: a task adds options of its own");
    expect(features("wav", ...nowhere)).toContain("nobody listens there");
    expect(refused("worker", "elsewhere").code).toBe(2);
  });
});
