/**
 * A job in a process of its own: `coldpress jobs run`, or a part of another command. Kernels keep a process from all else for
 * seconds, and the worker must tell the queue every few that it is alive; what the job does to its process (memory, a crash)
 * does not reach the worker.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import type { JobStep } from "../../jobs/tell-parent.ts";
import type { JobCall } from "./run-here.ts";

/** What is to be done, and how it is told. */
export interface JobProcessSettings {
  readonly call: JobCall;
  readonly threads: number;
  readonly onStep: (step: JobStep) => void;
}

/** How the process ended. */
export interface JobEnding {
  readonly isDone: boolean;
  /** The signal that ended it from outside; undefined where it ended by itself, well or with an error. */
  readonly killedBy?: NodeJS.Signals;
  /** The signal of a fault of its own. */
  readonly fault?: NodeJS.Signals;
  /** The last that it said, or what V8 said when it gave up. */
  readonly lastLine: string;
}

/** A job that runs. */
export interface JobProcess {
  readonly ended: Promise<JobEnding>;
  /** Ends it within seconds; its checkpoint stays. */
  stop(): void;
}

/** From SIGTERM to SIGKILL. Nothing is half-written after either. */
const STOP_MS = 5000;

/** Of a job's text, in characters. */
const LONGEST_TEXT = 10_000;

/** Signals of a process that has ended itself by a fault; others come from outside, from the kernel where memory is short. */
const FAULTS: readonly NodeJS.Signals[] = ["SIGABRT", "SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP"];

/** Begins a job. */
export function startJob({ call, threads, onStep }: JobProcessSettings): JobProcess {
  const entry = fileURLToPath(new URL("../../coldpress.js", import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, entry, ...call.words, "--threads", String(threads)], {
    cwd: call.workingFolder,
    // The channel tells the job when this process is gone.
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { ...process.env, NO_COLOR: "1", REDISCLI_AUTH: undefined, PGPASSWORD: undefined },
  });
  child.on("message", (step) => onStep(step as JobStep));
  return { ended: endingOf(child), stop: () => stop(child) };
}

function endingOf(child: ChildProcess): Promise<JobEnding> {
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (part: string) => {
    text = (text + part).slice(-LONGEST_TEXT);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const endedBy = signal ?? signalOf(code);
      const lastLine = tellingLine(text);
      const isDone = code === 0;
      if (!endedBy) resolve({ isDone, lastLine });
      else resolve({ isDone, lastLine, [FAULTS.includes(endedBy) ? "fault" : "killedBy"]: endedBy });
    });
  });
}

/** Of what a process has said, the line that tells why it ended: V8's where its memory was used up, else the last one. */
export function tellingLine(text: string): string {
  return /^FATAL ERROR.*$/m.exec(text)?.[0] ?? text.trim().split("\n").at(-1) ?? "";
}

/** Shells and containers say 128 and the signal's number. */
function signalOf(code: number | null): NodeJS.Signals | undefined {
  const found = Object.entries(constants.signals).find(([, number]) => code === 128 + number);
  return found?.[0] as NodeJS.Signals | undefined;
}

function stop(child: ChildProcess): void {
  child.kill("SIGTERM");
  setTimeout(() => child.kill("SIGKILL"), STOP_MS).unref();
}
