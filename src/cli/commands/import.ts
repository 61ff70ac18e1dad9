/**
 * `coldpress import`: another program's network as a network of ours.
 */

import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { IMPORT_FORMATS, importFormatOf } from "../../formats/import-formats.ts";
import { networkOfSteps } from "../../formats/imports/imported-network.ts";
import { layersOfSteps } from "../../formats/imports/steps.ts";
import { isNameList } from "../../formats/json.ts";
import { activationName, activationOf } from "../../network/activation.ts";
import { type InputStatistics, inputStatistics } from "../../network/input-statistics.ts";
import type { Network } from "../../network/network.ts";
import { writeFileAtomically } from "../../node/atomic-file.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { readHdf5 } from "../../node/read-hdf5.ts";
import type { FeatureTable } from "../../table/feature-table.ts";
import { rowsOfPartition, selectRows } from "../../table/rows.ts";
import { selectFeatures } from "../../table/select-features.ts";
import { addTableOptions, openTable, refuseTableOptions, type TableFlags } from "../data/table-input.ts";
import { VERSION } from "../files/made-with.ts";
import { formatFor } from "../networks/out-network.ts";
import { isGiven } from "../options/method-options.ts";
import { printJson } from "../terminal/print.ts";
import { Progress } from "../terminal/progress.ts";

interface ImportFlags extends TableFlags {
  readonly out: string;
  readonly names?: string;
  readonly classes?: string[];
  readonly logits?: true;
  readonly activation?: string;
  readonly layers?: string[];
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

/** Options that say how the tables of --features are read. */
const TABLE_OPTIONS = [
  "labels",
  "nameColumn",
  "labelColumn",
  "speakerColumn",
  "partitionColumn",
  "numberRows",
  "only",
  "dropColumns",
];

function refuseIdleOptions(command: Command): void {
  for (const option of command.options)
    if (TABLE_OPTIONS.includes(option.attributeName()) && isGiven(command, option.attributeName()))
      if (!isGiven(command, "features") && !isGiven(command, "data"))
        throw new UserError(`${option.long}: does nothing without --features`);
  for (const [one, other] of [
    ["names", "features"],
    ["activation", "layers"],
  ] as const)
    if (isGiven(command, one) && isGiven(command, other))
      throw new UserError(`--${one} and --${other}: only one of them can be named`);
}

async function run(path: string, flags: ImportFlags, command: Command): Promise<void> {
  const { out, json, logits = false } = flags;
  const { writeTrained } = formatFor("import", out, "writeTrained");
  const bytes = readWholeFile(path);
  const format = importFormatOf(bytes, path);
  if (!format.needsHints && (flags.layers || flags.activation))
    throw new UserError(`import: ${path} has its layers; --layers and --activation are for files of weights alone`);
  const imported = await format.read(bytes, path, { external: filesBeside(path), hints: flags, hdf5: readHdf5 });
  const layers = layersOfSteps(imported.steps, path, logits || imported.endsWithLogits);
  if (!flags.features) refuseTableOptions(command, "does nothing without a table");
  const table = flags.features && (await tableOf(flags));
  const inputs = layers.scale.length;
  const named = flags.names ? namesIn(flags.names) : (imported.features ?? table?.features ?? numbered("f", inputs));
  const features = checked(named, inputs, path, "features");
  const outputs = layers.layers.at(-1)?.outputs ?? 0;
  const classes = checked(flags.classes ?? imported.classes ?? numbered("class", outputs), outputs, path, "classes");
  const rows = table && trainingStatistics(selectFeatures(table, features, path));
  const network = networkOfSteps(layers, features, classes, rows);
  const hash = createHash("sha256").update(bytes).digest("hex");
  const provenance = {
    coldpress: VERSION,
    imported: { file: basename(path), format: format.name, producer: imported.producer, hash: `sha256:${hash}` },
  };
  writeFileAtomically(out, writeTrained({ network, provenance }));
  if (json) printJson({ file: out, ...describe(network) });
  else process.stdout.write(`${out}\n`);
}

function describe({ architecture, features, classes }: Network): object {
  const { inputs, hidden } = architecture;
  const layers = hidden.map((units, l) => ({ units, activation: activationName(activationOf(architecture, l)) }));
  return { inputs, layers, classes, features };
}

/** Opens files in the folder of another one, each once. */
function filesBeside(path: string): (location: string) => Uint8Array {
  const open = new Map<string, Uint8Array>();
  return (location) => {
    const bytes = open.get(location) ?? readWholeFile(join(dirname(path), location));
    open.set(location, bytes);
    return bytes;
  };
}

async function tableOf(flags: ImportFlags): Promise<FeatureTable> {
  const progress = new Progress({ quiet: false });
  try {
    return await openTable(flags, progress);
  } finally {
    progress.stop();
  }
}

/** Of the rows that training sees; of all rows where the table has no such partition. */
function trainingStatistics(table: FeatureTable): InputStatistics {
  const hasTraining = table.partitions?.includes("train");
  const { values, features } = hasTraining ? selectRows(table, rowsOfPartition(table, "train")) : table;
  return inputStatistics(values, features.length);
}

function namesIn(path: string): readonly string[] {
  const text = new TextDecoder().decode(readWholeFile(path)).trim();
  if (!text.startsWith("[")) return text.split(/\r?\n/);
  try {
    return JSON.parse(text) as string[];
  } catch (cause) {
    throw new UserError(`${path}: is no JSON list of names: ${(cause as Error).message}`, { cause });
  }
}

function checked(names: readonly string[], count: number, path: string, what: string): readonly string[] {
  if (isNameList(names) && names.length === count) return names;
  const found = Array.isArray(names) ? `${names.length} names, of which ${new Set(names).size} differ` : "no list";
  throw new UserError(`${path}: has ${count} ${what}; expected are as many different names, got ${found}`);
}

function numbered(word: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${word}${i}`);
}

function nameList(word: string): string[] {
  return word.split(",").map((name) => name.trim());
}
