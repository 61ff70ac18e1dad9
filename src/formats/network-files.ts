/**
 * The formats of network files as a table: what each holds, how it is recognised, read, inspected and written.
 *
 * | extension      | holds                                                         | read | written                       |
 * |----------------|---------------------------------------------------------------|------|-------------------------------|
 * | `.safetensors` | float32, all that training needs to continue (model-file.ts)  | yes  | trained networks              |
 * | `.tflite`      | int8 or float32, for TensorFlow Lite and LiteRT (tflite/)     | yes  | quantised networks, int8      |
 * | `.coldpress`   | survivors, entropy-coded (container/)                         | yes  | quantised networks, all kinds |
 *
 * A file is what its bytes say; its name counts only where they say nothing. A new format, export or import, is a row.
 */

import { type ByteInput, bytesOf } from "../core/bytes.ts";
import { FormatError, UserError } from "../core/errors.ts";
import type { Network } from "../network/network.ts";
import type { CodedNetwork } from "../quantization/coded-network.ts";
import type { QuantizedNetwork } from "../quantization/quantized-network.ts";
import { BIAS_KINDS } from "./container/bias-section.ts";
import { type ContainerFile, type ContainerOptions, encodeContainer } from "./container/container-file.ts";
import { looksLikeContainer } from "./container/container-sections.ts";
import { decodeContainerSurvivors } from "./container/container-survivors.ts";
import { containerContents, type FileContents, safetensorsContents, tfliteContents } from "./file-contents.ts";
import { foreignKind } from "./foreign-files.ts";
import type { JsonRecord } from "./json.ts";
import { decodeModelFile, encodeModelFile, type ModelFile } from "./model-file.ts";
import { looksLikeSafetensors } from "./safetensors.ts";
import { looksLikeTflite } from "./tflite/read-graph.ts";
import { decodeTflite, encodeTflite } from "./tflite/tflite-file.ts";

/** What a network file holds: a network that can be trained on, or one in its shipped form, with its zeros or without. */
export type NetworkFile = { readonly provenance: JsonRecord } & (
  | { readonly holds: "trained"; readonly network: Network }
  | { readonly holds: "quantized"; readonly network: QuantizedNetwork }
  | { readonly holds: "survivors"; readonly network: CodedNetwork }
);

/** One format of network files; what it cannot do is null. */
export interface NetworkFormat {
  /** With its dot. */
  readonly extension: string;
  /** Whether some bytes begin as a file of this format of ours. */
  readonly isBeginOf: (bytes: Uint8Array) => boolean;
  /** @throws FormatError if the bytes are cut, changed, or something else. */
  readonly read: ((bytes: Uint8Array, name: string) => NetworkFile) | null;
  /** @throws FormatError as `read`. */
  readonly inspect: (bytes: Uint8Array, name: string) => FileContents;
  /** The file of a trained network, as chunks. */
  readonly writeTrained: ((file: ModelFile) => Uint8Array[]) | null;
  readonly writeQuantized: QuantizedWriter | null;
}

/** How a format takes networks in their shipped form. */
export interface QuantizedWriter {
  /** Kernels that keep their few bits: all, or only int8, others being written out in float32. */
  readonly keeps: "all" | "int8";
  readonly biases: readonly (typeof BIAS_KINDS)[number][];
  /** Whether the file names the one that it was made from by its hash; if not, its provenance is all the history it has. */
  readonly namesOrigin: boolean;
  /** The file as chunks. */
  readonly write: (file: ContainerFile, options?: ContainerOptions) => Uint8Array[];
}

export const NETWORK_FORMATS: readonly NetworkFormat[] = [
  {
    extension: ".safetensors",
    isBeginOf: looksLikeSafetensors,
    read: (bytes, name) => ({ holds: "trained", ...decodeModelFile(bytes, name) }),
    inspect: safetensorsContents,
    writeTrained: encodeModelFile,
    writeQuantized: null,
  },
  {
    extension: ".tflite",
    isBeginOf: looksLikeTflite,
    read: (bytes, name) => ({ holds: "quantized", ...decodeTflite(bytes, name) }),
    inspect: tfliteContents,
    writeTrained: null,
    writeQuantized: { keeps: "int8", biases: ["float32"], namesOrigin: false, write: encodeTflite },
  },
  {
    extension: ".coldpress",
    isBeginOf: looksLikeContainer,
    read: (bytes, name) => ({ holds: "survivors", ...decodeContainerSurvivors(bytes, name) }),
    inspect: containerContents,
    writeTrained: null,
    writeQuantized: {
      keeps: "all",
      biases: BIAS_KINDS,
      namesOrigin: true,
      write: (file, options) => [encodeContainer(file, options)],
    },
  },
];

/** Extensions of the formats that can do something. */
export function extensionsOf(ability: keyof NetworkFormat): string[] {
  return NETWORK_FORMATS.filter((format) => format[ability] !== null).map(({ extension }) => extension);
}

/** The format that a file's name promises; undefined for another extension. */
export function formatNamed(name: string): NetworkFormat | undefined {
  return NETWORK_FORMATS.find(({ extension }) => name.toLowerCase().endsWith(extension));
}

/**
 * The format of some bytes, by what they begin with, or else by the name, whose reader then says what is wrong.
 *
 * @throws FormatError if neither says that they are a network file of ours.
 */
export function formatOf(bytes: Uint8Array, name: string): NetworkFormat {
  const found = NETWORK_FORMATS.find(({ isBeginOf }) => isBeginOf(bytes));
  if (found) return found;
  const foreign = foreignKind(bytes);
  if (foreign) throw new FormatError(`${name}: is ${foreign}`);
  const named = formatNamed(name);
  if (named) return named;
  throw new FormatError(
    `${name}: is none of coldpress's files (${extensionsOf("read").join(", ")}, checkpoint)${adviceFor(name)}`,
  );
}

/** Names of files that other programs write networks into. */
const OTHER_NETWORK = /\.(onnx|pth?|keras|h5|hdf5)$/i;

/** What to do with a file that is none of ours, where its name says what it is. */
function adviceFor(name: string): string {
  if (OTHER_NETWORK.test(name)) return "; coldpress import takes networks of other programs over";
  return /\.(csv|tsv|arff|parquet)$/i.test(name) ? "; it is called as a feature table" : "";
}

/**
 * The network in some bytes.
 *
 * @param name  What to call the file in an error.
 * @throws FormatError if the bytes are no network file of ours, cut or changed.
 */
export function readNetworkFile(file: ByteInput, name: string): NetworkFile {
  const bytes = bytesOf(file, "readNetworkFile");
  const { read, extension } = formatOf(bytes, name);
  if (!read) throw new UserError(`${name}: networks are written as ${extension}, not read from it`);
  return read(bytes, name);
}
