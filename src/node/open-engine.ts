/**
 * The engines of this machine: all its threads, and the vectors that its Node has.
 */

import { totalmem } from "node:os";
import { setFlagsFromString } from "node:v8";
import { UserError } from "../core/errors.ts";
import { createEngine, ENGINE_DEFAULTS } from "../engine/create-engine.ts";
import type { Engine } from "../engine/engine.ts";
import { createSparseEngine } from "../engine/sparse/create-sparse-engine.ts";
import type { SparseEngine } from "../engine/sparse/sparse-engine.ts";

/**
 * fast: the best SIMD of this machine; wide: the same with 256-bit vectors; portable: plain SIMD, the same bits on every
 * machine; reference: slow, obvious.
 */
export const ENGINE_CHOICES = ["fast", "wide", "portable", "reference"] as const;

/** The first Node with relaxed SIMD switched on; newer ones do not know the flag. */
const RELAXED_SIMD_NODE = 22;
/** The first Node whose V8 pairs 128-bit vectors. */
const WIDE_SIMD_NODE = 24;

export interface EngineSettings {
  readonly threads: number;
  readonly engine: (typeof ENGINE_CHOICES)[number];
}

const KINDS = { fast: "wasm", wide: "wasm-wide-simd", portable: "wasm-simd", reference: "reference" } as const;

/** Opens the engine. */
export async function openEngine({ threads, engine }: EngineSettings): Promise<Engine> {
  setSimdFlags(engine);
  const memoryLimitMiB = Math.min(ENGINE_DEFAULTS.memoryLimitMiB, Math.floor(totalmem() / 2 ** 20));
  return createEngine({ threads, kind: KINDS[engine], memoryLimitMiB });
}

/** Opens the engine for survivors, which has one thread. */
export function openSparseEngine({ engine }: Pick<EngineSettings, "engine">): SparseEngine {
  setSimdFlags(engine);
  return createSparseEngine({ kind: KINDS[engine] });
}

/** Switches on what Node has behind a flag; must come before anything is compiled. */
function setSimdFlags(engine: EngineSettings["engine"]): void {
  if (engine === "fast" && nodeMajor() < RELAXED_SIMD_NODE) setFlagsFromString("--experimental-wasm-relaxed-simd");
  if (engine !== "wide") return;
  if (nodeMajor() < WIDE_SIMD_NODE)
    throw new UserError(
      `the engine "wide" needs Node ${WIDE_SIMD_NODE} or newer, this is ${process.version}; use "fast"`,
    );
  setFlagsFromString("--experimental-wasm-revectorize");
}

function nodeMajor(): number {
  return Number(process.versions.node.split(".")[0]);
}
