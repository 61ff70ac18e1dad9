/**
 * Learning rate over the steps of a run, t = 0 in the first step.
 *
 *   inverse-time   lr_t = lr₀ / (1 + t · lr₀ / epochs)    Keras 2.2's `decay = lr / epochs`: the reading of the paper's
 *                                                         equation 1 that its file sizes support; ends at 0.988 · lr₀
 *   constant       lr_t = lr₀
 *   divided        lr_t = lr₀ / epochs                    the equation's wording, read literally
 *   linear         lr_t = lr₀ · (1 − t / steps)           reaches zero after the last step
 */

export const LEARNING_RATE_SCHEDULES = ["inverse-time", "constant", "divided", "linear"] as const;

export type LearningRateSchedule = (typeof LEARNING_RATE_SCHEDULES)[number];

/** How long a run is planned. */
export interface RunLength {
  readonly steps: number;
  /** Passes over the rows; a run that ends within one has a broken number of them. */
  readonly epochs: number;
}

/** Learning rate of step t of a run. @param initial  lr₀ */
export function learningRateAt(
  schedule: LearningRateSchedule,
  initial: number,
  { steps, epochs }: RunLength,
  t: number,
): number {
  switch (schedule) {
    case "inverse-time":
      return initial / (1 + (t * initial) / epochs);
    case "constant":
      return initial;
    case "divided":
      return initial / epochs;
    case "linear":
      return initial * (1 - t / steps);
  }
}
