/**
 * Commands in parts on workers of a Redis of this machine: features and squeezes have the bytes of the local ones, whatever happens
 * to the workers.
 */

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { besideTest, childrenOf } from "./beside.ts";
import { writeRecordings } from "./recording-folders.ts";
import { hasRedis, type RedisServer, startRedis } from "./redis-on-loopback.ts";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";
import { until } from "./slurm-cluster.ts";

const PASSWORD = "s3cret";

describe.skipIf(!hasRedis())("commands in parts --on redis", () => {
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
  const same = (folder: string, here: string, there: string) =>
    readFileSync(join(folder, here)).equals(readFileSync(join(folder, there)));

  it("features are extracted in shards, elsewhere and by others when a process is killed, to the table of the local run", async () => {
    const folder = temporaryFolder();
    const names = ["a", "b", "c", "d", "e", "f"].map((name) => `wav/${name}.wav`);
    writeRecordings(folder, names);
    writeFileSync(join(folder, "wav/broken.wav"), "RIFF");
    const local = coldpress(["features", "wav", "--out", "here.csv"], folder);
    expect(local.code).toBe(1);
    const there = ["features", "wav", "--out", "there.csv", "--shards=3", "--on", redis.url];
    const submitted = begin(there, folder);
    // A shard's process is killed and then its worker ended: the shard goes back, twice. (queue.slow.test.ts kills workers.)
    const first = worker(folder);
    await until(() => childrenOf(first.process.pid as number).length > 0, "no shard begins");
    process.kill(Number(childrenOf(first.process.pid as number)[0]), "SIGKILL");
    await until(() => first.text().includes("its process was killed"), "the worker has not noticed");
    expect(await first.kill("SIGTERM")).toBe(0);
    // A machine that has the folder at another place, and one that does not see the recordings.
    await until(() => existsSync(join(folder, "there.csv.cluster/jobs/parts.json")), "no parts");
    const blind = worker(folder, "--mount", `${join(folder, "wav")}=${join(folder, "elsewhere")}`);
    expect([await blind.ended(), blind.text()]).toEqual([
      2,
      expect.stringContaining("does not see it, and the run needs it"),
    ]);
    worker("/", "--mount", `${folder}=${folder}/../${folder.split("/").at(-1)}`);
    expect(await submitted.ended(), submitted.text()).toBe(1);
    expect(submitted.text()).toContain("1 of 7 recordings have no features");
    expect(submitted.text()).toContain("6 of them known already");
    expect(same(folder, "here.csv", "there.csv")).toBe(true);
    // The same command again says the same and does nothing; and mended, it does what is missing.
    const again = begin(there, folder);
    expect(await again.ended()).toBe(1);
    expect(again.text()).toMatch(/there\.csv: is written\nfailed .*broken\.wav.*\n1 of 7 recordings have no features/);
    renameSync(join(folder, "wav/broken.wav"), join(folder, "broken"));
    expect(await begin(there, folder).ended()).toBe(0);
    expect(same(folder, "here.csv", "there.csv")).toBe(true);
    rmSync(join(folder, "there.csv"));
    const both = [begin(there, folder), begin(there, folder)];
    for (const command of both) expect(await command.ended(), command.text()).toBe(0);
    expect(same(folder, "here.csv", "there.csv")).toBe(true);
    expect(existsSync(join(folder, "there.csv.parts"))).toBe(false);
  });

  it("recordings that change meanwhile make a shard another one, which is said", async () => {
    const folder = temporaryFolder();
    writeRecordings(folder, ["wav/a.wav", "wav/b.wav"]);
    const submitted = begin(["features", "wav", "--out", "t.csv", "--shards", "2", "--on", redis.url], folder);
    await until(() => redis.ask("llen", "bull:coldpress:wait") === "2", "no shards wait");
    writeRecordings(folder, ["wav/0.wav"]);
    worker(folder);
    expect(await submitted.ended()).toBe(2);
    expect(submitted.text()).toMatch(/error 2 jobs have failed.*\n(.*\n)? {2}1-of-2: .*what the run reads has changed/);
  });

  it("a squeeze is done by families, two at a time, to the bytes of the local squeeze", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "tables"));
    writeLearnableTables(join(folder, "tables"));
    const train = ["train", "--features", "tables", "--hidden", "20", "--epochs", "6", "--out", "a.safetensors"];
    expect(coldpress(train, folder).code).toBe(0);
    const squeeze = ["squeeze", "a.safetensors", "--data=tables", "--families", "linear,small", "--bits", "4", "--out"];
    const local = coldpress([...squeeze, "here"], folder);
    expect(local.code, local.err).toBe(0);
    const submitted = begin([...squeeze, "there", "--on", redis.url], folder);
    worker(folder, "--at-once", "2");
    expect(await submitted.ended(), submitted.text()).toBe(0);
    expect(submitted.out()).toBe(local.out);
    for (const name of ["squeeze.json", "squeezed.coldpress", "front.svg", "test-looks.json"])
      expect(same(folder, `here/${name}`, `there/${name}`), name).toBe(true);
  });
});
