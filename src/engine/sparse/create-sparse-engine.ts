/**
 * The engine for survivors of one's choice.
 */

import { UserError } from "../../core/errors.ts";
import { bestKind, supportsKind } from "../assembly/kernel-module.ts";
import type { EngineKind } from "../engine.ts";
import { createAssemblySparseEngine } from "./assembly-sparse.ts";
import { createReferenceSparseEngine } from "./reference-sparse.ts";
import type { SparseEngine } from "./sparse-engine.ts";

/**
 * An engine for networks that hold their survivors only, ready to load them. It holds no threads and needs no closing.
 *
 * @param kind  "wasm", the default, is the fastest build of the kernels that runs here. "wasm-wide-simd" gives "wasm-relaxed-simd".
 * @throws UserError if the kind does not run here.
 * @example
 * const resident = createSparseEngine().load(survivorsOf(network), { batchSize: 32 });
 */
export function createSparseEngine({ kind = "wasm" }: { readonly kind?: EngineKind | "wasm" } = {}): SparseEngine {
  if (kind === "reference") return createReferenceSparseEngine();
  const chosen = kind === "wasm" ? bestKind() : kind === "wasm-wide-simd" ? "wasm-relaxed-simd" : kind;
  if (!supportsKind(chosen))
    throw new UserError(
      `engine: this JavaScript engine does not run ${chosen} kernels; use Node 22 or newer, or the engine "reference"`,
    );
  return createAssemblySparseEngine(chosen);
}
