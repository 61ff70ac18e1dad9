/**
 * `coldpress quantize`: a network's kernels in int8, as a TensorFlow Lite file or a container.
 */

import { createHash } from "node:crypto";
import { extname } from "node:path";
import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { encodeContainer } from "../../formats/container/container-file.ts";
import type { JsonRecord } from "../../formats/json.ts";
import { decodeModelFile } from "../../formats/model-file.ts";
import { encodeTflite } from "../../formats/tflite/tflite-file.ts";
import { quantizeInt8 } from "../../quantization/int8.ts";
import type { QuantizedNetwork } from "../../quantization/quantized-network.ts";
import { writeFileAtomically } from "../atomic-file.ts";
import { VERSION } from "../made-with.ts";
import { printJson } from "../print.ts";
import { readWholeFile } from "../read-file.ts";

export function register(program: Command): void {
  program
    .command("quantize")
    .argument("<model>", "a network (.safetensors)")
    .description("write a network with int8 kernels, as TensorFlow Lite's OPTIMIZE_FOR_SIZE does")
    .requiredOption("--out <file>", "where it goes: .tflite, or .coldpress for the same network entropy-coded")
    .option("--json", "print file and layers as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  coldpress quantize a-pruned.safetensors --out a-pruned.tflite\n" +
        "  coldpress quantize a-pruned.safetensors --out a-pruned.coldpress",
    )
    .action((model: string, { out, json }: { out: string; json?: true }) => {
      const encode = ENCODERS[extname(out)];
      if (!encode) throw new UserError(`quantize: --out must end in .tflite or .coldpress, got ${out}`);
      const source = readWholeFile(model);
      const { network, provenance } = decodeModelFile(source, model);
      const quantized = quantizeInt8(network);
      const chunks = encode(quantized, provenance, source);
      writeFileAtomically(out, chunks);
      const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      const layers = quantized.layers.map(({ inputs, outputs, kernel }) => ({ inputs, outputs, kernel: kernel.kind }));
      if (json) printJson({ file: out, bytes, layers });
      else process.stdout.write(`${out}\n`);
    });
}

/** Bytes of a quantised network, by the file's extension. @param source  The file that it was made from. */
const ENCODERS: Record<
  string,
  (network: QuantizedNetwork, provenance: JsonRecord, source: Uint8Array) => Uint8Array[]
> = {
  ".tflite": (network, provenance) => encodeTflite({ network, provenance }),
  // A container names the file that it was made from by its hash: that file has the history, which would cost more than a layer.
  ".coldpress": (network, _, source) => {
    const madeFrom = `sha256:${createHash("sha256").update(source).digest("hex")}`;
    return [encodeContainer({ network, madeFrom, provenance: { coldpress: VERSION, method: "int8" } })];
  },
};
