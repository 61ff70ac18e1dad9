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
import { importTorch } from "./imports/import-torch.ts";
import type { ImportedSteps, LayerHints } from "./imports/imported-steps.ts";
import { type Hdf5Reader, importKerasH5, importKerasZip } from "./imports/keras-files.ts";
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
  readonly read: (bytes: Uint8Array, name: string, sources: ImportSources) => ImportedSteps | Promise<ImportedSteps>;
}

/** What a reader may need beside the file. */
export interface ImportSources {
  /** The bytes of a file beside it. */
  readonly external: (location: string) => Uint8Array;
  readonly hints: LayerHints;
  readonly hdf5: Hdf5Reader;
}

const HDF5 = "\x89HDF\r\n\x1a\n";
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
    begin: HDF5,
    needsHints: false,
    read: (bytes, name, { hdf5 }) => importKerasH5(bytes, name, hdf5),
  },
  {
    name: "Keras",
    extension: ".keras",
    begin: ZIP,
    needsHints: false,
    read: (bytes, name, { hdf5 }) => importKerasZip(bytes, name, hdf5),
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
  if (beginsWith(HDF5)) return IMPORT_FORMATS.find(({ begin }) => begin === HDF5) as ImportFormat;
  const refused = REFUSED.find(({ begin }) => beginsWith(begin));
  if (refused) throw new FormatError(`${name}: is ${refused.is}`);
  if (named && named.begin === undefined) return named;
  if (named) throw new FormatError(`${name}: does not begin as a ${named.extension} file`);
  const known = IMPORT_FORMATS.map(({ extension }) => extension).join(", ");
  throw new FormatError(`${name}: is no kind of file that networks are imported from (${known})`);
}
