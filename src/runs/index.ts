/**
 * Runs: training and pruning that can be interrupted, and resumed with the same result.
 */

export { RECIPE_VERSIONS } from "./recipes.ts";
export { LEFTOVER_RULES, type LeftoverRule, type RunPlace, type RunTools } from "./resumable-run.ts";
export { type PruningRequest, pruningRun, type TrainingRequest, trainingRun } from "./train-and-prune.ts";
export {
  type NetworkTools,
  type PruneNetworkOptions,
  pruneNetwork,
  type TrainNetworkOptions,
  trainNetwork,
} from "./train-network.ts";
