/**
 * What networks are imported from, as a table.
 *
 * | name    | files                           | what it reads                                                 |
 * |---------|---------------------------------|---------------------------------------------------------------|
 * | ONNX    | `.onnx`, `.onnx.data` beside it | chains of dense layers, scalings, normalisations, activations |
 * | PyTorch | `.safetensors` of a state dict  | nn.Linear and nn.BatchNorm1d; the activations are said        |
 * | Keras   | `.h5`, `.keras`                 | Sequential and functional models that are chains              |
 *
 * Other files are refused with what they are and what to do.
 */

import { FormatError } from "../core/errors.ts";
import { HDF5_SIGNATURE } from "./hdf5/hdf5-file.ts";
import { importTorch } from "./imports/import-torch.ts";
import type { ImportedSteps, LayerHints } from "./imports/imported-steps.ts";
import { importKerasH5, importKerasZip } from "./imports/keras-files.ts";
import { NETWORK_FORMATS } from "./network-files.ts";
import { importOnnx } from "./onnx/import-onnx.ts";

/** One kind of files of another program. */
export interface ImportFormat {
  readonly name: string;
  /** With its dot. */
  readonly extension: string;
  /** How its files begin, as Latin-1 text, where they all begin so. */
  readonly begin?: string;
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

const ZIP = "PK\x03\x04";

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
  {
    name: "Keras",
    extension: ".h5",
    begin: HDF5_SIGNATURE,
    needsHints: false,
    read: importKerasH5,
  },
  {
    name: "Keras",
    extension: ".keras",
    begin: ZIP,
    needsHints: false,
    read: importKerasZip,
  },
];

/** What makes a safetensors file of a pickle, in words that fit into one line. */
const AS_SAFETENSORS =
  "write it as safetensors: safetensors.torch.save_file(torch.load(FILE, weights_only=True), 'a.safetensors')";

/** How a file begins that is not imported, unless its name says that it is one that is. */
const REFUSED: readonly { readonly begin: string; readonly is: string }[] = [
  {
    begin: ZIP,
    is: `a zip archive, as PyTorch writes with a pickle in it, which is a program and is not run; ${AS_SAFETENSORS}`,
  },
  { begin: "\x80", is: `a pickle, which is a program and is not run; ${AS_SAFETENSORS}` },
];

/**
 * The format of a file to import, by its name.
 *
 * @throws FormatError for a network of ours, and for files of other kinds.
 */
export function importFormatOf(bytes: Uint8Array, name: string): ImportFormat {
  if (NETWORK_FORMATS.some(({ isBeginOf }) => isBeginOf(bytes)))
    throw new FormatError(`${name}: is a network of coldpress already`);
  const beginsWith = (begin: string) => String.fromCharCode(...bytes.subarray(0, begin.length)) === begin;
  const named = IMPORT_FORMATS.find(({ extension }) => name.toLowerCase().endsWith(extension));
  if (named?.begin !== undefined && beginsWith(named.begin)) return named;
  if (beginsWith(HDF5_SIGNATURE)) return IMPORT_FORMATS.find(({ begin }) => begin === HDF5_SIGNATURE) as ImportFormat;
  // The length of a safetensors header may have the first byte of a pickle.
  const refused = REFUSED.find(({ begin }) => beginsWith(begin));
  if (refused && !(named?.needsHints && isSafetensors(bytes))) throw new FormatError(`${name}: is ${refused.is}`);
  if (named && named.begin === undefined) return named;
  if (named) throw new FormatError(`${name}: does not begin as a ${named.extension} file`);
  const known = IMPORT_FORMATS.map(({ extension }) => extension).join(", ");
  throw new FormatError(`${name}: is no kind of file that networks are imported from (${known})`);
}

/** Whether a header in braces follows its length. */
function isSafetensors(bytes: Uint8Array): boolean {
  return bytes[8] === "{".charCodeAt(0);
}
