/**
 * The squeeze: the smallest network that is shown to be as good as the original.
 */

export type { Candidate, CandidateShape } from "./candidate.ts";
export { CHOICE_BASES, type Choice, type ChoiceRule, choose } from "./choose.ts";
export { type Decision, decide } from "./decide.ts";
export { front } from "./front.ts";
export { FAMILIES, type Family, SQUEEZE_DEFAULTS, type SqueezeOptions } from "./options.ts";
export { type Search, search } from "./search.ts";
export type { SearchTask, SearchTools } from "./search-task.ts";
export { type OriginalFile, type Squeezed, type SqueezePartitions, type SqueezeTools, squeeze } from "./squeeze.ts";
export {
  type CandidateResult,
  chosenCandidate,
  type SqueezeResult,
  squeezeResult,
  type TestedNetwork,
} from "./squeeze-result.ts";
