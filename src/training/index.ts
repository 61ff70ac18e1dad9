/**
 * Training: the loop, its settings and its history.
 */

export { ADAM_DEFAULTS, type AdamOptions } from "./adam.ts";
export { stepsPerEpoch } from "./batches.ts";
export {
  DISTILLATION_DEFAULTS,
  type DistillationOptions,
  labelTargets,
  softTargets,
  studentOf,
  teacherProbabilities,
} from "./distillation.ts";
export type { EpochRecord } from "./history.ts";
export {
  LEARNING_RATE_SCHEDULES,
  type LearningRateSchedule,
  learningRateAt,
  STEP_SCHEDULES,
  type StepSchedule,
} from "./learning-rate.ts";
export {
  TRAIN_DEFAULTS,
  type TrainingData,
  type TrainingHooks,
  type TrainingProgress,
  type TrainingRun,
  type TrainingState,
  type TrainingTask,
  type TrainOptions,
  train,
} from "./train.ts";
export {
  SURVIVOR_TRAIN_DEFAULTS,
  type SurvivorHooks,
  type SurvivorProgress,
  type SurvivorTask,
  type SurvivorTrainOptions,
  trainSurvivors,
} from "./train-survivors.ts";
