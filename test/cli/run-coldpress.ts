/**
 * The built command line, run in a folder that goes with the test.
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import { learnableTable } from "../training/learnable-table.ts";

const ENTRY = resolve("dist/cli/coldpress.js");

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command line as a user does. */
export function coldpress(args: readonly string[], folder: string): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRY, ...args], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { code: status, out: stdout, err: stderr };
}

/** An empty folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "coldpress-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a learnable table of three partitions as CSV files into a folder. */
export function writeLearnableTables(folder: string, features = 30): void {
  const sizes = { train: 60, devel: 30, test: 40 };
  for (const [seed, [partition, rows]] of Object.entries(sizes).entries()) {
    const { features: names, values, ids, classes, labels, speakers } = learnableTable(rows, features, 2, seed);
    const lines = ids.map((id, row) =>
      [
        `${partition}_${id}`,
        `${partition}_${speakers?.[row]}`,
        ...values.subarray(row * features, (row + 1) * features),
        classes[labels[row]],
      ].join(","),
    );
    const header = ["name", "speaker", ...names, "label"].join(",");
    writeFileSync(join(folder, `small.${partition}.csv`), `${header}\n${lines.join("\n")}\n`);
  }
}
