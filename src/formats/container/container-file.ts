/**
 * The container: a compressed network in one small file (`.coldpress`), every weight exact.
 *
 * | bytes     | content                                                                                        |
 * |-----------|------------------------------------------------------------------------------------------------|
 * | 0-7       | 89 43 50 4E 0D 0A 1A 0A (".CPN" and line ends, which a transfer as text would change)          |
 * | 8-9       | version, 1                                                                                     |
 * | 10-11     | 0                                                                                              |
 * | 12-15     | length of the file                                                                             |
 * | 16-19     | CRC-32 of the file with these four bytes taken as zeros                                        |
 * | 20-23     | length of the metadata when inflated                                                           |
 * | 24-27     | length of the metadata as they stand here                                                      |
 * | 28-       | metadata: JSON, deflated (RFC 1951): architecture, classes, provenance; features and madeFrom  |
 * |           | where they do not follow                                                                      |
 * | then      | origin (origin-section.ts), features (feature-list.ts), normalization (normalization-section.ts) |
 * | per layer | biases (bias-section.ts), kernel (kernel-section.ts)                                           |
 *
 * Whole numbers are little-endian. Everything that is read is checked against the bytes that are there, and nothing larger
 * than 2¹⁸ weights per byte of the file is made of it.
 */

import { deflateSync, inflateSync } from "fflate";
import { type ByteInput, bytesOf } from "../../core/bytes.ts";
import { crc32 } from "../../core/crc32.ts";
import { FormatError } from "../../core/errors.ts";
import { mentioned } from "../../features/feature-profile.ts";
import { layerShapes } from "../../network/architecture.ts";
import { assertDenseFits } from "../../network/dense-limit.ts";
import type { QuantizedNetwork } from "../../quantization/quantized-network.ts";
import { assertFiniteToWrite, numbersOf } from "../finite-numbers.ts";
import { type JsonRecord, parseJsonRecord } from "../json.ts";
import { type BIAS_KINDS, decodeBias, writeBias } from "./bias-section.ts";
import { ByteWriter } from "./byte-writer.ts";
import {
  CHECKSUM_AT,
  type ContainerSections,
  HEADER_BYTES,
  junkText,
  MAGIC,
  type PackedMetadata,
  packedMetadata,
  readSections,
  VERSION,
} from "./container-sections.ts";
import { compare2016Mask, writeFeatures } from "./feature-list.ts";
import { type CODEBOOK_KINDS, decodeKernel, writeKernel } from "./kernel-section.ts";
import { decodeNormalization, writeNormalization } from "./normalization-section.ts";
import { digestOf, writeOrigin } from "./origin-section.ts";

/** A compressed network with where it comes from: what a .coldpress file holds. */
export interface ContainerFile {
  readonly network: QuantizedNetwork;
  /** Hash of the file that the network was compressed from, such as "sha256:…"; empty where there is none. */
  readonly madeFrom: string;
  readonly provenance: JsonRecord;
}

export interface ContainerOptions {
  /** Float16 halves the biases and rounds them to eleven bits; int8 quarters them, to within 1/254 of the layer's largest. */
  readonly biases?: (typeof BIAS_KINDS)[number];
  /** Float16 halves the codebooks and rounds them to eleven bits. */
  readonly codebooks?: (typeof CODEBOOK_KINDS)[number];
}

/** Nothing is rounded. */
export const CONTAINER_DEFAULTS: Required<ContainerOptions> = { biases: "float32", codebooks: "float32" };

/** The file of a network. @throws UserError if one of its numbers is not finite. */
export function encodeContainer(
  { network, madeFrom, provenance }: ContainerFile,
  options: ContainerOptions = {},
): Uint8Array {
  const { biases, codebooks } = { ...CONTAINER_DEFAULTS, ...options };
  assertFiniteToWrite("encodeContainer", numbersOf(network));
  const { architecture, features, classes, profile, normalization, layers } = network;
  const digest = digestOf(madeFrom);
  const mask = compare2016Mask(features);
  const description = {
    architecture,
    ...(mask ? {} : { features }),
    classes,
    ...mentioned(profile),
    ...(digest ? {} : { madeFrom }),
    provenance,
  };

  const writer = new ByteWriter();
  writeMetadata(writer, description);
  writeOrigin(writer, digest);
  writeFeatures(writer, mask);
  writeNormalization(writer, normalization);
  for (const { bias, kernel, inputs } of layers) {
    writeBias(writer, bias, biases);
    writeKernel(writer, kernel, inputs, codebooks);
  }
  return sealed(writer.joined());
}

