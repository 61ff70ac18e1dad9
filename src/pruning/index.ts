/**
 * Pruning by magnitude while training goes on: schedule, masks, the run, and its plan without any data; and pruning of
 * networks that hold their survivors only: single weights, whole neurons, whole inputs, at once or in rounds;
 * and such networks without what pruning left unused.
 */

export { type InputTarget, keepInputs, keepNeurons, type NeuronTarget } from "./keep-groups.ts";
export {
  KEEP_LARGEST_DEFAULTS,
  type KeepLargestOptions,
  type KeepTarget,
  keepLargest,
  layerSurvivors,
  THRESHOLDS,
} from "./keep-largest.ts";
export { magnitudeMask, magnitudeThreshold } from "./magnitude-mask.ts";
export {
  type PlannedUpdate,
  PRUNING_LENGTH_DEFAULTS,
  type PruningLength,
  type PruningPlan,
  pruningPlan,
} from "./plan.ts";
export { LEAST_PRUNING, PRUNE_DEFAULTS, type PruneOptions, prune, pruningEpochs } from "./prune.ts";
export {
  GEOMETRIC_DEFAULTS,
  type GeometricOptions,
  geometricSparsities,
  pruneInRounds,
  REWINDS,
  ROUNDS_DEFAULTS,
  type RoundsHooks,
  type RoundsOptions,
  type RoundsProgress,
  type RoundsTask,
} from "./rounds.ts";
export { type MaskUpdate, maskUpdates, PRUNING_DEFAULTS, type PruningOptions, survivorCount } from "./schedule.ts";
export { shrink } from "./structure.ts";
