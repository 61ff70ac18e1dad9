/**
 * An experiment on a real Slurm cluster of this machine: the same bytes as here, with tasks that are killed in the middle.
 */

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeRecordings } from "./recording-folders.ts";
import { temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";
import { hasSlurm, type SlurmCluster, startSlurm, until } from "./slurm-cluster.ts";

if (!hasSlurm()) console.warn("skipped: Slurm (slurm-wlm, munge) is not installed, or this is not root");

describe.skipIf(!hasSlurm())("reproduce --on slurm", () => {
  let cluster: SlurmCluster;
  beforeAll(async () => {
    cluster = await startSlurm();
  });
  afterAll(async () => {
    await cluster?.stop();
  });

  const OPTIONS = ["--features", "tables", "--models", "A,B", "--epochs", "3", "--pruning-epochs", "3", "--seeds", "3"];

  function run(command: string, args: readonly string[], folder: string) {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: folder,
      encoding: "utf8",
      env: { ...cluster.env, NO_COLOR: "1" },
    });
    return { code: status, out: stdout, err: stderr };
  }
  const coldpress = (args: readonly string[], folder: string) =>
    run(process.execPath, [resolve("dist/cli/coldpress.js"), ...args], folder);
  const queued = () => run("squeue", ["-h", "-r", "-o", "%F_%K %T %r"], ".").out.trim();
  const settled = () => until(() => queued() === "", "tasks are still in the queue", 300);

  function prepared(): string {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "tables"));
    writeLearnableTables(join(folder, "tables"));
    return folder;
  }

  it("gives the bytes of the local run, after a task was killed and submitted again", async () => {
    const folder = prepared();
    const here = ["reproduce", ...OPTIONS, "--out"];
    const there = [...here, "run", "--on", "slurm", "--slurm-options", "--comment=test"];
    expect(coldpress(["jobs", "plan", ...OPTIONS, "--out", "run"], folder).code).toBe(0);
    cpSync(join(folder, "run"), join(folder, "local"), { recursive: true });
    expect(coldpress([...here, "local"], folder).code).toBe(0);

    const first = coldpress(there, folder);
    expect(first.code, first.err).toBe(0);
    expect(first.err).toContain("8 jobs: 8 new");
    expect(first.err).toMatch(/\n {2}\d+ {2}A, 3 jobs\n {2}\d+ {2}B, 3 jobs\n {2}\d+ {2}gather, 1 job\n/);
    // A task in the middle of its work is killed; what needs it can never begin.
    const pids = () =>
      run("pgrep", ["-f", `jobs run ${join(folder, "run")} --name [AB]`], folder)
        .out.trim()
        .split("\n");
    await until(() => pids()[0] !== "", "no task of a model runs");
    process.kill(Number(pids()[0]), "SIGKILL");
    await until(() => !/RUNNING|None|Resources|Priority/.test(queued()), "tasks still run", 300);

    const second = coldpress(there, folder);
    expect(second.code, second.err).toBe(0);
    expect(second.err).toMatch(/8 jobs: 6 done, 1 failed, 1 lost/);
    expect(second.err).toMatch(
      /Ended without a result:\n {2}[AB]\S* \(\d+_\d\): was killed on \S+: if it was for its memory: --slurm-options=--mem=<MiB>\n/,
    );
    await settled();
    const third = coldpress(there, folder);
    expect(third.err).toContain("8 jobs: all done");
    expect(third.out).toContain("Table 3");
    for (const name of ["result.json", "report.html", "A/pruned-quantized.tflite", "seed-3/B/squeezed.coldpress"])
      expect(readFileSync(join(folder, "run", name)).equals(readFileSync(join(folder, "local", name))), name).toBe(
        true,
      );
  });

  it("says how far it is while tasks run and wait, and submits nothing twice", async () => {
    const folder = prepared();
    const there = ["reproduce", ...OPTIONS, "--no-squeeze", "--out", "run", "--on", "slurm", "--slurm-tasks", "1"];
    expect(coldpress([...there, "--slurm-options=--hold"], folder).code).toBe(0);
    const ids = () =>
      JSON.parse(readFileSync(join(folder, "run/slurm/submitted.json"), "utf8")).arrays.length as number;
    expect(ids()).toBe(4);
    const again = coldpress(there, folder);
    expect(again.err).toContain("8 jobs: 8 queued");
    expect(again.err).toContain("Nothing to submit");
    expect(ids()).toBe(4);
    run("scancel", ["--me"], folder);
    await settled();
    const after = coldpress([...there, "--dry-run"], folder);
    expect(after.err).toContain("8 jobs: 7 failed, 1 lost");
    expect(readdirSync(join(folder, "run/slurm")).filter((name) => name.endsWith(".log"))).toEqual([]);
  });

  it("a node that does not see the folder says so before anything else", async () => {
    const folder = prepared();
    const there = ["reproduce", ...OPTIONS, "--no-squeeze", "--out", "run", "--on", "slurm"];
    expect(coldpress([...there, "--slurm-options=--hold"], folder).code).toBe(0);
    // The same path and the same plan, but another folder: it lacks what was written for this submission.
    for (const name of readdirSync(join(folder, "run/slurm")).filter((own) => own.startsWith("seen-")))
      rmSync(join(folder, "run/slurm", name));
    const [first] = JSON.parse(readFileSync(join(folder, "run/slurm/submitted.json"), "utf8")).arrays;
    run("scontrol", ["release", first.array as string], folder);
    const log = join(folder, `run/slurm/linear-${first.array}_0.log`);
    await until(() => existsSync(log) && readFileSync(log, "utf8") !== "", "no log");
    expect(readFileSync(log, "utf8")).toContain("does not see it; it must be shared by all nodes");
    await until(() => !queued().includes(`${first.array}_0`), "the task is still in the queue");
    const again = coldpress([...there, "--slurm-options=--hold"], folder);
    expect(again.err).toMatch(/linear \(\d+_0\): \S+ does not see .*\/run, what it reads, or coldpress: .*--exclude=/);
    run("scancel", ["--me"], folder);
    await settled();
  });

  it("extracts features in shards, and writes the table of the local run", async () => {
    const folder = temporaryFolder();
    writeRecordings(folder, ["wav/a.wav", "wav/b.wav", "wav/c.wav"]);
    expect(coldpress(["features", "wav", "--out", "here.csv"], folder).code).toBe(0);
    const there = ["features", "wav", "--out", "there.csv", "--on", "slurm", "--shards", "2"];
    expect(coldpress(there, folder).err).toMatch(/\n {2}\d+ {2}features, 2 jobs\n {2}\d+ {2}table, 1 job\n/);
    await settled();
    expect(coldpress(there, folder).err).toContain("3 jobs: all done");
    expect(readFileSync(join(folder, "there.csv"), "utf8")).toBe(readFileSync(join(folder, "here.csv"), "utf8"));
  });

  it("squeezes the folds of a cross-validation as tasks, to the bytes of the local squeeze", async () => {
    const folder = prepared();
    const texts = ["train", "devel", "test"].map((name) =>
      readFileSync(join(folder, `tables/small.${name}.csv`), "utf8"),
    );
    const rows = texts.flatMap((text) => text.trimEnd().split("\n").slice(1));
    writeFileSync(join(folder, "all.csv"), [texts[0]?.split("\n")[0], ...rows].join("\n"));
    const train = ["train", "--features", "tables", "--hidden", "20", "--epochs", "6", "--out", "a.safetensors"];
    expect(coldpress(train, folder).code).toBe(0);
    const search = ["--families", "linear", "--bits", "4", "--folds", "3", "--out"];
    const squeeze = ["squeeze", "a.safetensors", "--features", "all.csv", ...search];
    expect(coldpress([...squeeze, "here"], folder).code).toBe(0);
    const there = [...squeeze, "there", "--on", "slurm"];
    expect(coldpress(there, folder).err).toMatch(/5 jobs: 5 new\nSubmitted:\n {2}\d+ {2}fold, 3 jobs\n/);
    await settled();
    const done = coldpress(there, folder);
    expect(done.err).toContain("5 jobs: all done");
    expect(done.out).toContain("linear");
    for (const name of ["squeeze.json", "squeezed.coldpress", "test-looks.json"])
      expect(readFileSync(join(folder, "there", name)).equals(readFileSync(join(folder, "here", name))), name).toBe(
        true,
      );
  });

  it("passes on what sbatch refuses", () => {
    const folder = prepared();
    const there = ["reproduce", ...OPTIONS, "--no-squeeze", "--out", "run", "--on", "slurm"];
    const { code, err } = coldpress([...there, "--slurm-options", "--partition=nowhere"], folder);
    expect(code).toBe(2);
    expect(err).toMatch(/error sbatch: .*invalid partition/i);
    writeFileSync(join(folder, "run/slurm/submitted.json"), "{");
    expect(coldpress(there, folder).err).toContain("slurm/submitted.json: is not a list of arrays");
  });
});
