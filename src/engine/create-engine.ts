/**
 * The engine of one's choice.
 *
 * Memory and threads belong to the engine: close it when it is no longer needed.
 */

import { createAssemblyEngine } from "./assembly/assembly-engine.ts";
import { bestKind } from "./assembly/kernel-module.ts";
import type { Engine, EngineKind } from "./engine.ts";
import { createReferenceEngine } from "./reference/reference-engine.ts";

/** Which kernels an engine runs, on how many threads, in how much memory. */
export interface EngineOptions {
  /** Threads that share the work, this one included; the reference engine uses one whatever it says. */
  readonly threads: number;
  /** "wasm", the default, is the fastest build of the kernels that runs here without an experimental flag. */
  readonly kind?: EngineKind | "wasm";
  /** Most memory that loaded networks may take together. 4096, the default, is the most that WebAssembly reaches. */
  readonly memoryLimitMiB?: number;
}

export const ENGINE_DEFAULTS = { kind: "wasm", memoryLimitMiB: 4096 } as const;

/**
 * An engine, ready for networks.
 *
 * @throws UserError if the kind does not run here.
 * @example
 * const engine = await createEngine({ threads: 2 });
 * const resident = engine.load(network, { batchSize: 32, trainable: true });
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { threads, kind, memoryLimitMiB } = { ...ENGINE_DEFAULTS, ...options };
  if (!Number.isInteger(threads) || threads < 1)
    throw new RangeError(`createEngine: threads must be a whole number of at least 1, got ${threads}`);
  if (kind === "reference") return createReferenceEngine();
  return createAssemblyEngine(kind === "wasm" ? bestKind() : kind, threads, memoryLimitMiB);
}
