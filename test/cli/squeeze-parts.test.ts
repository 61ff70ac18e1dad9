/**
 * A squeeze as parts in a folder that machines share: the bytes of the whole command, done in any order.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

const SEARCH = ["--families", "linear,small", "--bits", "4", "--threads", "1"];
const SQUEEZE = ["squeeze", "a.safetensors", "--features", "tables", ...SEARCH, "--out"];

function prepared(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "tables"));
  writeLearnableTables(join(folder, "tables"));
  const train = ["train", "--features", "tables", "--hidden", "20", "--epochs", "6", "--out", "a.safetensors"];
  expect(coldpress(train, folder).code).toBe(0);
  return folder;
}

describe("coldpress squeeze --part", () => {
  it("gives the bytes of the whole command, in any order and twice, and keeps what is done", () => {
    const folder = prepared();
    const whole = coldpress([...SQUEEZE, "local"], folder);
    expect(whole.code, whole.err).toBe(0);
    const part = (name: string) => coldpress([...SQUEEZE, "parts", "--part", name], folder);
    const early = part("result");
    expect([early.code, early.err]).toEqual([
      2,
      expect.stringContaining("result needs what is not done: linear, small"),
    ]);
    for (const name of ["small", "linear", "small"]) {
      const done = part(name);
      expect(done.code, done.err).toBe(0);
      expect(done.err).toContain(`${name}: done`);
    }
    expect(existsSync(join(folder, "parts/test-looks.json"))).toBe(false);
    expect(part("result").code).toBe(0);
    for (const name of ["squeeze.json", "squeezed.coldpress", "front.svg", "test-looks.json"])
      expect(readFileSync(join(folder, "parts", name)).equals(readFileSync(join(folder, "local", name))), name).toBe(
        true,
      );
    const dry = coldpress([...SQUEEZE, "parts", "--on", "slurm", "--dry-run"], folder);
    expect(dry.err).toContain("3 jobs: all done");
    expect(dry.out).toBe(whole.out);
  });

  it("writes scripts of its parts, with the user's words and none of the cluster's", () => {
    const folder = prepared();
    const cluster = [
      "--on=slurm",
      "--dry-run",
      "--slurm-options",
      "--qos=low",
      "--overwrite",
      "--json",
      "--margin",
      "0.1",
    ];
    const { code, err } = coldpress([...SQUEEZE, "parts", ...cluster], folder);
    expect(code, err).toBe(0);
    expect(err).toMatch(/3 jobs: 3 new\n.*\n.*linear\.sh\n.*small\.sh\n.*result\.sh {2}after linear, small/);
    const script = readFileSync(join(folder, "parts/slurm/small.sh"), "utf8");
    const words = ["squeeze", "a.safetensors", "--features", "tables", ...SEARCH.slice(0, 4), "--out", "parts"];
    const quoted = [...words, "--margin", "0.1"].map((word) => `'${word}'`).join(" ");
    expect(script).toContain(`${quoted} --part "$job" --threads "$cores"\n`);
    expect(script).toContain("#SBATCH --cpus-per-task=1\n");
  });

  it("refuses parts that there are not, another version, a machine that rounds otherwise, and parts that end by the clock", () => {
    const folder = prepared();
    const refused = (...args: string[]) => {
      const { code, err } = coldpress([...SQUEEZE, "parts", ...args], folder);
      expect(code, err).toBe(2);
      return err.split("\n").find((line) => line.startsWith("error"));
    };
    expect(refused("--part", "pruned")).toBe(
      "error --part: there is no part pruned; the parts are linear, small, result",
    );
    expect(refused("--part", "small", "--budget-minutes", "5")).toContain("--budget-minutes and --part: only one");
    expect(refused("--on", "slurm", "--budget-minutes", "5")).toContain("--budget-minutes and --on: only one");
    const madeBy = join(folder, "parts/jobs/made-by.json");
    expect(coldpress([...SQUEEZE, "parts", "--part", "linear"], folder).code).toBe(0);
    const text = readFileSync(madeBy, "utf8");
    writeFileSync(madeBy, text.replace(/"coldpress":"[^"]*"/, '"coldpress":"99.0.0"'));
    expect(refused("--part", "small")).toMatch(/made-by\.json: was begun by coldpress 99\.0\.0, this is \d/);
    writeFileSync(madeBy, text.replace(/"digest":"\w{4}/, '"digest":"0000'));
    expect(refused("--part", "small")).toMatch(/rounds otherwise in "wasm/);
    writeFileSync(madeBy, "{");
    expect(refused("--part", "small")).toContain("does not say who began this run");
  });
});
