import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { QueuedTask } from "../../src/cli/slurm/queue.ts";
import { groupList, type SlurmSettings, slurmGroups, slurmScript } from "../../src/cli/slurm/scripts.ts";
import { standingsOf } from "../../src/cli/slurm/standing.ts";
import type { JobProgress, JobState } from "../../src/experiment/job-states.ts";
import type { Job } from "../../src/experiment/jobs.ts";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

function job(name: string, kind: Job["kind"], needs: readonly string[] = [], minutes = 2): Job {
  return { name, kind, model: 0, seed: 0, round: 0, fingerprint: name, needs, minutes, mebibytes: 1000 };
}

const FOLDS = ["A.fold-1", "A.fold-2", "A.whole"];
const JOBS = [
  job("linear", "linear"),
  ...FOLDS.map((name) => job(name, name === "A.whole" ? "whole" : "model", [], 30)),
  job("A.pooled", "pooled", FOLDS),
  job("gather", "gather", ["linear", ...FOLDS, "A.pooled"]),
];

const SETTINGS: SlurmSettings = {
  folder: "/shared/my run",
  program: ["/opt/node/bin/node", "/opt/cold press/coldpress.js"],
  cores: 4,
  tasks: 2,
  options: "--partition=long --account='x y'",
};

describe("slurmGroups", () => {
  it("puts jobs that cost alike and need nothing of each other into one array, after those that they need", () => {
    const groups = slurmGroups(JOBS).map(({ name, jobs, after }) => [name, jobs.map((own) => own.name), after]);
    expect(groups).toEqual([
      ["linear", ["linear"], []],
      ["A", FOLDS, []],
      ["A.pooled", ["A.pooled"], ["A"]],
      ["gather", ["gather"], ["linear", "A", "A.pooled"]],
    ]);
  });

  it("names no group whose jobs are done", () => {
    expect(slurmGroups(JOBS.slice(4)).map(({ name, after }) => [name, after])).toEqual([
      ["A.pooled", []],
      ["gather", ["A.pooled"]],
    ]);
  });

  it("splits what has more tasks than Slurm's arrays may have", () => {
    const many = Array.from({ length: 2500 }, (_, k) => job(`A.seed-${k + 1}`, "model"));
    const groups = slurmGroups([
      ...many,
      job(
        "gather",
        "gather",
        many.map(({ name }) => name),
      ),
    ]);
    expect(groups.map(({ name, jobs }) => [name, jobs.length])).toEqual([
      ["A", 1000],
      ["A.part-2", 1000],
      ["A.part-3", 500],
      ["gather", 1],
    ]);
    expect(groups.at(-1)?.after).toEqual(["A", "A.part-2", "A.part-3"]);
  });
});

describe("slurmScript", () => {
  it("asks for three times the expected minutes and half more memory, and puts the user's options last", () => {
    const [, group] = slurmGroups(JOBS);
    expect(group && slurmScript(group, SETTINGS)).toBe(`#!/bin/bash
#SBATCH --job-name=coldpress-A
#SBATCH --array=0-2%2
#SBATCH --output='/shared/my run/slurm/A-%A_%a.log'
#SBATCH --open-mode=append
#SBATCH --time=90
#SBATCH --mem=1500M
#SBATCH --nodes=1 --ntasks=1
#SBATCH --cpus-per-task=4
#SBATCH --requeue
#SBATCH --partition=long --account='x y'

# 3 jobs of a run of coldpress. Each may run again, also twice at once: it goes on where it was.
run='/shared/my run'
if ! [ -r "$run/jobs/plan.json" ]; then
  echo "$run: $(hostname) does not see this folder; it must be shared by all nodes" >&2
  exit 2
fi
job=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" "$run/slurm/A.jobs")
exec '/opt/node/bin/node' '/opt/cold press/coldpress.js' jobs run "$run" --name "$job" --threads "\${SLURM_CPUS_PER_TASK:-1}"
`);
    expect(group && groupList(group)).toBe("A.fold-1\nA.fold-2\nA.whole\n");
  });

  it("makes one job an array, too, and is a script that bash can read, whatever the folder is called", () => {
    const [group] = slurmGroups(JOBS);
    const text = group ? slurmScript(group, { ...SETTINGS, folder: "/it's 100 % $HOME", options: "" }) : "";
    expect(text).toContain("#SBATCH --array=0-0%1\n");
    expect(text).toContain("--output='/it'\\''s 100 %% $HOME/slurm/linear-%A_%a.log'");
    const checked = spawnSync("bash", ["-c", `${text.replace("exec ", "echo ")}`], { encoding: "utf8" });
    expect([checked.status, checked.stderr]).toEqual([2, expect.stringContaining("/it's 100 % $HOME: ")]);
  });
});

