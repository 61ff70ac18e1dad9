import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { onSlurm, type SlurmRun } from "../../src/cli/cluster/slurm/on-slurm.ts";
import { type ClusterJob, type SlurmSettings, slurmGroups, slurmScript } from "../../src/cli/cluster/slurm/scripts.ts";
import type { EndedTask, QueuedTask, SlurmQueue } from "../../src/cli/cluster/slurm/slurm-commands.ts";
import { endedTexts } from "../../src/cli/cluster/slurm/slurm-text.ts";
import { standingsOf } from "../../src/cli/cluster/slurm/standing.ts";
import { whyEnded } from "../../src/cli/cluster/slurm/why-ended.ts";
import { UserError } from "../../src/core/errors.ts";
import { COMPARE2016_NAMES } from "../../src/features/compare2016/feature-set.ts";
import { fileSystemOfOneMachine } from "../../src/node/file-system.ts";
import { folderStore } from "../../src/node/folder-store.ts";
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
  sees: ["/shared/my run/jobs/plan.json", "/shared/my run/slurm/seen-1"],
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
    expect(slurmGroups(JOBS, 2).map(({ name, after }) => [name, after])).toEqual([
      ["linear", []],
      ["A", []],
      ["A.part-2", []],
      ["A.pooled", ["A", "A.part-2"]],
      ["gather", ["linear", "A", "A.part-2", "A.pooled"]],
    ]);
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
set -euo pipefail

# 3 jobs of coldpress. Each may run again, even twice at once: it resumes where it stopped.
folder='/shared/my run'
work='/shared/my run'
cores="\${SLURM_CPUS_PER_TASK:-1}"

# Node and coldpress where the submitting machine has them, and a folder that is the same one: a file server may need a moment.
needed=('/opt/node/bin/node' '/opt/cold press/coldpress.js' '/shared/my run/jobs/plan.json' '/shared/my run/slurm/seen-1')
for pause in 1 4 10 0; do
  lacking=""
  for path in "\${needed[@]}"; do [ -r "$path" ] || lacking=$path; done
  if [ -z "$lacking" ] || [ "$pause" = 0 ]; then break; fi
  sleep "$pause"
done
if [ -n "$lacking" ]; then
  echo "$lacking: \${SLURMD_NODENAME:-$(hostname)} does not see it; it must be shared by all nodes, at this path" >&2
  exit 66
