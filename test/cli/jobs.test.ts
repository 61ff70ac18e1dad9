import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

const OPTIONS = [
  "--epochs",
  "3",
  "--pruning-epochs",
  "3",
  "--models",
  "A,B",
  "--learning-rate",
  "0.01",
  "--threads",
  "1",
];
const FOLDS = [...OPTIONS, "--models", "A", "--features", "all.csv", "--folds", "3"];

/** Tables in a folder: three partitions, and all of their rows in one file. */
function preparedFolder(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "parts"));
  writeLearnableTables(join(folder, "parts"));
  const texts = ["train", "devel", "test"].map((name) =>
    readFileSync(join(folder, `parts/small.${name}.csv`), "utf8")
      .trimEnd()
      .split("\n"),
  );
  writeFileSync(join(folder, "all.csv"), [texts[0]?.[0], ...texts.flatMap((lines) => lines.slice(1))].join("\n"));
  return folder;
}

function planned(options: readonly string[] = ["--features", "parts", "--no-squeeze", ...OPTIONS]) {
  const folder = preparedFolder();
  const { code, out, err } = coldpress(["jobs", "plan", "--out", "run", ...options], folder);
  expect(code, err).toBe(0);
  return { folder, out, options, names: coldpress(["jobs", "list", "run"], folder).out.trim().split("\n") };
}

/** Runs the command line beside others. */
async function beside(args: readonly string[], folder: string): Promise<number> {
  const process_ = spawn(process.execPath, [resolve("dist/cli/coldpress.js"), ...args], { cwd: folder });
  const [code] = await once(process_, "exit");
  return code as number;
}

