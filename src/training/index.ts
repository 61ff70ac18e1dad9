/**
 * Training: the loop, its settings and its history.
 */

export { softTargets } from "./distillation.ts";
export { type TrainingRun, train } from "./train.ts";
export { trainSurvivors } from "./train-survivors.ts";
