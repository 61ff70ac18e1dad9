/**
 * `coldpress inspect`: what is in one of our files.
 */

import type { Command } from "commander";
import { type Inspection, inspectFile } from "../../formats/inspect.ts";
import { printJson } from "../print.ts";
import { readWholeFile } from "../read-file.ts";
import { columnsText } from "../table-text.ts";

export function register(program: Command): void {
  program
    .command("inspect")
    .argument("<file>", "a network (.safetensors, .tflite) or a checkpoint")
    .description("layers, zeros, bytes and entropy of a file; reading it checks its checksums")
    .option("--json", "print JSON, with provenance and all names")
    .addHelpText("after", "\nExample:\n  coldpress inspect a-pruned.tflite")
    .action((file: string, { json }: { json?: true }) => {
      const inspection = inspectFile(readWholeFile(file), file);
      if (json) printJson(inspection);
      else process.stdout.write(`${inspectionText(file, inspection)}\n`);
    });
}

function inspectionText(file: string, inspection: Inspection): string {
  const { kind, sizeBytes, crc32, architecture, classes, tensors, kernels } = inspection;
  const count = (value: number) => value.toLocaleString("en-US");
  const widths = [architecture.inputs, ...architecture.hidden, architecture.classes].join(" -> ");
  const rows = tensors.map((tensor) => [
    tensor.name,
    `[${tensor.shape.join(" x ")}]`,
    tensor.type,
    count(tensor.sizeBytes),
    count(tensor.positiveZeros),
    count(tensor.negativeZeros),
    count(tensor.distinctValues),
    tensor.entropyBits.toFixed(2),
  ]);
  return [
    `${file}: ${kind}, ${count(sizeBytes)} bytes, CRC-32 ${crc32}, checksums right`,
    `${widths}; classes ${classes.join(", ")}`,
    columnsText(["tensor", "shape", "type", "bytes", "+0", "-0", "distinct", "entropy [bit]"], rows),
    `Kernels: ${count(kernels.weights)} weights, ${count(kernels.survivors)} survivors, sparsity ${kernels.sparsity.toFixed(6)}`,
  ].join("\n");
}