describe("standingsOf", () => {
  const arrays = [
    { array: "1", jobs: ["linear"] },
    { array: "2", jobs: FOLDS },
    { array: "3", jobs: ["A.pooled"] },
    { array: "4", jobs: ["gather"] },
  ];
  const progress = (done: readonly string[]) =>
    JOBS.map((own): JobProgress => {
      const state: JobState = done.includes(own.name) ? "done" : "ready";
      return { job: own, state, failure: null };
    });
  const task = (array: string, number: number, isRunning = false): QueuedTask => ({ array, task: number, isRunning });
  const standings = (done: readonly string[], queue: readonly QueuedTask[], handedIn = arrays) =>
    standingsOf(progress(done), handedIn, queue).map(({ standing }) => standing);

  it("knows what was never handed in, what is under way, and what is done", () => {
    expect(standings([], [], [])).toEqual(new Array(6).fill("new"));
    const queue = [task("2", 0, true), task("2", 1), task("2", 2), task("3", 0), task("4", 0)];
    expect(standings(["linear"], queue)).toEqual(["done", "running", "queued", "queued", "queued", "queued"]);
    expect(
      standings(
        JOBS.map(({ name }) => name),
        [],
      ),
    ).toEqual(new Array(6).fill("done"));
  });

  it("sees that what waits for a failed job would wait for good", () => {
    const queue = [task("2", 1), task("3", 0), task("4", 0)];
    expect(standings(["linear", "A.whole"], queue)).toEqual(["done", "failed", "queued", "done", "lost", "lost"]);
    expect(standings(["linear", "A.whole"], [task("2", 1)])).toEqual([
      "done",
      "failed",
      "queued",
      "done",
      "lost",
      "lost",
    ]);
  });

  it("looks at the last array that has the job", () => {
    const again = [...arrays, { array: "9", jobs: ["A.fold-1"] }];
    const queue = [task("2", 1), task("9", 0), task("3", 0), task("4", 0)];
    expect(standings(["linear", "A.whole"], queue, again)).toEqual([
      "done",
      "queued",
      "queued",
      "done",
      "queued",
      "queued",
    ]);
  });
});

describe("coldpress reproduce --on slurm", () => {
  const folderWithTables = () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "tables"));
    writeLearnableTables(join(folder, "tables"));
    return folder;
  };
  const COMMAND = ["reproduce", "--features", "tables", "--models", "A", "--no-squeeze", "--out", "run"];

  it("writes scripts, lists and plan with --dry-run, and says what would be handed in after what", () => {
    const folder = folderWithTables();
    const { code, out, err } = coldpress(
      [...COMMAND, "--on", "slurm", "--dry-run", "--slurm-options=--qos=low"],
      folder,
    );
    expect([code, out]).toEqual([0, ""]);
    expect(err).toContain("3 jobs: 3 new");
    expect(err).toMatch(
      /Written, and not handed in:\n {2}sbatch \S+\/run\/slurm\/linear\.sh\n {2}sbatch \S+\/A\.sh\n {2}sbatch \S+\/gather\.sh {2}after linear, A/,
    );
    expect(readdirSync(join(folder, "run/slurm")).sort()).toEqual(
      ["A", "gather", "linear"].flatMap((name) => [`${name}.jobs`, `${name}.sh`]),
    );
    const script = readFileSync(join(folder, "run/slurm/A.sh"), "utf8");
    expect(script).toContain("#SBATCH --qos=low\n");
    expect(script).toContain("#SBATCH --cpus-per-task=2\n");
    // What a task of the array would do.
    const task = spawnSync("bash", [join(folder, "run/slurm/A.sh")], {
      encoding: "utf8",
      env: { ...process.env, SLURM_ARRAY_TASK_ID: "0", SLURM_CPUS_PER_TASK: "1" },
    });
    expect(task.status, task.stderr).toBe(0);
    expect(task.stderr).toContain("A: done");
    expect(coldpress([...COMMAND, "--on", "slurm", "--dry-run"], folder).err).toContain("3 jobs: 1 done, 2 new");
  });

  it("refuses what it cannot do in one line", () => {
    const folder = folderWithTables();
    const refused = (...args: string[]) => {
      const { code, err } = coldpress([...COMMAND, ...args], folder);
      expect(code, err).toBe(2);
      return err.split("\n").filter((line) => line.startsWith("error"))[0];
    };
    expect(refused("--dry-run")).toBe("error --dry-run: does nothing without --on slurm");
    expect(refused("--on", "pbs")).toContain("slurm");
    expect(refused("--on", "slurm", "--slurm-options", "long")).toContain("expected options of sbatch on one line");
    const { code, err } = spawnWithoutSlurm([...COMMAND, "--on", "slurm"], folder);
    expect(code).toBe(2);
    expect(err).toContain("error --on slurm: there is no squeue here; give the command on a machine of the cluster");
  });
});

function spawnWithoutSlurm(args: readonly string[], folder: string) {
  const path = process.env["PATH"];
  process.env["PATH"] = folder;
  try {
    return coldpress(args, folder);
  } finally {
    process.env["PATH"] = path;
  }
}
