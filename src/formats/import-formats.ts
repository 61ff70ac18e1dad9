/**
 * What networks are imported from, as a table.
 *
 * | name | files                            | what it reads                                                  |
 * |------|----------------------------------|----------------------------------------------------------------|
 * | ONNX | `.onnx`, `.onnx.data` beside it  | chains of dense layers, scalings, normalisations, activations  |
 *
 * Other files are refused with what they are and what to do.
 */

import { FormatError } from "../core/errors.ts";
import type { ImportedSteps } from "./imports/imported-steps.ts";
import { NETWORK_FORMATS } from "./network-files.ts";
import { importOnnx } from "./onnx/import-onnx.ts";

/** One kind of files of another program. */
export interface ImportFormat {
  readonly name: string;
  /** With its dot. */
  readonly extension: string;
  readonly read: (bytes: Uint8Array, name: string, external: (location: string) => Uint8Array) => ImportedSteps;
}

export const IMPORT_FORMATS: readonly ImportFormat[] = [{ name: "ONNX", extension: ".onnx", read: importOnnx }];

/** How a file begins that is not imported: bytes as Latin-1 text. */
const REFUSED: readonly { readonly text: string; readonly at: number; readonly is: string }[] = [
  {
    at: 0,
    text: "PK\x03\x04",
    is: `a zip archive, such as PyTorch (.pt, a pickle, which is a program and is not run) and Keras (.keras) write; export ONNX with torch.onnx.export or model.export`,
  },
  {
    at: 0,
    text: "\x80",
    is: "a pickle, which is a program and is not run; export ONNX with torch.onnx.export",
  },
  {
    at: 1,
    text: "HDF\r\n",
    is: "an HDF5 file, such as Keras writes; export ONNX with model.export(..., format='onnx')",
  },
];

/**
 * The format of a file to import, by its name.
 *
 * @throws FormatError for a network of ours, and for files of other kinds.
 */
export function importFormatOf(bytes: Uint8Array, name: string): ImportFormat {
  if (NETWORK_FORMATS.some(({ isBeginOf }) => isBeginOf(bytes)))
    throw new FormatError(`${name}: is a network of coldpress already`);
  const textAt = (at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));
  const refused = REFUSED.find(({ at, text }) => textAt(at, text.length) === text);
  if (refused) throw new FormatError(`${name}: is ${refused.is}`);
  const format = IMPORT_FORMATS.find(({ extension }) => name.toLowerCase().endsWith(extension));
  if (format) return format;
  const known = IMPORT_FORMATS.map(({ extension }) => extension).join(", ");
  throw new FormatError(`${name}: is no kind of file that networks are imported from (${known})`);
}
