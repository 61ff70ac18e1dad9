import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";

interface Row {
  readonly peer: string;
  readonly mode: string;
  readonly threads: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly faster: number;
}

const HAS_PEERS = existsSync("bench/peers/node_modules");
const HAS_NUMPY = spawnSync("python3", ["-c", "import numpy"]).status === 0;

it("the training benchmark measures coldpress and every peer that is here", () => {
  const folder = mkdtempSync(join(tmpdir(), "coldpress-bench-"));
  try {
    const out = join(folder, "training.json");
    const small = ["--models", "A", "--inputs", "96", "--steps", "2", "--out", out];
    const { status, stderr } = spawnSync(process.execPath, ["bench/run.js", "training", ...small], {
      encoding: "utf8",
    });
    expect(stderr).not.toContain("failed");
    expect(status).toBe(0);
    const { rows } = JSON.parse(readFileSync(out, "utf8")) as { rows: readonly Row[] };
    const measured = rows.filter(({ threads }) => threads === 1).map(({ peer, mode }) => `${peer} ${mode}`);
    if (!HAS_PEERS) console.warn("skipped: tfjs and onnxruntime are not installed (npm ci --prefix bench/peers)");
    if (!HAS_NUMPY) console.warn("skipped: numpy is not here");
    expect(measured).toEqual([
      "coldpress step",
      "coldpress forward",
      ...(HAS_PEERS ? ["tfjs step", "onnxruntime forward"] : []),
      ...(HAS_NUMPY ? ["numpy step", "numpy step", "numpy forward"] : []),
    ]);
    for (const { cpuSeconds, wallSeconds, faster } of rows)
      for (const number of [cpuSeconds, wallSeconds, faster]) expect(number).toBeGreaterThan(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 300_000);

it("the benchmark of many jobs measures overhead, workers and a folder of many, and simulates", () => {
  const small = ["--rows", "100", "--features", "8", "--times", "1", "--workers", "1", "--jobs", "1", "--many", "40"];
  const { status, stdout, stderr } = spawnSync(process.execPath, ["bench/run.js", "scale-out", ...small], {
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  for (const what of ["a job that is done is found done", "jobs status", "jobs gather"])
    expect(Number(new RegExp(`${what}[^│]*│ +([\\d.]+)`).exec(stdout)?.[1]), what).toBeGreaterThan(0);
  // Ten workers are never idle before the end, whatever was measured.
  expect(stdout).toMatch(/│ 10 +│ [\d.]+ +│ 100\.0 % +│/);
});
