/**
 * An experiment on workers of a Redis of this machine: the same bytes as here, whatever happens to the workers.
 */

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { besideTest, childrenOf } from "./beside.ts";
import { hasRedis, type RedisServer, startRedis } from "./redis-on-loopback.ts";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";
import { until } from "./slurm-cluster.ts";

if (!hasRedis()) console.warn("skipped: Redis (redis-server) is not installed");

/** Of the server: it must be in no output and in no file. */
const PASSWORD = "s3cr:t/pa@ss";

/** Twelve jobs of a second or two. */
const OPTIONS = ["--features", "tables", "--models", "A,B", "--epochs", "3", "--pruning-epochs", "3", "--seeds", "5"];

/** Four short jobs. */
const SHORT = ["--features", "tables", "--models", "A,B", "--epochs", "2", "--pruning-epochs", "2", "--no-squeeze"];

/** A job that is still at work when it is ended. */
const LONG = ["--features", "tables", "--models", "A", "--epochs", "100000", "--pruning-epochs", "2", "--no-squeeze"];

/** Workers that are killed: more where somebody wants to see it. */
const KILLS = Number(process.env["COLDPRESS_KILLS"] ?? 4);

describe.skipIf(!hasRedis())("reproduce --on redis", () => {
  let redis: RedisServer;
  const { begin, killAll } = besideTest({ REDISCLI_AUTH: PASSWORD });
  beforeAll(async () => {
    redis = await startRedis(PASSWORD);
  });
  afterEach(async () => {
    await killAll();
    redis.ask("flushall");
  });
  afterAll(() => redis?.stop());

  const worker = (folder: string, ...more: string[]) => begin(["worker", redis.url, "--threads", "1", ...more], folder);
  const there = (options = OPTIONS) => ["reproduce", ...options, "--out", "run", "--on", redis.url];

  /** A run that is planned, and the same done here. */
  function prepared(options = OPTIONS): string {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "tables"));
    writeLearnableTables(join(folder, "tables"));
    expect(coldpress(["jobs", "plan", ...options, "--out", "run"], folder).code).toBe(0);
    return folder;
  }

  /** A job that fails wherever it is tried: a file is where its folder is to be. */
  const poison = (folder: string, model: string) => writeFileSync(join(folder, "run", model), "in the way");

  it("gives the bytes of the local run, with workers killed at random and a Redis that forgets all", async () => {
    const folder = prepared();
    cpSync(join(folder, "run"), join(folder, "local"), { recursive: true });
    const local = coldpress(["reproduce", ...OPTIONS, "--out", "local"], folder);
    const submitted = begin(there(), folder);
    const random = new Random(7);
    const workers = [worker(folder), worker(folder)];
    await until(() => workers.some((own) => own.text().includes(": begun")), "no job begins");
    for (let kills = 0; kills < KILLS && submitted.process.exitCode === null; kills++) {
      await sleep(500 + 2500 * random.uniform());
      const victim = random.uniform() < 0.5 ? 0 : 1;
      await workers[victim]?.kill("SIGKILL");
      workers[victim] = worker(folder);
      if (kills === 1) await redis.restart();
    }
    expect(await submitted.ended(), submitted.text()).toBe(0);
    expect(submitted.out()).toBe(local.out);
    expect(submitted.text()).toContain("connected again");
    for (const name of ["result.json", "report.html", "A/pruned-quantized.tflite", "seed-5/B/squeezed.coldpress"])
      expect(readFileSync(join(folder, "run", name)).equals(readFileSync(join(folder, "local", name))), name).toBe(
        true,
      );
    const said = [submitted, ...workers].map((own) => own.text() + own.out()).join("");
    expect(said).not.toContain(PASSWORD);
    for (const name of readdirSync(join(folder, "run"), { recursive: true, encoding: "utf8" }))
      if (/\.(json|txt|html)$/.test(name))
        expect(readFileSync(join(folder, "run", name), "utf8"), name).not.toContain(PASSWORD);
  });

  it("a job that fails wherever it is tried fails with its error, and the others go on", async () => {
    const folder = prepared(SHORT);
    poison(folder, "A");
    const worker_ = worker(folder);
    const submitted = begin(there(SHORT), folder);
    expect(await submitted.ended()).toBe(2);
    expect(submitted.text()).toContain("error 1 job has failed, and 1 need them; the same command tries them again:");
    expect(submitted.text()).toMatch(/\n {2}A: \S*run\/A.*: .*(file|folder)/);
    expect(worker_.text().match(/^A: failed/gm)).toHaveLength(3);
    const status = coldpress(["jobs", "status", "run"], folder);
    expect([status.code, status.out]).toEqual([
      1,
      expect.stringMatching(/^4 jobs: 2 done, 1 failed, 1 waiting\nfailed A /),
    ]);
    // Mended, the same command tries again; and a second one at the same time changes nothing.
    rmSync(join(folder, "run/A"));
    const both = [begin(there(SHORT), folder), begin(there(SHORT), folder)];
    for (const command of both) expect(await command.ended(), command.text()).toBe(0);
    expect(both[0]?.out()).toContain("Table 3");
    expect(both[0]?.out()).toBe(both[1]?.out());
    expect(readdirSync(join(folder, "run/jobs")).filter((name) => name.startsWith("queued-"))).toEqual([]);
  });

  it("ends in order: the job goes back, and who watches may go away and come again", async () => {
    const folder = prepared(LONG);
    const submitted = begin(there(LONG), folder);
    await until(() => submitted.text().includes("No worker is running."), "nobody is missed");
    const first = worker(folder);
    await until(() => first.text().includes("A: begun"), "no job begins");
    const [job] = childrenOf(first.process.pid as number);
    expect(await submitted.kill("SIGINT")).toBeNull();
    expect(submitted.text()).toContain("The workers continue: the same command again shows how far they are");
    expect(await first.kill("SIGTERM")).toBe(0);
    expect(first.text()).toContain("ends; jobs that go back to the queue: 1");
    expect(existsSync(`/proc/${job}`)).toBe(false);
    expect(redis.ask("llen", "bull:coldpress:active")).toBe("0");
    // Its worker killed, a job's process ends too.
    const second = worker(folder);
    await until(() => second.text().includes("A: begun"), "no job begins again");
    const [orphan] = childrenOf(second.process.pid as number);
    await second.kill("SIGKILL");
    await until(() => !existsSync(`/proc/${orphan}`), "a job goes on without its worker");
  });

  it("workers that cannot do a job end with one line, and the job waits for others", async () => {
    const folder = prepared(SHORT);
    const submitted = begin(there(SHORT), folder);
    await until(() => redis.ask("llen", "bull:coldpress:wait") === "3", "no jobs wait");
    const blind = worker(folder, "--mount", `${folder}=${join(folder, "elsewhere")}`);
    expect(await blind.ended()).toBe(2);
    expect(blind.text()).toContain("does not see the run's folder; mount it here");
    await until(() => submitted.text().includes("a worker has stopped ("), "nobody hears of it");
    cpSync(join(folder, "run"), join(folder, "copy/run"), { recursive: true });
    rmSync(join(folder, "copy/run/jobs"), { recursive: true });
    cpSync(join(folder, "run/jobs/plan.json"), join(folder, "copy/run/jobs/plan.json"));
    const copied = worker(folder, "--mount", `${folder}=${join(folder, "copy")}`);
    expect([await copied.ended(), copied.text()]).toEqual([
      2,
      expect.stringContaining("is a copy of the run's folder"),
    ]);
    const plan = join(folder, "run/jobs/plan.json");
    const text = readFileSync(plan, "utf8");
    writeFileSync(plan, text.replace(/"coldpress": "[^"]+"/, '"coldpress": "0.0.9"'));
    const other = worker(folder);
    expect(await other.ended()).toBe(2);
    expect(other.text()).toMatch(/was planned by coldpress 0\.0\.9, this is \d/);
    writeFileSync(plan, text);
    expect(redis.ask("llen", "bull:coldpress:wait")).toBe("3");
    const able = worker(folder, "--until-empty");
    expect(await submitted.ended()).toBe(0);
    expect(await able.ended()).toBe(0);
  });

  it("is refused by a Redis that throws keys away, and by one with another password", () => {
    const folder = temporaryFolder();
    redis.ask("config", "set", "maxmemory-policy", "allkeys-lru");
    const refused = (url: string) => coldpress(["worker", url], folder);
    const evicting = refused(redis.url.replace("//", `//:${encodeURIComponent(PASSWORD)}@`));
    redis.ask("config", "set", "maxmemory-policy", "noeviction");
    expect([evicting.code, evicting.err]).toEqual([
      2,
      expect.stringContaining("redis-cli config set maxmemory-policy noeviction"),
    ]);
    const wrong = refused(redis.url.replace("//", "//:wr0ng@"));
    expect([wrong.code, wrong.err]).toEqual([2, `error ${redis.url}: refuses the password\n`]);
    const none = refused(redis.url);
    expect([none.code, none.err]).toEqual([2, expect.stringContaining("wants a password: redis://:password@host")]);
    const nobody = refused("redis://127.0.0.1:1");
    expect([nobody.code, nobody.err]).toEqual([2, expect.stringContaining("nobody listens there")]);
  });
});
