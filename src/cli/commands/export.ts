/**
 * `coldpress export`: a network as a file for another program's runtime.
 */

import { Argument, type Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { EXPORT_FORMATS, type ExportFormat } from "../../formats/export-formats.ts";
import { writeFileAtomically } from "../../node/atomic-file.ts";
import { withFloat32Kernels, withInt8Kernels } from "../../quantization/kernel-types.ts";
import { VERSION } from "../files/made-with.ts";
import { openShipped } from "../networks/open-shipped.ts";
import { outExtension } from "../options/out-file.ts";
import { printJson } from "../terminal/print.ts";

interface ExportFlags {
  readonly out: string;
  readonly int8?: true;
  readonly json?: true;
}

export function register(command: Command): void {
  const names = EXPORT_FORMATS.map(({ name }) => name);
  command
    .addArgument(new Argument("<format>", "what it becomes").choices(names))
    .argument("<model>", "a network (.safetensors, .tflite, .coldpress)")
    .requiredOption("--out <file>", "where it goes (.onnx)")
    .option(
      "--int8",
      "kernels in int8, as quantize makes them; without it in float32, whatever the network keeps them in",
    )
    .option("--json", "print file and layers as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  coldpress export onnx a.safetensors --out a.onnx\n" +
        "  coldpress export onnx a-pruned.coldpress --int8 --out a-pruned.onnx",
    )
    .action(run);
}

function run(name: string, path: string, { out, int8, json }: ExportFlags): void {
  const format = EXPORT_FORMATS.find((each) => each.name === name) as ExportFormat;
  outExtension(`export ${name}`, out, [format.extension]);
  if (int8 && !format.keepsInt8)
    throw new UserError(`export ${name}: --int8 is nothing that ${format.extension} holds`);
  const { network, madeFrom, provenance } = openShipped(path);
  const exported = int8 ? withInt8Kernels(network) : withFloat32Kernels(network);
  const chunks = format.write({ network: exported, madeFrom, version: VERSION, provenance });
  writeFileAtomically(out, chunks);
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const layers = exported.layers.map(({ inputs, outputs, kernel }) => ({ inputs, outputs, kernel: kernel.kind }));
  if (json) printJson({ file: out, bytes, layers });
  else process.stdout.write(`${out}\n`);
}
