/**
 * Evaluation: what classifiers are worth, and whether a compressed one is as good as its original. All results are
 * plain data, ready for JSON. docs/statistics.md says what is computed and why.
 */

export type { Classification } from "./classification.ts";
export { type Comparison, compare } from "./compare.ts";
export { confusionMatrix } from "./confusion.ts";
export { type Evaluation, evaluate } from "./evaluate.ts";
export { type LinearModel, predictLinear, trainLinear } from "./linear-baseline.ts";
export { mcnemar } from "./mcnemar.ts";
export { mcnemarBySpeaker } from "./mcnemar-by-speaker.ts";
export { nonInferiority } from "./non-inferiority.ts";
export { uarDropOverSeeds, uarOverSeeds } from "./over-seeds.ts";
export { permutationImportance } from "./permutation-importance.ts";
export { speakersToShow } from "./power.ts";
export { recalls, uar } from "./uar.ts";
export { uarInterval } from "./uar-interval.ts";
export { uarPerSpeaker } from "./uar-per-speaker.ts";
