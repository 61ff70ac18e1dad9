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
