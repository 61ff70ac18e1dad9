/**
 * The engine that a command asks for.
 */

import { availableParallelism } from "node:os";
import { setFlagsFromString } from "node:v8";
import type { Command } from "commander";
import { createEngine } from "../engine/create-engine.ts";
import type { Engine } from "../engine/engine.ts";
import { choice, wholeNumber } from "./option-parsers.ts";

const ENGINE_CHOICES = ["fast", "portable", "reference"] as const;

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
  if (engine === "fast") setFlagsFromString("--experimental-wasm-relaxed-simd");
  const kind = { fast: "wasm", portable: "wasm-simd", reference: "reference" } as const;
  return createEngine({ threads, kind: kind[engine] });
}
