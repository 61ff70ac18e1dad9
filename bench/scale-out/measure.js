/**
 * Processes and their CPU time, and tables of what was found.
 */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import Table from "cli-table3";

/** The program that is measured. */
export const PROGRAM = fileURLToPath(new URL("../../dist/cli/coldpress.js", import.meta.url));

/**
 * Runs a command. @returns Seconds of CPU, of the process and all that it starts, and of the clock.
 */
export function ran(words, { folder, stdin = "" } = {}) {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["-c", '"$@" > /dev/null; code=$?; times; exit $code', "_", ...words],
    {
      cwd: folder,
      input: stdin,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    },
  );
  if (status !== 0) throw new RangeError(`${words.join(" ")}: ended with ${status}: ${stderr.slice(-500)}`);
  const children = stdout.trim().split("\n").at(-1);
  const cpu = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + 60 * Number(m) + Number(s), 0);
  return { cpu, wall: (performance.now() - began) / 1000 };
}

/** The same for this program. */
export function coldpress(words, options) {
  return ran([process.execPath, PROGRAM, ...words], options);
}

/** Seconds of CPU of this process that a function takes. */
export async function cpuOf(action) {
  const before = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** What was measured several times, as least to most. */
export function range(values, digits = 2) {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
  return least === most ? least : `${least} to ${most}`;
}

/** @param rows  The first one is the head. */
export function printRows(title, [head, ...rows]) {
  const table = new Table({ head, style: { head: [], border: [] } });
  table.push(...rows);
  console.log(`\n${title}\n${table.toString()}`);
}
