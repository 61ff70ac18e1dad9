/**
 * Pruning by magnitude while training goes on: schedule, masks, the run, and its plan without any data; and pruning of
 * networks that hold their survivors only: single weights, whole neurons, whole inputs, at once or in rounds;
 * and such networks without what pruning left unused.
 */

export { keepInputs, keepNeurons } from "./keep-groups.ts";
export { keepLargest } from "./keep-largest.ts";
export { pruningPlan } from "./plan.ts";
export { PRUNE_DEFAULTS, prune } from "./prune.ts";
export { pruneInRounds, ROUNDS_DEFAULTS } from "./rounds.ts";
export { shrink } from "./structure.ts";
