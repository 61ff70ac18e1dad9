/**
 * Compilers and emulators, and the flags under which the exported C must hold.
 */

import { spawnSync } from "node:child_process";

/** Whether a program can be run here. */
export function isInstalled(program: string, version = "--version"): boolean {
  return spawnSync(program, [version]).status === 0;
}

/** How a program ended, and what it said. */
export function attempt(program: string, args: readonly string[], folder: string, input?: string | Buffer) {
  return spawnSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 2 ** 27,
    timeout: 300_000,
    ...(input === undefined ? {} : { input }),
  });
}

/** Runs a program to its end. @throws Error with all that it said if it fails. */
export function run(program: string, args: readonly string[], folder: string, input?: string | Buffer): string {
  const { status, stdout, stderr, error } = attempt(program, args, folder, input);
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}\n${error?.message ?? ""}${stdout}${stderr}`);
  return stdout;
}

/** Flags under which the exported C must not give a single warning. */
export const STRICT = "-std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wdouble-promotion -Wshadow -Wvla -Werror".split(
  " ",
);
export const EXACT = "-ffp-contract=off";
