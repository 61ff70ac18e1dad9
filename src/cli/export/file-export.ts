/**
 * Networks as files for other programs' runtimes.
 */

import { UserError } from "../../core/errors.ts";
import { EXPORT_FORMATS, type ExportFormat } from "../../formats/export-formats.ts";
import { writeFileAtomically } from "../../node/atomic-file.ts";
import { checkFilePlace } from "../../node/writable-place.ts";
import { withFloat32Kernels, withInt8Kernels } from "../../quantization/kernel-types.ts";
import { VERSION } from "../files/made-with.ts";
import { openShipped } from "../networks/open-shipped.ts";
import { outExtension } from "../options/out-file.ts";
import { printJson } from "../terminal/print.ts";
import type { ExportFlags, ExportKind } from "./export-kind.ts";

export const fileKinds: readonly ExportKind[] = EXPORT_FORMATS.map((format) => ({
  name: format.name,
  takes: ["int8", "json"],
  run: (path, flags) => exportFile(format, path, flags),
}));

function exportFile(format: ExportFormat, path: string, { out, int8, json }: ExportFlags): void {
  const command = `export ${format.name}`;
  checkFilePlace(out);
  outExtension(command, out, [format.extension]);
  if (int8 && !format.keepsInt8) throw new UserError(`${command}: --int8 is nothing that ${format.extension} holds`);
  const { network, madeFrom, provenance } = openShipped(path);
  const exported = int8 ? withInt8Kernels(network) : withFloat32Kernels(network);
  const chunks = format.write({ network: exported, madeFrom, version: VERSION, provenance });
  writeFileAtomically(out, chunks);
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const layers = exported.layers.map(({ inputs, outputs, kernel }) => ({ inputs, outputs, kernel: kernel.kind }));
  if (json) printJson({ file: out, bytes, layers });
  else process.stdout.write(`${out}\n`);
}
