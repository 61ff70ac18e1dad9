/**
 * What a job tells the worker that has begun it as a process of its own: how far it is. And it ends with its worker, since
 * somebody else has the job then.
 */

import type { RunObserver } from "../../core/run-observer.ts";

/** A message of a job. */
export interface JobStep {
  readonly stage: string;
  /** How much of the stage is done, 0 to 1. */
  readonly share: number;
}

/** Least time between two messages. */
const TELL_MS = 500;

/** The observer, and the worker too, where there is one. */
export function tellingParent(observer: RunObserver): RunObserver {
  const send = process.send?.bind(process);
  if (!send) return observer;
  endWithParent();
  let stage = "";
  let total = 1;
  let toldMs = 0;
  const tell = (share: number) => {
    if (Date.now() - toldMs < TELL_MS) return;
    toldMs = Date.now();
    send({ stage, share } satisfies JobStep, () => {});
  };
  return {
    start: (label, steps, alreadyDone = 0) => {
      [stage, total] = [label, Math.max(1, steps)];
      tell(alreadyDone / total);
      observer.start(label, steps, alreadyDone);
    },
    step: (done, detail) => {
      tell(Math.min(1, done / total));
      return observer.step(done, detail);
    },
    done: (outcome) => observer.done(outcome),
  };
}

function endWithParent(): void {
  // It may have been killed while this process was starting.
  if (!process.connected) process.exit(1);
  process.once("disconnect", () => process.exit(1));
  // Watching the channel must not keep the process from ending.
  process.channel?.unref();
}
