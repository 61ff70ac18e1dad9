/**
 * What an interruption (Ctrl-C, a closed terminal, a shutdown) leaves: the terminal as it was, no half-written file, and a
 * line that says how to go on. The process then ends by the signal, as shells and schedulers expect.
 */

import { existsSync } from "node:fs";
import type { Command } from "commander";
import { checkpointName } from "../../runs/resumable-run.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Commands that resume when they are given again. */
const RESUMED_WHEN_REPEATED = ["reproduce", "squeeze", "features", "synth", "jobs"];

let advice = (): string => "";

/** Says for which command the advice is. */
export function adviseOnInterruption(command: Command): void {
  advice = () => resumptionText(command);
}

/** Whether something is kept that an interruption should tell of, between stages too. */
export function hasAdvice(): boolean {
  return advice() !== "";
}

/**
 * Ends the process in order when a signal comes. To be asked for while stages let the event loop turn: a signal that is
 * waited for ends nothing else.
 *
 * @param tidy  Leaves the terminal as it was.
 * @returns  A function after which signals end the process at once again.
 */
export function endInOrder(tidy: () => void): () => void {
  const end = (signal: NodeJS.Signals) => {
    tidy();
    release();
    process.stderr.write(`Interrupted. ${advice()}`.trimEnd().concat("\n"));
    process.kill(process.pid, signal);
  };
  const release = () => {
    for (const signal of SIGNALS) process.off(signal, end);
  };
  for (const signal of SIGNALS) process.once(signal, end);
  return release;
}

/** How the work goes on; empty where nothing of it is kept. */
export function resumptionText(command: Command): string {
  const { out, method, on } = command.opts<{
    readonly out?: string;
    readonly method?: string;
    readonly on?: unknown;
  }>();
  const names = [command.name(), command.parent?.name()];
  if (typeof on === "object")
    return "The workers continue: the same command again shows how far they are, and ends with the result.";
  if (names.some((name) => name !== undefined && RESUMED_WHEN_REPEATED.includes(name)))
    return "Give the same command again: it resumes where it stopped.";
  const hasCheckpoints =
    command.options.some(({ long }) => long === "--resume") && (method ?? "magnitude") === "magnitude";
  if (!hasCheckpoints || out === undefined) return "";
  if (existsSync(checkpointName(out)))
    return "Give the same command again with --resume: it goes on from its last checkpoint.";
  return "No checkpoint was due yet (--checkpoint-seconds): the same command begins anew.";
}
