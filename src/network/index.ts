/**
 * Networks as plain values: their shapes and their numbers.
 */

export type { Architecture } from "./architecture.ts";
export { initializeNetwork, type Network } from "./network.ts";
export { denseNetwork, type SparseNetwork, survivorsOf } from "./sparse-network.ts";
