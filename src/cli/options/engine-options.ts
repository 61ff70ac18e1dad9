/**
 * The options that choose an engine.
 */

import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { ENGINE_CHOICES } from "../../node/open-engine.ts";
import { choice, wholeNumber } from "./option-parsers.ts";

/** Adds --threads and --engine to a command. */
export function addEngineOptions(command: Command): Command {
  return addEngineChoice(
    command.option(
      "--threads <count>",
      "threads; the result is the same for any number",
      wholeNumber(1),
      availableParallelism(),
    ),
  );
}

/** Adds --engine. */
export function addEngineChoice(command: Command): Command {
  return command.option(
    "--engine <kind>",
    "fast: the best SIMD of this machine; wide: the same with 256-bit vectors, an experiment of Node 24 and newer; " +
      "portable: plain SIMD, the same bits on every machine; reference: slow, obvious",
    choice(ENGINE_CHOICES),
    "fast",
  );
}
