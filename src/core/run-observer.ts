/**
 * Who watches a long run: a display on a terminal, a log, nobody.
 */

/** `step` may return a promise, so that a display can draw and signals arrive. */
export interface RunObserver {
  start(label: string, steps: number, alreadyDone?: number): void;
  step(done: number, detail?: string): void | Promise<void>;
  done(outcome: string): void;
}

/** Nobody watches. */
export const SILENT_OBSERVER: RunObserver = { start: () => {}, step: () => {}, done: () => {} };