/** The file up to its metadata, with zeros for length and checksum. */
function writeMetadata(writer: ByteWriter, description: object): void {
  const json = new TextEncoder().encode(JSON.stringify(description));
  const metadata = deflateSync(json, { level: 9 });
  writer.bytes(MAGIC);
  writer.uint16(VERSION);
  writer.uint16(0);
  writer.uint32(0);
  writer.uint32(0);
  writer.uint32(json.length);
  writer.uint32(metadata.length);
  writer.bytes(metadata);
}

/** With the length and the checksum of the whole file in their places, which are zeros until then. */
function sealed(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer);
  view.setUint32(CHECKSUM_AT - 4, file.length, true);
  view.setUint32(CHECKSUM_AT, crc32(file), true);
  return file;
}

/**
 * The same container with other notes of its maker, every other byte as it was.
 *
 * @param name  What to call the file in an error.
 * @throws FormatError as `decodeContainer` does.
 */
export function withProvenance(file: ByteInput, provenance: JsonRecord, name: string): Uint8Array {
  const bytes = bytesOf(file, "withProvenance");
  const metadata = packedMetadata(bytes, name);
  const json = inflatedMetadata(metadata);
  readSections(bytes, name, metadata, json);
  const description = parseJsonRecord(json, metadata.where);
  const writer = new ByteWriter();
  writeMetadata(writer, { ...description, provenance });
  writer.bytes(bytes.subarray(HEADER_BYTES + metadata.packed.length));
  return sealed(writer.joined());
}

/**
 * The network of a container, every weight as it was.
 *
 * @param name  What to call the file in an error.
 * @throws FormatError if the file is cut, changed, or no container; UserError if there are too many zeros to be made
 *         dense (`decodeContainerSurvivors` makes none).
 */
export function decodeContainer(file: ByteInput, name: string): ContainerFile {
  const bytes = bytesOf(file, "decodeContainer");
  const { description, madeFrom, provenance, normalization, layers } = readContainer(bytes, name);
  const shapes = layerShapes(description.architecture);
  assertDenseFits(shapes, name);
  return {
    network: {
      ...description,
      normalization: decodeNormalization(normalization, description.architecture.inputs),
      layers: layers.map(({ bias, kernel }, layer) => ({
        ...shapes[layer],
        kernel: decodeKernel(kernel, `${name}: kernel of layer ${layer}`),
        bias: decodeBias(bias),
      })),
    },
    madeFrom,
    provenance,
  };
}

/** The sections of a container, for those who do not want the dense network. @param name  What to call the file in an error. */
export function readContainer(bytes: Uint8Array, name: string): ContainerSections {
  const metadata = packedMetadata(bytes, name);
  return readSections(bytes, name, metadata, inflatedMetadata(metadata));
}

/** The metadata, inflated. @throws FormatError if they do not inflate, or end before their last byte. */
function inflatedMetadata({ packed, inflatedLength, where }: PackedMetadata): Uint8Array {
  // One byte more than there should be: fflate says nothing of bytes that it has no room for.
  const inflated = (bytes: Uint8Array) => inflateSync(bytes, { out: new Uint8Array(inflatedLength + 1) });
  let json: Uint8Array;
  try {
    json = inflated(packed);
  } catch (cause) {
    throw new FormatError(`${where}: does not inflate: ${(cause as Error).message}`, { cause });
  }
  if (endsEarly(packed, inflated)) throw new FormatError(junkText(where));
  return json;
}

/**
 * fflate does not say where a stream ends: without its last byte it does not inflate, unless it ends before that. For 1 kB
 * of metadata this second inflating takes 20 µs.
 */
function endsEarly(packed: Uint8Array, inflated: (bytes: Uint8Array) => Uint8Array): boolean {
  try {
    inflated(packed.subarray(0, -1));
    return true;
  } catch {
    return false;
  }
}
