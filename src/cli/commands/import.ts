/**
 * `coldpress import`: another program's network as a network of ours.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { IMPORT_FORMATS } from "../../formats/import-formats.ts";
import { activationName, activationOf } from "../../network/activation.ts";
import type { Network } from "../../network/network.ts";
import { writeFileAtomically } from "../../node/atomic-file.ts";
import { addTableOptions, refuseTableOptions } from "../data/table-input.ts";
import { type ImportFlags, openImported } from "../networks/open-imported.ts";
import { formatFor } from "../networks/out-network.ts";
import { isGiven } from "../options/method-options.ts";
import { nameList } from "../options/option-parsers.ts";
import { printJson } from "../terminal/print.ts";

interface ImportCommandFlags extends ImportFlags {
  readonly out: string;
  readonly json?: true;
}

export function register(command: Command): void {
  const extensions = IMPORT_FORMATS.map(({ extension }) => extension).join(", ");
  command
    .argument("<file>", `a dense network of another program (${extensions})`)
    .requiredOption("--out <file>", "where the network goes (.safetensors)")
    .option(
      "--names <file>",
      "names of the features in the network's order: a text with one on each line, or a JSON list",
    )
    .option("--classes <names>", "names of the classes in the network's order, as healthy,cold", nameList)
    .option("--logits", "the network ends with logits: a softmax follows, after a single unit a sigmoid")
    .option(
      "--activation <name>",
      "of the hidden layers, where the file has weights alone: sigmoid, tanh, relu, leaky-relu:0.01, gelu",
    )
    .option(
      "--layers <names>",
      "modules and activations in their order, as fc1,relu,fc2, where the file has weights alone",
      nameList,
    );
  addTableOptions(command)
    .option("--json", "print file and layers as JSON")
    .addHelpText(
      "after",
      "\nThe features are named after the columns of --features, in their order, or by --names; else f0, f1, ...\n" +
        "What training goes on from is the mean and variance of the rows of --features.\n" +
        "\nExamples:\n  coldpress import a.onnx --features features/ --classes healthy,cold --out a.safetensors\n" +
        "  coldpress import torch.safetensors --activation relu --names names.txt --out a.safetensors",
    )
    .hook("preAction", (_, called) => refuseIdleOptions(called))
    .action(run);
}

function refuseIdleOptions(command: Command): void {
  if (!isGiven(command, "features")) refuseTableOptions(command, "does nothing without --features");
  for (const [one, other] of [
    ["names", "features"],
    ["activation", "layers"],
  ] as const)
    if (isGiven(command, one) && isGiven(command, other))
      throw new UserError(`--${one} and --${other}: only one of them can be named`);
}

async function run(path: string, flags: ImportCommandFlags): Promise<void> {
  const { out, json } = flags;
  const { writeTrained } = formatFor("import", out, "writeTrained");
  const file = await openImported(path, flags);
  writeFileAtomically(out, writeTrained(file));
  if (json) printJson({ file: out, ...describe(file.network) });
  else process.stdout.write(`${out}\n`);
}

function describe({ architecture, features, classes }: Network): object {
  const { inputs, hidden } = architecture;
  const layers = hidden.map((units, l) => ({ units, activation: activationName(activationOf(architecture, l)) }));
  return { inputs, layers, classes, features };
}
