/**
 * What is known of each epoch of a run.
 */

/** An epoch in the history of a training. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Mean cross-entropy over the epoch's training rows, with dropout, in nats. */
  readonly loss: number;
  /** UAR on devel after the epoch. */
  readonly develUar: number;
}

/** The value as a history, or undefined where it is none: files are not trusted. */
export function asHistory(value: unknown): readonly EpochRecord[] | undefined {
  return Array.isArray(value) && value.every(isEpochRecord) ? value : undefined;
}

function isEpochRecord(entry: unknown): entry is EpochRecord {
  if (typeof entry !== "object" || entry === null) return false;
  const { epoch, loss, develUar } = entry as Record<string, unknown>;
  return [epoch, loss, develUar].every((number) => typeof number === "number");
}
