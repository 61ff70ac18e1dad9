/**
 * `coldpress inspect`: what is in one of our files, what its network costs on a microcontroller, and with --explain what it
 * listens to.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { inspectedNetworkSize } from "../../device/network-size.ts";
import { DEFAULT_WINDOW_SECONDS, type DevicePrice, priceOf } from "../../device/price.ts";
import { COMPARE2016_NAMES } from "../../features/compare2016/feature-set.ts";
import { type Inspection, inspectFile } from "../../formats/inspect.ts";
import type { EngineSettings } from "../../node/open-engine.ts";
import { readWholeFile } from "../../node/read-file.ts";
import type { ExplainDataFlags } from "../data/rows-to-explain.ts";
import { addTableOptions, refuseTableOptions } from "../data/table-input.ts";
import { explainFile } from "../networks/explain-file.ts";
import { addEngineOptions } from "../options/engine-options.ts";
import { isGiven } from "../options/method-options.ts";
import { positiveNumber, wholeNumber } from "../options/option-parsers.ts";
import { explanationText } from "../terminal/explanation-text.ts";
import { inspectionText } from "../terminal/inspection-text.ts";
import { priceText } from "../terminal/price-text.ts";
import { printJson } from "../terminal/print.ts";

interface InspectFlags extends ExplainDataFlags, EngineSettings {
  readonly window: number;
  readonly explain?: true;
  readonly json?: true;
}

export function register(command: Command): void {
  command
    .argument("<file>", "a network (.safetensors, .tflite, .coldpress) or a checkpoint")
    .option(
      "--window <seconds>",
      "sound per verdict, for the price on a microcontroller",
      positiveNumber,
      DEFAULT_WINDOW_SECONDS,
    )
    .option("--json", "print JSON, with provenance and all names")
    .option(
      "--explain",
      "what the network listens to: the features that it reads, in words, and with --features how much it needs them",
    );
  addTableOptions(command)
    .option("--partition <name>", "which recordings to explain on; 'all' for every one", "devel")
    .option(
      "--seed <number>",
      "seed of the permutations, and of the split of a table without partitions",
      wholeNumber(0),
      1,
    );
  addEngineOptions(command)
    .addHelpText(
      "after",
      "\nExamples:\n  coldpress inspect a-pruned.coldpress\n  coldpress inspect squeezed.coldpress --explain --features features/\n\n" +
        "Explained on recordings that the network has learned from, what it learned by heart looks important: take others.",
    )
    .hook("preAction", (_, called) => refuseIdleOptions(called))
    .action(run);
}

/** Options of the explanation that nothing would come of, and those that it leaves no room for. */
function refuseIdleOptions(command: Command): void {
  if (isGiven(command, "explain") && isGiven(command, "window"))
    throw new UserError("--explain and --window: only one of them can be asked for");
  if (!isGiven(command, "features")) refuseTableOptions(command, "does nothing without --features");
  const owners = {
    features: "explain",
    partition: "features",
    seed: "features",
    threads: "features",
    engine: "features",
  };
  for (const [option, owner] of Object.entries(owners))
    if (isGiven(command, option) && !isGiven(command, owner))
      throw new UserError(`--${option}: does nothing without --${owner}`);
}

async function run(path: string, flags: InspectFlags): Promise<void> {
  if (flags.explain) {
    const explanation = await explainFile(path, flags);
    if (flags.json) printJson(explanation);
    else process.stdout.write(`${explanationText(explanation, path)}\n`);
    return;
  }
  const inspection = inspectFile(readWholeFile(path), path);
  const price = priceOfFile(inspection, flags.window);
  if (flags.json) printJson({ ...inspection, price });
  else process.stdout.write(`${inspectionText(path, inspection)}\n${price ? `\n${priceText(price)}\n` : ""}`);
}

/** Null where a feature is none that a device computes. */
function priceOfFile(inspection: Inspection, seconds: number): DevicePrice | null {
  const known = new Set(COMPARE2016_NAMES);
  if (!inspection.features.every((name) => known.has(name))) return null;
  return priceOf(inspection.features, inspectedNetworkSize(inspection), seconds);
}
