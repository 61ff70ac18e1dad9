/**
 * A run in the queue, in words.
 */

import type { RunInQueue, SeenJob } from "./run-in-queue.ts";

/** Jobs that are named in the display; more do not fit into a line. */
const MOST_NAMED = 3;

/** What runs and how far it is, and how many have failed: "2 running: A.fold-1 (A pruning 40 %), B.fold-2; 1 failed". */
export function standingText({ running, waiting, failed }: RunInQueue): string {
  const named = running.slice(0, MOST_NAMED).map(runningText);
  const more = running.length > MOST_NAMED ? ", ..." : "";
  const parts = [
    running.length > 0 ? `${running.length} running: ${named.join(", ")}${more}` : `${waiting.length} waiting`,
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
  ];
  return parts.join("; ");
}

function runningText({ name, news }: SeenJob): string {
  return news?.share === undefined ? name : `${name} (${news.stage} ${Math.floor(100 * news.share)} %)`;
}

/** What workers say that cannot take jobs of the run. */
export function refusals({ running, waiting }: RunInQueue): string[] {
  return [...running, ...waiting].flatMap(({ news }) =>
    news?.refusal === undefined ? [] : [`a worker has stopped (${news.where}): ${news.refusal}`],
  );
}

/** Every job that has failed with its error, as one error. @param open  Jobs that are not done. */
export function failuresText({ failed }: RunInQueue, open: number): string {
  const each = failed.map(({ name, reason }) => `\n  ${name}: ${reason}`);
  const after = open > failed.length ? `, and ${open - failed.length} need them` : "";
  return `${failed.length} job${failed.length === 1 ? " has" : "s have"} failed${after}; the same command tries them again:${each.join("")}`;
}

/** @param shown  Address of the queue. */
export function nobodyText(shown: string): string {
  return `No worker is running. Start one on each machine: coldpress worker ${shown}`;
}
