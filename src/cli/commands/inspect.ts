/**
 * `coldpress inspect`: what is in one of our files, what its network costs on a microcontroller, and with --explain what it
 * listens to.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { inspectFile } from "../../formats/inspect.ts";
import type { EngineSettings } from "../../node/open-engine.ts";
import { readWholeFile } from "../../node/read-file.ts";
import type { ExplainDataFlags } from "../data/rows-to-explain.ts";
import { addTableOptions, refuseTableOptions } from "../data/table-input.ts";
import { deviceCost } from "../networks/device-cost.ts";
import { explainFile } from "../networks/explain-file.ts";
import { addDeviceOptions, DEVICE_OPTIONS, type DeviceFlags } from "../options/device-options.ts";
import { addEngineOptions } from "../options/engine-options.ts";
import { isGiven } from "../options/method-options.ts";
import { wholeNumber } from "../options/option-parsers.ts";
import { explanationText } from "../terminal/explanation-text.ts";
import { inspectionText } from "../terminal/inspection-text.ts";
import { costTexts } from "../terminal/price-text.ts";
import { printJson } from "../terminal/print.ts";

interface InspectFlags extends ExplainDataFlags, EngineSettings, DeviceFlags {
  readonly explain?: true;
  readonly json?: true;
}

export function register(command: Command): void {
  addDeviceOptions(command.argument("<file>", "a network (.safetensors, .tflite, .coldpress) or a checkpoint"))
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
  for (const option of command.options) {
    const name = option.attributeName();
    const isOfPrice = (DEVICE_OPTIONS as readonly string[]).includes(name);
    if (isOfPrice && isGiven(command, "explain") && isGiven(command, name))
      throw new UserError(`--explain and ${option.long}: only one of them can be asked for`);
  }
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
  const cost = deviceCost(inspection, flags);
  if (flags.json) printJson({ ...inspection, ...cost });
  else process.stdout.write([inspectionText(path, inspection), ...costTexts(cost)].join("\n\n").concat("\n"));
}
