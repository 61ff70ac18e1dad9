import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { QueuedTask } from "../../src/cli/cluster/slurm/queue.ts";
import {
  type ClusterJob,
  groupList,
  type SlurmSettings,
  slurmGroups,
  slurmScript,
} from "../../src/cli/cluster/slurm/scripts.ts";
import { standingsOf } from "../../src/cli/cluster/slurm/standing.ts";
import { COMPARE2016_NAMES } from "../../src/features/compare2016/feature-set.ts";
import { writeRecordings } from "./recording-folders.ts";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

function job(name: string, group: string, needs: readonly string[] = [], minutes = 2): ClusterJob {
  return { name, group, needs, minutes, mebibytes: 1000 };
}

const FOLDS = ["A.fold-1", "A.fold-2", "A.whole"];
const JOBS = [
  job("linear", "linear"),
  ...FOLDS.map((name) => job(name, "A", [], 30)),
  job("A.pooled", "A.pooled", FOLDS),
  job("gather", "gather", ["linear", ...FOLDS, "A.pooled"]),
];

const SETTINGS: SlurmSettings = {
  folder: "/shared/my run",
  workingFolder: "/shared/my run",
  sees: "/shared/my run/jobs/plan.json",
  command: () => 'jobs run "$folder" --name "$job" --threads "$cores"',
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
    const many = Array.from({ length: 2500 }, (_, k) => job(`A.seed-${k + 1}`, "A"));
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

# 3 jobs of coldpress. Each may run again, also twice at once: it goes on where it was.
folder='/shared/my run'
sees='/shared/my run/jobs/plan.json'
cores="\${SLURM_CPUS_PER_TASK:-1}"
if ! { cd '/shared/my run' && [ -r "$sees" ]; }; then
  echo "$sees: $(hostname) does not see it; it must be shared by all nodes" >&2
  exit 2
fi
job=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" "$folder/slurm/A.jobs")
exec '/opt/node/bin/node' '/opt/cold press/coldpress.js' jobs run "$folder" --name "$job" --threads "$cores"
`);
    expect(group && groupList(group)).toBe("A.fold-1\nA.fold-2\nA.whole\n");
  });

  it("makes one job an array, too, and is a script that bash can read, whatever the folder is called", () => {
    const [group] = slurmGroups(JOBS);
    const place = "/it's 100 % $HOME";
    const odd = { folder: place, workingFolder: place, sees: `${place}/x` };
    const text = group ? slurmScript(group, { ...SETTINGS, ...odd, options: "" }) : "";
    expect(text).toContain("#SBATCH --array=0-0%1\n");
    expect(text).toContain("--output='/it'\\''s 100 %% $HOME/slurm/linear-%A_%a.log'");
    const checked = spawnSync("bash", ["-c", `${text.replace("exec ", "echo ")}`], { encoding: "utf8" });
    expect([checked.status, checked.stderr]).toEqual([2, expect.stringContaining("/it's 100 % $HOME/x: ")]);
  });
});

describe("standingsOf", () => {
  const arrays = [
    { array: "1", jobs: ["linear"] },
    { array: "2", jobs: FOLDS },
    { array: "3", jobs: ["A.pooled"] },
    { array: "4", jobs: ["gather"] },
  ];
  const known = (done: readonly string[]) =>
    JOBS.map((own) => ({ job: own, isDone: done.includes(own.name), failure: null }));
  const task = (array: string, number: number, isRunning = false): QueuedTask => ({ array, task: number, isRunning });
  const standings = (done: readonly string[], queue: readonly QueuedTask[], handedIn = arrays) =>
    standingsOf(known(done), handedIn, queue).map(({ standing }) => standing);

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

describe("coldpress features --on slurm", () => {
  it("extracts in shards whose tasks together give the table of the local run", () => {
    const folder = temporaryFolder();
    writeRecordings(folder, ["wav/a b.wav", "wav/c/it's.wav", "wav/d.wav"]);
    writeFileSync(join(folder, "only.txt"), `${COMPARE2016_NAMES.filter((_, f) => f % 900 === 3).join("\n")}\n`);
    const words = ["features", "wav", "--only", "only.txt", "--out"];
    expect(coldpress([...words, "here.csv"], folder).code).toBe(0);
    const there = [...words, "there.csv", "--on", "slurm", "--dry-run"];
    const planned = coldpress([...there, "--shards", "2"], folder);
    expect(planned.code, planned.err).toBe(0);
    expect(planned.err).toContain("3 jobs: 3 new");
    const slurm = join(folder, "there.csv.cluster/slurm");
    expect(readFileSync(join(slurm, "features.jobs"), "utf8")).toBe("1/2\n2/2\n");
    const task = (script: string, number: number) =>
      spawnSync("bash", [join(slurm, script)], {
        encoding: "utf8",
        env: { ...process.env, SLURM_ARRAY_TASK_ID: String(number), SLURM_CPUS_PER_TASK: "1" },
      });
    expect(task("features.sh", 1).status).toBe(0);
    expect(existsSync(join(folder, "there.csv"))).toBe(false);
    expect(coldpress([...there, "--shards", "2"], folder).err).toContain("3 jobs: 1 done, 2 new");
    expect(task("features.sh", 0).status).toBe(0);
    const table = task("table.sh", 0);
    expect(table.stderr).toContain("3 of them by an earlier run");
    expect(readFileSync(join(folder, "there.csv"), "utf8")).toBe(readFileSync(join(folder, "here.csv"), "utf8"));
    expect(existsSync(join(folder, "there.csv.parts"))).toBe(false);
    expect(coldpress([...there, "--shards", "2"], folder).err).toContain("3 jobs: all done");
    // Another recording: another table, and the shard that has it.
    writeRecordings(folder, ["wav/0.wav"]);
    expect(coldpress([...there, "--shards", "2"], folder).err).not.toContain("all done");
  });

  it("takes a part of the recordings alone, and says what a part is", () => {
    const folder = temporaryFolder();
    writeRecordings(folder, ["wav/a.wav"]);
    for (const part of ["3/2", "0/2", "half"]) {
      const { code, err } = coldpress(["features", "wav", "--out", "t.csv", "--shard", part], folder);
      expect([code, err]).toEqual([2, expect.stringContaining("expected which part of how many, such as 3/8")]);
    }
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
