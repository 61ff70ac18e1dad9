/**
 * Training: the loop, its settings and its history.
 */

export { softTargets } from "./distillation.ts";
export {
  TRAIN_DEFAULTS,
  type TrainingRun,
  train,
} from "./train.ts";
export { SURVIVOR_TRAIN_DEFAULTS, trainSurvivors } from "./train-survivors.ts";
