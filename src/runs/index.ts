/**
 * Runs: training and pruning that can be interrupted, and resumed with the same result.
 */

export {
  type PruneNetworkOptions,
  pruneNetwork,
  type TrainNetworkOptions,
  trainNetwork,
} from "./train-network.ts";
