/**
 * A model's squeezed network as head, table and picture show it: what devel has chosen, with what test says of it.
 */

import type { ModelResult } from "../experiment/result.ts";
import {
  type CandidateResult,
  chosenCandidate,
  judgedSize,
  type SqueezeResult,
  type TestedNetwork,
  testedNetwork,
} from "../squeeze/squeeze-result.ts";

/** The network that a squeeze chose, with what was found of it. */
export interface SqueezedChoice {
  readonly squeeze: SqueezeResult;
  readonly network: CandidateResult;
  readonly tested: TestedNetwork;
  /** UAR on test of the original that it was made of. */
  readonly originalUar: number;
  /** Of the whole file; over folds or seeds their median. */
  readonly bytes: number;
  /** How many times smaller than the original's zip. */
  readonly timesSmaller: number;
}

/** The choice; null where the model was not squeezed, nothing was chosen, or test has no labels. */
export function squeezedChoice({ squeezed: squeeze }: ModelResult): SqueezedChoice | null {
  const network = squeeze && chosenCandidate(squeeze);
  const tested = squeeze && testedNetwork(squeeze, network?.name);
  if (!squeeze?.test || !network || !tested) return null;
  const { median } = judgedSize(squeeze, network);
  return {
    squeeze,
    network,
    tested,
    originalUar: squeeze.test.original.uar.estimate,
    bytes: median,
    timesSmaller: squeeze.original.zipBytes / median,
  };
}
