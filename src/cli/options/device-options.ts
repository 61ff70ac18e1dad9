/**
 * The options of what a network costs on a microcontroller: sound per verdict, boards, and what was measured on one.
 */

import type { Command } from "commander";
import { DEFAULT_WINDOW_SECONDS } from "../../device/price.ts";
import { positiveNumber } from "./option-parsers.ts";

export interface DeviceFlags {
  /** Seconds. */
  readonly window: number;
  readonly boards?: string;
  readonly cyclesPerInstruction?: number;
}

/** Their names in the flags. */
export const DEVICE_OPTIONS = ["window", "boards", "cyclesPerInstruction"] as const satisfies (keyof DeviceFlags)[];

/** Adds --window, --boards and --cycles-per-instruction. */
export function addDeviceOptions(command: Command): Command {
  return command
    .option(
      "--window <seconds>",
      "sound per verdict, for the price on a microcontroller",
      positiveNumber,
      DEFAULT_WINDOW_SECONDS,
    )
    .option("--boards <file>", "boards for the estimate of energy, as JSON (docs/energy.md), instead of the known ones")
    .option(
      "--cycles-per-instruction <number>",
      "as measured on the board, instead of the estimate's band",
      positiveNumber,
    );
}
