/**
 * Who watches a long run: a display on a terminal, a log, nobody.
 */

/** `step` may return a promise, so that a display can draw and signals arrive. */
export interface RunObserver {
  /** A phase begins. @param alreadyDone  Steps that an earlier run did. */
  start(label: string, steps: number, alreadyDone?: number): void;
  /** This many of the phase's steps are done. */
  step(done: number, detail?: string): void | Promise<void>;
  /** The phase has ended. @param outcome  What it came to, in a few words. */
  done(outcome: string): void;
}

/** Nobody watches. */
export const SILENT_OBSERVER: RunObserver = { start: () => {}, step: () => {}, done: () => {} };

/** The same display, with a label in front of each stage. */
export function labeledObserver(observer: RunObserver, label: string): RunObserver {
  return {
    start: (stage, steps, alreadyDone) => observer.start(`${label} ${stage}`, steps, alreadyDone),
    step: (done, detail) => observer.step(done, detail),
    done: (outcome) => observer.done(outcome),
  };
}
