/**
 * Training: the loop, its settings and its history.
 */

export { softTargets } from "./distillation.ts";
export {
  TRAIN_DEFAULTS,
  type TrainingData,
  type TrainingRun,
  type TrainingTask,
  type TrainOptions,
  train,
} from "./train.ts";
export { SURVIVOR_TRAIN_DEFAULTS, type SurvivorTask, trainSurvivors } from "./train-survivors.ts";
