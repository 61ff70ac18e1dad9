/**
 * What a reader of another program's files gives, and what it may be told.
 */

import type { FeatureProfile } from "../../features/feature-profile.ts";
import type { Step } from "./steps.ts";

/** What a file of another program computes, step by step. */
export interface ImportedSteps {
  readonly steps: readonly Step[];
  /** Names of inputs and outputs, where the file has them. */
  readonly features?: readonly string[] | undefined;
  readonly classes?: readonly string[] | undefined;
  /** How the features must be computed, where the file says it. */
  readonly profile?: FeatureProfile | undefined;
  /** What wrote the file, as it says itself. */
  readonly producer: string;
  /** Whether files of this kind end with logits. */
  readonly endsWithLogits?: boolean;
}

/** What a file of weights alone does not say. */
export interface LayerHints {
  /** Of all hidden layers, as `relu` or `leaky-relu:0.2`. */
  readonly activation?: string | undefined;
  /** Modules and activations in their order. */
  readonly layers?: readonly string[] | undefined;
}
