/**
 * Learning rate over the steps of a run, t = 0 in the first step.
 *
 *   inverse-time   lr_t = lr₀ / (1 + t · lr₀ / epochs)    Keras 2.2's `decay = lr / epochs`: the reading of the paper's
 *                                                         equation 1 that its file sizes support; ends at 0.988 · lr₀
 *   constant       lr_t = lr₀
 *   divided        lr_t = lr₀ / epochs                    the equation's wording, read literally
 *   linear         lr_t = lr₀ · (1 − t / steps)           for retraining, whose runs are planned in steps
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

/** Schedules of a run that is planned in steps: "linear" reaches zero after the last one. */
export const STEP_SCHEDULES = ["linear", "constant"] as const;

export type StepSchedule = (typeof STEP_SCHEDULES)[number];

/** Learning rate of step t of a run of some steps. */
export function learningRateOfStep(schedule: StepSchedule, initial: number, steps: number, t: number): number {
  return schedule === "linear" ? initial * (1 - t / steps) : initial;
}