fi
cd "$work"
jobs=(
  'A.fold-1'
  'A.fold-2'
  'A.whole'
)
job="\${jobs[$SLURM_ARRAY_TASK_ID]}"
exec '/opt/node/bin/node' '/opt/cold press/coldpress.js' jobs run "$folder" --name "$job" --threads "$cores"
`);
  });

  it("makes one job an array, too, and is a script that bash can read, whatever the folder is called", () => {
    const [group] = slurmGroups(JOBS);
    const place = "/it's 100 % $HOME";
    const odd = { folder: place, workingFolder: place, sees: [`${place}/x`] };
    const text = group ? slurmScript(group, { ...SETTINGS, ...odd, options: "" }) : "";
    expect(text).toContain("#SBATCH --array=0-0%1\n");
    expect(text).toContain("--output='/it'\\''s 100 %% $HOME/slurm/linear-%A_%a.log'");
    const checked = spawnSync("bash", ["-c", text.replace("in 1 4 10 0", "in 0")], { encoding: "utf8" });
    expect([checked.status, checked.stderr]).toEqual([66, expect.stringContaining("/it's 100 % $HOME/x: ")]);
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

  it("knows what was never submitted, what is under way, and what is done", () => {
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

describe("whyEnded", () => {
  const ended = (state: string, exitCode = 0, node = "n7", signal = 0): EndedTask => ({
    array: "3",
    task: 0,
    state,
    exitCode,
    signal,
    node,
  });

  it("tells a node that does not see the folder from a job that fails, from the cluster's limits, and from what is not known", () => {
    const why = (task: EndedTask | undefined, log: string | null = "") => {
      const { why: reason, advice } = whyEnded(task, log ?? undefined, "/shared/run");
      return [reason, advice];
    };
    expect(why(ended("FAILED", 66), null)).toEqual([
      "n7 does not see /shared/run, what it reads, or coldpress",
      "use a folder and a coldpress that all nodes see, or leave it out: --slurm-options=--exclude=n7",
    ]);
    expect(why(ended("FAILED", 1), null)[0]).toBe("left no log on n7, which may not see /shared/run");
    expect(why(ended("FAILED", 2))).toEqual(["ended with 2 on n7", null]);
    // Slurm 22.05 with JobAcctGatherParams=OverMemoryKill, and with cgroups.
    for (const said of [
      "slurmstepd: error: Exceeded job memory limit\n",
      "Detected 1 oom_kill event in StepId=2.batch",
    ])
      expect(why(ended("FAILED", 0, "n7", 9), said)[0]).toBe("ran out of memory on n7");
    expect(why(ended("FAILED", 0, "n7", 9))).toEqual(["was killed on n7", expect.stringContaining("--mem=<MiB>")]);
    expect(why(ended("FAILED", 0, "n7", 15))[0]).toBe("was ended by signal 15 on n7");
    expect(why(ended("TIMEOUT"))).toEqual(["its time was up on n7", expect.stringContaining("--time=<minutes>")]);
    expect(why(ended("OUT_OF_MEMORY"))[1]).toContain("--mem=<MiB>");
    expect(why(ended("CANCELLED", 0, ""), null)).toEqual(["was canceled", null]);
    expect(why(undefined)).toEqual(["ended without a result", null]);
    expect(why(undefined, null)[0]).toContain("may not see the folder");
  });

  it("tells each reason once, with the first tasks that met it", () => {
    const failed = Array.from({ length: 5 }, (_, k) => ({ name: `A.fold-${k}`, why: "its node failed", advice: null }));
    expect(endedTexts([...failed, { name: "B", why: "x", advice: "y" }], "/run")).toEqual([
      "Ended without a result:",
      "  A.fold-0, A.fold-1, A.fold-2 and 2 more: its node failed",
      "  B: x: y",
      "What they said is in /run/slurm/*.log.",
    ]);
    expect(endedTexts([], "/run")).toEqual([]);
  });
});

describe("onSlurm", () => {
  /** A cluster that takes some arrays and then refuses. */
  function cluster(takes: number, nodes: readonly string[] = []) {
    const handedIn: string[] = [];
    const queue: SlurmQueue = {
      submit: (script) => {
        if (handedIn.length === takes) throw new UserError("sbatch: QOSMaxSubmitJobPerUserLimit");
        return String(handedIn.push(script));
      },
      tasks: () => [],
      ended: () => [],
      nodes: () => [...nodes],
      mostTasks: () => undefined,
      cancel: () => {},
    };
    return { handedIn, queue };
  }
  const runIn = (folder: string, done: readonly string[] = []): SlurmRun => ({
    jobs: JOBS.map((own) => ({ job: own, isDone: done.includes(own.name), failure: null })),
    store: folderStore(folder),
    folder,
    workingFolder: folder,
    sees: [folder],
    command: () => "",
    cores: 1,
    flags: { slurmOptions: "", slurmTasks: 1 },
  });

  it("says what has gone in where the cluster takes no more, and submits the rest with the next command", async () => {
    const folder = temporaryFolder();
    const { handedIn, queue } = cluster(2);
    await expect(onSlurm(runIn(folder), queue)).rejects.toThrow(
      "QOSMaxSubmitJobPerUserLimit; 2 of 4 arrays are submitted, the same command later submits the rest",
    );
    const later = await onSlurm(runIn(folder, ["linear", ...FOLDS]), cluster(9).queue);
    expect(handedIn).toHaveLength(2);
    expect(later.lines).toContain("  1  A.pooled, 1 job");
  });

  it("warns of a folder that only this machine has, where the cluster has others", async () => {
    if (process.platform !== "linux" || fileSystemOfOneMachine(temporaryFolder()) === null) return;
    const folder = temporaryFolder();
    const own = hostname();
    expect((await onSlurm(runIn(folder), cluster(9, [own, "n7"]).queue)).lines[0]).toMatch(
      /^warning .*: lies on a file system of this machine \(.*\)\. If n7 do not see it/,
    );
    expect((await onSlurm(runIn(folder), cluster(9, [own]).queue)).lines[0]).toContain("6 jobs");
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

  it("writes scripts, lists and plan with --dry-run, and says what would be submitted after what", () => {
    const folder = folderWithTables();
    const { code, out, err } = coldpress(
      [...COMMAND, "--on", "slurm", "--dry-run", "--slurm-options=--qos=low"],
      folder,
    );
    expect([code, out]).toEqual([0, ""]);
    expect(err).toContain("3 jobs: 3 new");
    expect(err).toMatch(
      /Written, and not submitted:\n {2}sbatch \S+\/run\/slurm\/linear\.sh\n {2}sbatch \S+\/A\.sh\n {2}sbatch \S+\/gather\.sh {2}after linear, A/,
    );
    expect(readdirSync(join(folder, "run/slurm")).sort()).toEqual([
      "A.sh",
      "gather.sh",
      "linear.sh",
      expect.stringMatching(/^seen-[0-9a-f]{8}$/),
    ]);
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
    expect(readFileSync(join(slurm, "features.sh"), "utf8")).toContain("jobs=(\n  '1-of-2'\n  '2-of-2'\n)\n");
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
    expect(table.stderr).toContain("3 of them known already");
    expect(readFileSync(join(folder, "there.csv"), "utf8")).toBe(readFileSync(join(folder, "here.csv"), "utf8"));
    expect(existsSync(join(folder, "there.csv.parts"))).toBe(false);
    expect(coldpress([...there, "--shards", "2"], folder).err).toContain("3 jobs: all done");
    // Labels are of the table alone.
    writeFileSync(join(folder, "labels.tsv"), "file\tlabel\na b.wav\tx\nit's.wav\ty\nd.wav\tx\n");
    const labeled = [...there, "--shards", "2", "--labels", "labels.tsv"];
    expect(coldpress(labeled, folder).err).toContain("3 jobs: 3 new");
    // Another recording: another table, and the shard that has it.
    writeRecordings(folder, ["wav/0.wav"]);
    expect(coldpress([...there, "--shards", "2"], folder).err).not.toContain("all done");
  });

  it("a part whose analyses cannot be kept is not done, and says so", () => {
    const folder = temporaryFolder();
    writeRecordings(folder, ["wav/a.wav"]);
    writeFileSync(join(folder, "t.csv.parts"), "in the way");
    const words = ["features", "wav", "--out", "t.csv"];
    const { code, err } = coldpress([...words, "--shard", "1/1"], folder);
    expect([code, err]).toEqual([2, expect.stringMatching(/error t\.csv\.parts\/.*: cannot write/)]);
    const [left] = readdirSync(join(folder, "t.csv.cluster/jobs"));
    expect(left).toMatch(/^1-of-1-[0-9a-f]{12}\.failed\.json$/);
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