/** All files of a run but those that say who wrote what. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !/written-by-/.test(path))
      .map((path): [string, string] => [path.slice(folder.length), readFileSync(path, "base64")]),
  );
}

describe("coldpress jobs", () => {
  it("gives the bytes of the local run, done by several processes at once and in another order, one job twice", async () => {
    const { folder, options, names } = planned(FOLDS);
    expect(names).toEqual(["linear", "A.fold-1", "A.fold-2", "A.fold-3", "A.whole", "A.pooled", "gather"]);
    cpSync(join(folder, "run"), join(folder, "local"), { recursive: true });
    expect(coldpress(["reproduce", "--out", "local", ...options], folder).code).toBe(0);

    const order = [...names].reverse().filter((name) => !/pooled|gather/.test(name));
    const lanes = [order.slice(0, 3), [...order.slice(3), order[2]]];
    const wait = ["--threads", "1", "--wait", "5"];
    await Promise.all(
      lanes.map(async (list) => {
        for (const name of list)
          expect(await beside(["jobs", "run", "run", "--name", name, ...wait], folder), name).toBe(0);
      }),
    );
    const pooled = beside(["jobs", "run", "run", "--name", "A.pooled", ...wait], folder);
    // Waits for it.
    expect(await beside(["jobs", "gather", "run", ...wait], folder)).toBe(0);
    expect(await pooled).toBe(0);
    expect(contents(join(folder, "run"))).toEqual(contents(join(folder, "local")));
    expect(coldpress(["jobs", "status", "run"], folder).out).toBe("7 jobs: 7 done\n");
  }, 180_000);

  it("prints number, time, memory and needs of each job, and the same plan again changes nothing", () => {
    const { folder, out, options } = planned();
    expect(
      out
        .split("\n")
        .slice(0, 3)
        .map((line) => line.trim().split(/\s+/)),
    ).toEqual([
      ["index", "job", "minutes", "MiB", "needs"],
      ["0", "linear", "0.5", "301"],
      ["1", "A", expect.stringMatching(/^\d+\.\d$/), "301"],
    ]);
    const before = contents(join(folder, "run"));
    const again = coldpress(["jobs", "plan", "--out", "run", ...options], folder);
    expect(again.err).toContain("run: 4 jobs; the folder has this plan already.");
    expect(contents(join(folder, "run"))).toEqual(before);
    const other = coldpress(["jobs", "plan", "--out", "run", ...options, "--seed", "2"], folder);
    expect([other.code, other.err]).toEqual([2, expect.stringContaining("(seed was 1, is 2 now)")]);
  });

  it("goes on where the local run was, and the local run where jobs were", () => {
    const { folder, options } = planned();
    expect(coldpress(["jobs", "run", "run", "--index", "1"], folder).code).toBe(0);
    const { code, err } = coldpress(["reproduce", "--out", "run", ...options], folder);
    expect(code, err).toBe(0);
    expect(err).toContain("done A: kept from the earlier run");
    const result = readFileSync(join(folder, "run/result.json"), "utf8");
    expect(coldpress(["jobs", "status", "run"], folder).out).toBe("4 jobs: 4 done\n");
    expect(coldpress(["jobs", "gather", "run"], folder).err).toContain("gather: is done");
    rmSync(join(folder, "run/result.json"));
    expect(coldpress(["jobs", "gather", "run"], folder).code).toBe(0);
    expect(readFileSync(join(folder, "run/result.json"), "utf8")).toBe(result);
    // What jobs wrote is the run's: another one may take its place.
    const other = ["reproduce", "--out", "run", ...options, "--seed", "2", "--overwrite", "--models", "A"];
    expect(coldpress(other, folder).code).toBe(0);
    expect(existsSync(join(folder, "run/B"))).toBe(false);
    expect(readdirSync(join(folder, "run/jobs")).filter((name) => /written-by|plan|data/.test(name))).toEqual([]);
  });

  it("counts and names what failed, until it is done", () => {
    const { folder } = planned();
    const data = readdirSync(join(folder, "run/jobs")).find((name) => name.startsWith("data-")) as string;
    const path = join(folder, "run/jobs", data);
    writeFileSync(join(folder, "run/A"), "in the way");
    const failed = coldpress(["jobs", "run", "run", "--name", "A"], folder);
    expect(failed.code).toBe(2);
    const status = coldpress(["jobs", "status", "run"], folder);
    expect(status.code).toBe(1);
    expect(status.out).toMatch(/^4 jobs: 1 failed, 2 ready, 1 waiting\nfailed A \(\S+\): .*run\/A/);
    rmSync(join(folder, "run/A"));
    expect(coldpress(["jobs", "run", "run", "--name", "A"], folder).code).toBe(0);
    // A file that somebody has put into the folder is not written over.
    writeFileSync(join(folder, "run/report.html"), "mine");
    for (const name of ["linear", "B"]) expect(coldpress(["jobs", "run", "run", "--name", name], folder).code).toBe(0);
    const { code, err } = coldpress(["jobs", "gather", "run"], folder);
    expect([code, err]).toEqual([2, expect.stringContaining("run/report.html: is not a file of this run")]);
    expect(readFileSync(join(folder, "run/report.html"), "utf8")).toBe("mine");
    expect(coldpress(["jobs", "status", "run"], folder).out).toMatch(/^4 jobs: 3 done, 1 failed\nfailed gather/);
    rmSync(join(folder, "run/report.html"));
    // An outcome without its networks, or half of one, is none: who gathers says so, and everybody sees it then.
    rmSync(join(folder, "run/B/pruned.safetensors"));
    const gone = coldpress(["jobs", "gather", "run"], folder);
    expect([gone.code, gone.err]).toEqual([2, expect.stringContaining("1 of 3 jobs are not done (B); do them first")]);
    expect(coldpress(["jobs", "list", "run", "--missing"], folder).out).toBe("B\ngather\n");
    expect(coldpress(["jobs", "run", "run", "--name", "B"], folder).code).toBe(0);
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(path, bytes);
    const damaged = coldpress(["jobs", "gather", "run"], folder);
    expect([damaged.code, damaged.err]).toEqual([2, expect.stringContaining(`error run/jobs/${data}: tensor`)]);
  });
});

describe("coldpress jobs refuses", () => {
  const refused = (args: readonly string[], folder: string) => {
    const { code, err } = coldpress(["jobs", ...args], folder);
    expect(code, err).toBe(2);
    return err.split("\n").filter((line) => line.startsWith("error"));
  };

  it("a folder without a plan, as on a machine that does not see the shared one", () => {
    const folder = temporaryFolder();
    for (const command of [
      ["run", "run", "--index", "0"],
      ["status", "run"],
      ["gather", "run"],
      ["list", "run"],
    ])
      expect(refused(command, folder)).toEqual([
        expect.stringMatching(/^error run: has no jobs\/plan\.json; plan the run first .*does not see that folder/),
      ]);
  });

  it("the plan of another version, naming both; a machine whose engine gives other last bits; a job that is not there or not ready", () => {
    const { folder } = planned();
    const path = join(folder, "run/jobs/plan.json");
    const text = readFileSync(path, "utf8");
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    writeFileSync(path, text.replace(`"coldpress": "${version}"`, '"coldpress": "99.1.0"'));
    expect(refused(["run", "run", "--index", "0"], folder)).toEqual([
      `error run/jobs/plan.json: was planned by coldpress 99.1.0, this is ${version}; use one version for the plan and all workers`,
    ]);
    writeFileSync(path, text.replace('"pruning": 1', '"pruning": 7'));
    expect(refused(["status", "run"], folder)[0]).toContain('version 7 of the recipe "pruning", this program has 1');
    writeFileSync(path, text.slice(0, 400));
    expect(refused(["status", "run"], folder)[0]).toContain("run/jobs/plan.json: is no plan of coldpress jobs");

    writeFileSync(path, text.replace(/"digest": "\w{4}/, '"digest": "0000'));
    expect(refused(["run", "run", "--index", "0"], folder)[0]).toMatch(
      /rounds otherwise in "wasm.*Plan with the portable engine/,
    );
    writeFileSync(path, text.replace(/"kind": "wasm[\w-]*"/, '"kind": "wasm-of-tomorrow"'));
    expect(refused(["run", "run", "--index", "0"], folder)[0]).toContain(
      'the engine "wasm-of-tomorrow" of another processor',
    );

    writeFileSync(path, text);
    expect(refused(["run", "run", "--index", "4"], folder)[0]).toContain("there is no job 4; the list has 4, 0 to 3");
    expect(refused(["run", "run", "--name", "C"], folder)[0]).toContain("there is no job C");
    expect(refused(["run", "run"], folder)[0]).toContain("either --index or --name");
    expect(refused(["run", "run", "--index", "0", "--name", "A"], folder)[0]).toContain("either --index or --name");
    expect(refused(["gather", "run"], folder)[0]).toContain("gather needs what is not done: linear, A, B;");
  });
});
