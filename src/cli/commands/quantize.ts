/**
 * `coldpress quantize`: a network's kernels in int8, as a TensorFlow Lite file.
 */

import type { Command } from "commander";
import { decodeModelFile } from "../../formats/model-file.ts";
import { encodeTflite } from "../../formats/tflite/tflite-file.ts";
import { quantizeInt8 } from "../../quantization/int8.ts";
import { writeFileAtomically } from "../atomic-file.ts";
import { printJson } from "../print.ts";
import { readWholeFile } from "../read-file.ts";

export function register(program: Command): void {
  program
    .command("quantize")
    .argument("<model>", "a network (.safetensors)")
    .description("write a network with int8 kernels, as TensorFlow Lite's OPTIMIZE_FOR_SIZE does")
    .requiredOption("--out <file>", "where it goes (.tflite)")
    .option("--json", "print file and layers as JSON")
    .addHelpText("after", "\nExample:\n  coldpress quantize a-pruned.safetensors --out a-pruned.tflite")
    .action((model: string, { out, json }: { out: string; json?: true }) => {
      const { network, provenance } = decodeModelFile(readWholeFile(model), model);
      const quantized = quantizeInt8(network);
      const chunks = encodeTflite({ network: quantized, provenance });
      writeFileAtomically(out, chunks);
      const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      const layers = quantized.layers.map(({ inputs, outputs, kernel }) => ({ inputs, outputs, kernel: kernel.kind }));
      if (json) printJson({ file: out, bytes, layers });
      else process.stdout.write(`${out}\n`);
    });
}
