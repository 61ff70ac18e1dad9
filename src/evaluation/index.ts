/**
 * Evaluation: what classifiers are worth, and whether a compressed one is as good as its original. All results are
 * plain data, ready for JSON. docs/statistics.md says what is computed and why.
 */

export type { Classification } from "./classification.ts";
export { type Comparison, compare } from "./compare.ts";
export { type Evaluation, evaluate } from "./evaluate.ts";
export { uarDropOverSeeds, uarOverSeeds } from "./over-seeds.ts";
export { speakersToShow } from "./power.ts";
