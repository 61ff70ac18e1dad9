/**
 * `coldpress inspect`: what is in one of our files, and what its network costs on a microcontroller.
 */

import type { Command } from "commander";
import { inspectedNetworkSize } from "../../device/network-size.ts";
import { DEFAULT_WINDOW_SECONDS, type DevicePrice, priceOf } from "../../device/price.ts";
import { COMPARE2016_NAMES } from "../../features/compare2016/feature-set.ts";
import { type Inspection, inspectFile } from "../../formats/inspect.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { positiveNumber } from "../options/option-parsers.ts";
import { inspectionText } from "../terminal/inspection-text.ts";
import { priceText } from "../terminal/price-text.ts";
import { printJson } from "../terminal/print.ts";

interface InspectFlags {
  readonly seconds: number;
  readonly json?: true;
}

export function register(command: Command): void {
  command
    .argument("<file>", "a network (.safetensors, .tflite, .coldpress) or a checkpoint")
    .option(
      "--seconds <length>",
      "sound per verdict, for the price on a microcontroller",
      positiveNumber,
      DEFAULT_WINDOW_SECONDS,
    )
    .option("--json", "print JSON, with provenance and all names")
    .addHelpText("after", "\nExample:\n  coldpress inspect a-pruned.coldpress")
    .action(run);
}

function run(file: string, { seconds, json }: InspectFlags): void {
  const inspection = inspectFile(readWholeFile(file), file);
  const price = priceOfFile(inspection, seconds);
  if (json) printJson({ ...inspection, price });
  else process.stdout.write(`${inspectionText(file, inspection)}\n${price ? `\n${priceText(price)}\n` : ""}`);
}

/** Null where a feature is none that a device computes. */
function priceOfFile(inspection: Inspection, seconds: number): DevicePrice | null {
  const known = new Set(COMPARE2016_NAMES);
  if (!inspection.features.every((name) => known.has(name))) return null;
  return priceOf(inspection.features, inspectedNetworkSize(inspection), seconds);
}
