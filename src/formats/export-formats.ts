/**
 * What networks are exported to, as a table: files that run elsewhere and are made of a network in its shipped form. They are
 * no network files of ours: nothing goes on from them.
 *
 * | name   | extension | runs in                             |
 * |--------|-----------|-------------------------------------|
 * | `onnx` | `.onnx`   | onnxruntime and whatever reads ONNX |
 */

import { encodeOnnx, type OnnxFile } from "./onnx/onnx-file.ts";

/** A network in its shipped form and where it comes from. */
export type ExportedNetwork = OnnxFile;

/** One kind of export. */
export interface ExportFormat {
  /** What it is called on the command line. */
  readonly name: string;
  /** With its dot. */
  readonly extension: string;
  /** Whether kernels of int8 keep their bits; if not, they are written out in float32. */
  readonly keepsInt8: boolean;
  /** The file as chunks. @throws UserError if a number is not finite. */
  readonly write: (file: ExportedNetwork) => Uint8Array[];
}

export const EXPORT_FORMATS: readonly ExportFormat[] = [
  { name: "onnx", extension: ".onnx", keepsInt8: true, write: encodeOnnx },
];
