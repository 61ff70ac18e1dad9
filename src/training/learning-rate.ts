/**
 * Learning rate over the steps of a run, t = 0 in the first step.
 *
 *   inverse-time   lr_t = lr₀ / (1 + t · lr₀ / epochs)    Keras 2.2's `decay = lr / epochs`: the reading of the paper's
 *                                                         equation 1 that its file sizes support; ends at 0.988 · lr₀
 *   constant       lr_t = lr₀
 *   divided        lr_t = lr₀ / epochs                    the equation's wording, read literally
 */

export const LEARNING_RATE_SCHEDULES = ["inverse-time", "constant", "divided"] as const;

export type LearningRateSchedule = (typeof LEARNING_RATE_SCHEDULES)[number];

/** Learning rate of step t of a run that is planned for some epochs. */
export function learningRateAt(schedule: LearningRateSchedule, initial: number, epochs: number, t: number): number {
  switch (schedule) {
    case "inverse-time":
      return initial / (1 + (t * initial) / epochs);
    case "constant":
      return initial;
    case "divided":
      return initial / epochs;
  }
}
