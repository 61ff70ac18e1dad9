/**
 * The command line under limits of memory and time, for files that were made to break it.
 */

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ENTRY = resolve("dist/cli/coldpress.js");

/** Node and the program take 60 to 90 MB; what comes on top must be in proportion to files of about 1 MB. */
export const MOST_MEGABYTES = 700;
/** One that takes longer is stopped: most of the files took minutes before, or for ever. */
export const MOST_SECONDS = 100;

/** Runs the program and measures the most memory that it had. */
export function measured(args: readonly string[], folder: string) {
  const hook = join(folder, "peak.cjs");
  const record = "require('node:fs').writeFileSync('peak.txt', String(process.resourceUsage().maxRSS / 1024))";
  writeFileSync(hook, `process.on("exit", () => { ${record}; });`);
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--require", hook, ENTRY, ...args], {
    cwd: folder,
    encoding: "utf8",
    timeout: 1000 * MOST_SECONDS,
    maxBuffer: 2 ** 28,
  });
  return { code: status, out: stdout, err: stderr, megabytes: Number(readFileSync(join(folder, "peak.txt"), "utf8")) };
}
