/**
 * The squeeze: the smallest network that is shown to be as good as the original.
 */

export { SQUEEZE_DEFAULTS, type SqueezeOptions } from "./options.ts";
export { type Squeezed, type SqueezeTools, squeeze } from "./squeeze.ts";
export { squeezeInFolds } from "./squeeze-folds.ts";
export type { SqueezeResult } from "./squeeze-result.ts";
