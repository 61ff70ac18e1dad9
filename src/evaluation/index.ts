/**
 * Evaluation: what classifiers are worth, and whether a compressed one is as good as its original. All results are
 * plain data, ready for JSON. docs/statistics.md says what is computed and why.
 */

export {
  BOOTSTRAP_DEFAULTS,
  type Bootstrap,
  type BootstrapEstimate,
  type BootstrapOptions,
  bootstrapUar,
  bootstrapUarDrop,
} from "./bootstrap.ts";
export { CHANCE_LEVEL, CHANCE_PERMUTATIONS, type ChanceTest, chanceTest } from "./chance-level.ts";
export type { Classification } from "./classification.ts";
export { type Clusters, countClusters, countClustersTogether } from "./clusters.ts";
export { COMPARE_DEFAULTS, type CompareOptions, type Comparison, compare } from "./compare.ts";
export { accuracy, type Confusion, confusionMatrix } from "./confusion.ts";
export { type DropBounds, dropBounds, dropEstimate, floorOfDrop, type UarDrop, uarDrop } from "./drop-bound.ts";
export type { Estimate, Interval } from "./estimate.ts";
export { EVALUATE_DEFAULTS, type EvaluateOptions, type Evaluation, evaluate, type SpeakerUar } from "./evaluate.ts";
export { holm } from "./holm.ts";
export { combinedFreedom, type Jackknife, jackknifeMeanRecall } from "./jackknife.ts";
export {
  type CostTrial,
  type LabeledRows,
  LINEAR_DEFAULTS,
  type LinearFit,
  type LinearModel,
  type LinearOptions,
  linearSizeBytes,
  predictLinear,
  trainLinear,
} from "./linear-baseline.ts";
export { type ClassMcNemar, type McNemar, type McNemarTests, mcnemar, mcnemarTests } from "./mcnemar.ts";
export { differencesBySpeaker, mcnemarBySpeaker, type SpeakerMcNemar } from "./mcnemar-by-speaker.ts";
export {
  NON_INFERIORITY_DEFAULTS,
  type NonInferiority,
  type NonInferiorityOptions,
  nonInferiority,
  type Verdict,
} from "./non-inferiority.ts";
export {
  FEWEST_SEEDS,
  type SeedSpread,
  type UarDropOverSeeds,
  type UarOverSeeds,
  uarDropOverSeeds,
  uarOverSeeds,
} from "./over-seeds.ts";
export {
  type FeatureGroup,
  type GroupImportance,
  IMPORTANCE_DEFAULTS,
  type ImportanceOptions,
  type PredictClasses,
  permutationImportance,
} from "./permutation-importance.ts";
export { type OuterRound, type PooledRounds, poolRounds } from "./pool-rounds.ts";
export {
  SIMULTANEOUS_DEFAULTS,
  type SimultaneousDrop,
  type SimultaneousDrops,
  type SimultaneousOptions,
  simultaneousDrops,
} from "./simultaneous-drops.ts";
export { type Spread, spread } from "./spread.ts";
export { recalls, uar } from "./uar.ts";
export { INTERVAL_LEVEL, uarInterval } from "./uar-interval.ts";
export { type UarPerSpeaker, uarPerSpeaker } from "./uar-per-speaker.ts";
