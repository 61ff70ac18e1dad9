/**
 * Pruning of networks that hold their survivors only: single weights, whole neurons, whole inputs, at once or in rounds; and
 * such networks without what pruning left unused. Pruning while training goes on is `pruneNetwork` (coldpress/runs).
 */

export { keepInputs, keepNeurons } from "./keep-groups.ts";
export { keepLargest } from "./keep-largest.ts";
export { pruneInRounds } from "./rounds.ts";
export { shrink } from "./structure.ts";
