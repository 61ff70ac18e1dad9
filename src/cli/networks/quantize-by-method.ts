/**
 * A network quantised by the method that the flags name.
 */

import type { Command } from "commander";
import { denseNetwork } from "../../network/sparse-network.ts";
import { quantizeInt8 } from "../../quantization/int8.ts";
import type { TableFlags } from "../data/table-input.ts";
import type { Progress } from "../terminal/progress.ts";
import { type IntegerQuantization, quantizeToIntegers } from "./integer-activations.ts";
import type { OpenSurvivors } from "./open-survivors.ts";
import { quantizeSurvivors, type SurvivorQuantizeFlags } from "./quantize-methods.ts";

/** What activations are computed in. */
export const ACTIVATION_KINDS = ["float32", "int8"] as const;

export type MethodFlags = (({ readonly method: "int8" } & TableFlags) | SurvivorQuantizeFlags) & {
  readonly activations: (typeof ACTIVATION_KINDS)[number];
};

/** The agreement is there where activations were rounded. */
type Quantization = Omit<IntegerQuantization, "agreement"> & Partial<IntegerQuantization>;

/** @throws UserError as the methods do. */
export async function quantizedByMethod(
  model: OpenSurvivors,
  flags: MethodFlags,
  command: Command,
  progress: Progress,
): Promise<Quantization> {
  if (flags.method !== "int8") return quantizeSurvivors(model, flags, command, progress);
  const network = model.original ?? denseNetwork(model.network);
  if (flags.activations === "int8") return quantizeToIntegers(network, model.path, flags, progress);
  return { quantized: quantizeInt8(network), findings: [] };
}
