/**
 * The engine that a command asks for.
 */

import { availableParallelism, totalmem } from "node:os";
import { setFlagsFromString } from "node:v8";
import type { Command } from "commander";
import { createEngine, ENGINE_DEFAULTS } from "../engine/create-engine.ts";
import type { Engine } from "../engine/engine.ts";
import { choice, wholeNumber } from "./option-parsers.ts";

const ENGINE_CHOICES = ["fast", "portable", "reference"] as const;

/** The first Node with relaxed SIMD switched on; newer ones do not know the flag. */
const RELAXED_SIMD_NODE = 22;

export interface EngineFlags {
  readonly threads: number;
  readonly engine: (typeof ENGINE_CHOICES)[number];
}

/** Adds --threads and --engine to a command. */
export function addEngineOptions(command: Command): Command {
  return command
    .option(
      "--threads <count>",
      "threads; the result is the same for any number",
      wholeNumber(1),
      availableParallelism(),
    )
    .option(
      "--engine <kind>",
      "fast: the best SIMD of this machine; portable: plain SIMD, the same bits on every machine; reference: slow, obvious",
      choice(ENGINE_CHOICES),
      "fast",
    );
}

/** Opens the engine. Relaxed SIMD is switched on where Node has it behind a flag (Node 20), before anything is compiled. */
export function openEngine({ threads, engine }: EngineFlags): Promise<Engine> {
  if (engine === "fast" && nodeMajor() < RELAXED_SIMD_NODE) setFlagsFromString("--experimental-wasm-relaxed-simd");
  const kind = { fast: "wasm", portable: "wasm-simd", reference: "reference" } as const;
  const memoryLimitMiB = Math.min(ENGINE_DEFAULTS.memoryLimitMiB, Math.floor(totalmem() / 2 ** 20));
  return createEngine({ threads, kind: kind[engine], memoryLimitMiB });
}

function nodeMajor(): number {
  return Number(process.versions.node.split(".")[0]);
}
