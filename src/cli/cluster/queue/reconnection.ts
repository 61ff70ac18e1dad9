/**
 * What happens when the connection to a queue is lost in the middle: it is tried again for some minutes, and said once each time.
 */

import { UserError } from "../../../core/errors.ts";

/** How long a service may be away: restarted, updated, moved. */
const MOST_MINUTES = 10;

const LONGEST_DELAY_MS = 2000;

/** How a lost connection is looked after. Before `begin` nothing is tried twice. */
export interface Reconnection {
  /** Time until the next try; null where there is none. @param tries  That were in vain. */
  readonly delayMs: (tries: number) => number | null;
  /** From now on the connection is worth waiting for. */
  begin(): void;
  lost(say: (line: string) => void): void;
  found(say: (line: string) => void): void;
  /** Why it is given up. */
  error(): UserError;
}

/** @param shown  Address of the service. @param nowMs  A clock. */
export function reconnection(shown: string, nowMs: () => number = Date.now): Reconnection {
  let hasBegun = false;
  let lostMs: number | undefined;
  return {
    begin: () => {
      hasBegun = true;
    },
    delayMs: (tries) => {
      if (!hasBegun || (lostMs !== undefined && nowMs() - lostMs > 60_000 * MOST_MINUTES)) return null;
      return Math.min(100 * 2 ** tries, LONGEST_DELAY_MS);
    },
    lost: (say) => {
      if (lostMs !== undefined) return;
      lostMs = nowMs();
      say(`${shown}: the connection is lost; trying again for ${MOST_MINUTES} minutes. Running jobs continue.`);
    },
    found: (say) => {
      if (lostMs !== undefined) say(`${shown}: connected again`);
      lostMs = undefined;
    },
    error: () =>
      new UserError(
        `${shown}: the connection has been lost for ${MOST_MINUTES} minutes; what is done is in the folder, and the same command resumes`,
      ),
  };
}
