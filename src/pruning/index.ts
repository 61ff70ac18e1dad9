/**
 * Pruning by magnitude: schedule, masks, the run, and its plan without any data; networks without what pruning left unused.
 */

export { magnitudeMask, magnitudeThreshold } from "./magnitude-mask.ts";
export {
  type PlannedUpdate,
  PRUNING_LENGTH_DEFAULTS,
  type PruningLength,
  type PruningPlan,
  pruningPlan,
} from "./plan.ts";
export { PRUNE_DEFAULTS, type PruneOptions, prune, pruningEpochs } from "./prune.ts";
export { type MaskUpdate, maskUpdates, PRUNING_DEFAULTS, type PruningOptions, survivorCount } from "./schedule.ts";
export { shrink } from "./structure.ts";
