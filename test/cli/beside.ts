/**
 * coldpress commands that run beside each other and beside the test, each ended by its own process.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** A command that runs. */
export interface Beside {
  readonly process: ChildProcess;
  /** What it has written to stderr, and to stdout. */
  text(): string;
  out(): string;
  kill(signal: NodeJS.Signals): Promise<number | null>;
  ended(): Promise<number | null>;
}

/** Begins a command. */
export function beside(args: readonly string[], folder: string, env: NodeJS.ProcessEnv = {}): Beside {
  const process_ = spawn(process.execPath, [resolve("dist/cli/coldpress.js"), ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
  let [text, out] = ["", ""];
  process_.stderr.setEncoding("utf8").on("data", (part: string) => (text += part));
  process_.stdout.setEncoding("utf8").on("data", (part: string) => (out += part));
  const exit = once(process_, "exit").then(([code]) => code as number | null);
  return {
    process: process_,
    text: () => text,
    out: () => out,
    kill: (signal) => {
      process_.kill(signal);
      return exit;
    },
    ended: () => exit,
  };
}

/** Commands of one test, which are all ended with it. */
export interface BesideTest {
  readonly begin: (args: readonly string[], folder: string, more?: NodeJS.ProcessEnv) => Beside;
  readonly killAll: () => Promise<void>;
}

/** @param env  Of all commands; `more` of `begin` stands above it. */
export function besideTest(env: NodeJS.ProcessEnv): BesideTest {
  const begun: Beside[] = [];
  return {
    begin: (args, folder, more = {}) => {
      const command = beside(args, folder, { ...env, ...more });
      begun.push(command);
      return command;
    },
    killAll: async () => {
      for (const command of begun.splice(0)) await command.kill("SIGKILL");
    },
  };
}

/** Processes that a process has begun. */
export function childrenOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
}
