/**
 * The engine of one's choice.
 */

import type { Engine } from "./engine.ts";
import { createReferenceEngine } from "./reference/reference-engine.ts";

export interface EngineOptions {
  /** Threads that share the work, this one included. */
  readonly threads: number;
  readonly kind?: "reference";
}

export async function createEngine({ threads }: EngineOptions): Promise<Engine> {
  if (!Number.isInteger(threads) || threads < 1)
    throw new RangeError(`createEngine: threads must be a whole number of at least 1, got ${threads}`);
  return createReferenceEngine();
}
