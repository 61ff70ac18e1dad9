/**
 * What a reader of another program's files gives.
 */

import type { Step } from "./steps.ts";

export interface ImportedSteps {
  readonly steps: readonly Step[];
  /** Names of inputs and outputs, where the file has them. */
  readonly features?: readonly string[] | undefined;
  readonly classes?: readonly string[] | undefined;
  /** What wrote the file, as it says itself. */
  readonly producer: string;
}
