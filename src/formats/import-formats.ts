/**
 * What networks are imported from, as a table.
 *
 * | name    | files                           | what it reads                                                 |
 * |---------|---------------------------------|---------------------------------------------------------------|
 * | ONNX    | `.onnx`, `.onnx.data` beside it | chains of dense layers, scalings, normalisations, activations |
 * | PyTorch | `.safetensors` of a state dict  | nn.Linear and nn.BatchNorm1d; the activations are said        |
 *
 * Other files are refused with what they are and what to do.
 */

import { FormatError } from "../core/errors.ts";
import { importTorch } from "./imports/import-torch.ts";
import type { ImportedSteps, LayerHints } from "./imports/imported-steps.ts";
import { NETWORK_FORMATS } from "./network-files.ts";
import { importOnnx } from "./onnx/import-onnx.ts";

/** One kind of files of another program. */
export interface ImportFormat {
  readonly name: string;
  /** With its dot. */
  readonly extension: string;
  /** Whether it has weights alone, so that layers and activations must be said. */
  readonly needsHints: boolean;
  readonly read: (bytes: Uint8Array, name: string, sources: ImportSources) => ImportedSteps;
}

/** What a reader may need beside the file. */
export interface ImportSources {
  /** The bytes of a file beside it. */
  readonly external: (location: string) => Uint8Array;
  readonly hints: LayerHints;
}

export const IMPORT_FORMATS: readonly ImportFormat[] = [
  {
    name: "ONNX",
    extension: ".onnx",
    needsHints: false,
    read: (bytes, name, { external }) => importOnnx(bytes, name, external),
  },
  {
    name: "PyTorch",
    extension: ".safetensors",
    needsHints: true,
    read: (bytes, name, { hints }) => importTorch(bytes, name, hints),
  },
];

/** What makes a safetensors file of a pickle, in words that fit into one line. */
const AS_SAFETENSORS =
  "write it as safetensors: safetensors.torch.save_file(torch.load(FILE, weights_only=True), 'a.safetensors')";

/** How a file begins that is not imported: bytes as Latin-1 text. */
const REFUSED: readonly { readonly text: string; readonly at: number; readonly is: string }[] = [
  {
    at: 0,
    text: "PK\x03\x04",
    is: `a zip archive, such as PyTorch (.pt, with a pickle, which is a program and is not run) and Keras (.keras) write; for PyTorch ${AS_SAFETENSORS}; for Keras model.export('a.onnx', format='onnx')`,
  },
  { at: 0, text: "\x80", is: `a pickle, which is a program and is not run; ${AS_SAFETENSORS}` },
  {
    at: 1,
    text: "HDF\r\n",
    is: "an HDF5 file, such as Keras writes; write ONNX: model.export('a.onnx', format='onnx')",
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
