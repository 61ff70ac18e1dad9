/**
 * `coldpress quantize`: a network's kernels in int8, in codebooks, in float16 or as signs.
 */

import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { BIAS_KINDS } from "../../formats/container/bias-section.ts";
import type { QuantizedWriter } from "../../formats/network-files.ts";
import { writeFileAtomically } from "../../node/atomic-file.ts";
import type { QuantizedNetwork } from "../../quantization/quantized-network.ts";
import { VERSION } from "../files/made-with.ts";
import { agreementText } from "../networks/integer-activations.ts";
import { type OpenSurvivors, openSurvivors } from "../networks/open-survivors.ts";
import { formatFor } from "../networks/out-network.ts";
import { ACTIVATION_KINDS, type MethodFlags, quantizedByMethod } from "../networks/quantize-by-method.ts";
import { addSurvivorQuantizeOptions, QUANTIZE_METHODS } from "../networks/quantize-methods.ts";
import { addEngineChoice } from "../options/engine-options.ts";
import { isGiven } from "../options/method-options.ts";
import { choice } from "../options/option-parsers.ts";
import { printJson } from "../terminal/print.ts";
import { Progress } from "../terminal/progress.ts";

type OutFormat = ReturnType<typeof formatFor<"writeQuantized">>;

type QuantizeFlags = MethodFlags & {
  readonly out: string;
  readonly biases: (typeof BIAS_KINDS)[number];
  readonly json?: true;
};

export function register(command: Command): void {
  command
    .argument("<model>", "a network (.safetensors, .tflite, .coldpress)")
    .option("--method <name>", "int8, the paper's, or another one: docs/methods.md", choice(QUANTIZE_METHODS), "int8")
    .requiredOption("--out <file>", "where it goes: .coldpress, entropy-coded, or for int8 also .tflite");
  addEngineChoice(addSurvivorQuantizeOptions(command))
    .option(
      "--activations <kind>",
      "int8: integers throughout, calibrated on --features, for TensorFlow Lite Micro; a .tflite file",
      choice(ACTIVATION_KINDS),
      "float32",
    )
    .option("--biases <kind>", "biases of a .coldpress file", choice(BIAS_KINDS), "float32")
    .option("--json", "print file and layers as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  coldpress quantize a-pruned.safetensors --out a-pruned.tflite\n" +
        "  coldpress quantize a-pruned.safetensors --activations int8 --features features/ --out a-integers.tflite\n" +
        "  coldpress quantize a-pruned.safetensors --method codebook --bits 4 --features features/ --out a-pruned.coldpress",
    )
    .action(run);
}

async function run(path: string, flags: QuantizeFlags, command: Command): Promise<void> {
  const { out, json } = flags;
  const format = formatFor("quantize", out, "writeQuantized");
  checkOptions(flags, format, command);
  const progress = new Progress({ quiet: false });
  try {
    const model = openSurvivors(path);
    const made = await quantizedByMethod(model, flags, command, progress);
    const { quantized, findings, agreement } = made;
    const chunks = encode(quantized, model, flags, format.writeQuantized);
    writeFileAtomically(out, chunks);
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const layers = quantized.layers.map(({ inputs, outputs, kernel }) => ({ inputs, outputs, kernel: kernel.kind }));
    if (json) printJson({ file: out, bytes, findings, layers, ...(agreement && { agreement }) });
    else process.stdout.write(`${out}${agreement ? `: ${agreementText(agreement)}` : ""}\n`);
  } finally {
    progress.stop();
  }
}

function encode(
  network: QuantizedNetwork,
  { madeFrom, provenance }: OpenSurvivors,
  { method, biases }: QuantizeFlags,
  { namesOrigin, write }: QuantizedWriter,
): Uint8Array[] {
  // The file that is named has the history, which would cost more than a layer.
  const own = namesOrigin ? { coldpress: VERSION, method } : provenance;
  return write({ network, madeFrom, provenance: own }, { biases });
}

/** Refuses what the format of --out cannot hold. */
function checkOptions(flags: QuantizeFlags, { extension, writeQuantized }: OutFormat, command: Command): void {
  const { method, activations, features } = flags;
  if (activations === "int8" && !features)
    throw new UserError("--activations int8: needs --features, the recordings to calibrate on");
  if (activations === "int8" && extension !== ".tflite")
    throw new UserError(`--activations int8: a ${extension} file does not hold them; name a .tflite file`);
  if (method === "int8" && activations !== "int8" && features)
    throw new UserError("--features: does nothing with --method int8 unless --activations int8 is asked for");
  const { keeps, biases } = writeQuantized;
  if (keeps === "int8" && method !== "int8")
    throw new UserError(`quantize: a ${extension} file holds --method int8 only; name a .coldpress file for ${method}`);
  if (biases.length === 1 && isGiven(command, "biases"))
    throw new UserError(`--biases: those of a ${extension} file are ${biases.join()}; name a .coldpress file`);
}
