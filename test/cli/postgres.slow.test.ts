/**
 * An experiment on workers of a PostgreSQL of this machine: the same bytes as here, with a worker killed and the server restarted.
 */

import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { besideTest } from "./beside.ts";
import { hasPostgres, type PostgresServer, startPostgres } from "./postgres-on-loopback.ts";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";
import { until } from "./slurm-cluster.ts";

if (!hasPostgres()) console.warn("skipped: PostgreSQL (initdb, postgres) is not installed");

/** Of the server: it must be in no output and in no file. */
const PASSWORD = "s3cr:t/pa@ss";

/** Five jobs. */
const DATA = ["--features", "tables", "--models", "A", "--seeds", "3"];
const OPTIONS = [...DATA, "--epochs", "3", "--pruning-epochs", "3", "--no-squeeze"];

describe.skipIf(!hasPostgres())("reproduce --on postgres", () => {
  let postgres: PostgresServer;
  const { begin, killAll } = besideTest({ PGPASSWORD: PASSWORD });
  beforeAll(async () => {
    postgres = await startPostgres(PASSWORD);
  });
  afterEach(async () => {
    await killAll();
  });
  afterAll(() => postgres?.stop());

  it("gives the bytes of the local run, with a worker killed and a server that goes away for a moment", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "tables"));
    writeLearnableTables(join(folder, "tables"));
    const here = coldpress(["jobs", "plan", ...OPTIONS, "--out", "run"], folder);
    expect(here.code, here.err).toBe(0);
    cpSync(join(folder, "run"), join(folder, "local"), { recursive: true });
    const local = coldpress(["reproduce", ...OPTIONS, "--out", "local"], folder);
    const submitted = begin(["reproduce", ...OPTIONS, "--out", "run", "--on", postgres.url], folder);
    const first = begin(["worker", postgres.url, "--threads", "1"], folder);
    await until(() => first.text().includes(": begun"), "no job begins");
    await first.kill("SIGKILL");
    await postgres.restart(() => until(() => submitted.text().includes("lost"), "nobody notices"));
    const second = begin(["worker", postgres.url, "--threads", "1"], folder);
    expect(await submitted.ended(), submitted.text()).toBe(0);
    expect(submitted.out()).toBe(local.out);
    expect(submitted.text()).toContain("connected again");
    for (const name of ["result.json", "report.html", "seed-3/A/pruned-quantized.tflite"])
      expect(readFileSync(join(folder, "run", name)).equals(readFileSync(join(folder, "local", name))), name).toBe(
        true,
      );
    expect(await second.kill("SIGTERM"), second.text()).toBe(0);
    expect([submitted, first, second].map((own) => own.text() + own.out()).join("")).not.toContain(PASSWORD);
    for (const name of readdirSync(join(folder, "run"), { recursive: true, encoding: "utf8" }))
      if (/\.(json|txt|html)$/.test(name))
        expect(readFileSync(join(folder, "run", name), "utf8"), name).not.toContain(PASSWORD);
  });

  it("is refused with another password, and without one", async () => {
    const folder = temporaryFolder();
    const wrong = begin(["worker", postgres.url], folder, { PGPASSWORD: "wr0ng" });
    expect(await wrong.ended()).toBe(2);
    expect(wrong.text()).toMatch(/^error postgres:\/\/127\.0\.0\.1:\d+\/postgres: refuses the password\n$/);
  });
});
