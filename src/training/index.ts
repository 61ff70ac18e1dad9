/**
 * Training: the loop, its settings and its history.
 */

export { ADAM_DEFAULTS, type AdamOptions } from "./adam.ts";
export { type BatchOptions, stepsPerEpoch, type TrainingRows } from "./batches.ts";
export {
  DISTILLATION_DEFAULTS,
  type DistillationOptions,
  softTargets,
  studentOf,
} from "./distillation.ts";
export type { EpochRecord } from "./history.ts";
export {
  LEARNING_RATE_SCHEDULES,
  type LearningRateSchedule,
  learningRateAt,
  type RunLength,
} from "./learning-rate.ts";
export type { StepOptions, StepProgress } from "./loop.ts";
export {
  lagWarning,
  NORMALIZATIONS,
  type Normalization,
  type NormalizationLag,
  normalizationLag,
} from "./normalization.ts";
export { enoughEpochs, LEAST_TRAINING, type LeastLength, stoppedEarly, trainingEpochs } from "./run-length.ts";
export { balancedTargets, labelTargets } from "./targets.ts";
export {
  CLASS_WEIGHTS,
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
  type SurvivorTask,
  type SurvivorTrainOptions,
  trainSurvivors,
} from "./train-survivors.ts";
export { type FinishedTraining, trainingWarnings } from "./training-warnings.ts";
