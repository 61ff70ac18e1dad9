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
import { FormatError } from "../../core/errors.ts";
import { layerShapes } from "../../network/architecture.ts";
import type { FoldedNormalization } from "../../network/fold-normalization.ts";
import type { QuantizedNetwork } from "../../quantization/quantized-network.ts";
import { crc32 } from "../crc32.ts";
import { isRecord, type JsonRecord, parseJsonRecord } from "../json.ts";
import { checkedDescription, type NetworkDescription } from "../model-file.ts";
import { type BIAS_KINDS, readBias, writeBias } from "./bias-section.ts";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { compare2016Mask, readFeatures, writeFeatures } from "./feature-list.ts";
import { type CODEBOOK_KINDS, decodeKernel, type KernelSection, readKernel, writeKernel } from "./kernel-section.ts";
import { readNormalization, writeNormalization } from "./normalization-section.ts";
import { digestOf, readOrigin, writeOrigin } from "./origin-section.ts";

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

/** A container as it stands in its bytes: checked, described, its kernels still coded. */
export interface ContainerSections {
  readonly description: NetworkDescription;
  readonly madeFrom: string;
  readonly provenance: JsonRecord;
  /** With the origin. */
  readonly metadataBytes: number;
  /** Of their places in a set; names that are in no set are among the metadata. */
  readonly featureBytes: number;
  readonly normalization: FoldedNormalization;
  readonly normalizationBytes: number;
  readonly layers: readonly LayerSection[];
}

export interface LayerSection {
  readonly bias: Float32Array;
  readonly biasBytes: number;
  readonly kernel: KernelSection;
}

const MAGIC = Uint8Array.of(0x89, 0x43, 0x50, 0x4e, 0x0d, 0x0a, 0x1a, 0x0a);
const VERSION = 1;
const CHECKSUM_AT = 16;
export const HEADER_BYTES = 28;
/** Densest that deflate can pack. */
const LARGEST_INFLATION = 1032;
const MOST_WEIGHTS_PER_BYTE = 2 ** 18;

/** The file of a network. */
export function encodeContainer(
  { network, madeFrom, provenance }: ContainerFile,
  options: ContainerOptions = {},
): Uint8Array {
  const { biases, codebooks } = { ...CONTAINER_DEFAULTS, ...options };
  const { architecture, features, classes, normalization, layers } = network;
  const digest = digestOf(madeFrom);
  const mask = compare2016Mask(features);
  const description = {
    architecture,
    ...(mask ? {} : { features }),
    classes,
    ...(digest ? {} : { madeFrom }),
    provenance,
  };
  const json = new TextEncoder().encode(JSON.stringify(description));
  const metadata = deflateSync(json, { level: 9 });

  const writer = new ByteWriter();
  writer.bytes(MAGIC);
  writer.uint16(VERSION);
  writer.uint16(0);
  writer.uint32(0);
  writer.uint32(0);
  writer.uint32(json.length);
  writer.uint32(metadata.length);
  writer.bytes(metadata);
  writeOrigin(writer, digest);
  writeFeatures(writer, mask);
  writeNormalization(writer, normalization);
  for (const { bias, kernel } of layers) {
    writeBias(writer, bias, biases);
    writeKernel(writer, kernel, codebooks);
  }
  const file = writer.joined();
  const view = new DataView(file.buffer);
  view.setUint32(CHECKSUM_AT - 4, file.length, true);
  view.setUint32(CHECKSUM_AT, crc32(file), true);
  return file;
}

/**
 * The network of a container, every weight as it was.
 *
 * @param name  What to call the file in an error.
 * @throws FormatError if the file is cut, changed, or no container.
 */
export function decodeContainer(bytes: Uint8Array, name: string): ContainerFile {
  const { description, madeFrom, provenance, normalization, layers } = readContainer(bytes, name);
  const shapes = layerShapes(description.architecture);
  return {
    network: {
      ...description,
      normalization,
      layers: layers.map(({ bias, kernel }, layer) => ({
        ...shapes[layer],
        kernel: decodeKernel(kernel, `${name}: kernel of layer ${layer}`),
        bias,
      })),
    },
    madeFrom,
    provenance,
  };
}

/** The sections of a container, for who does not want the dense network. @param name  What to call the file in an error. */
export function readContainer(bytes: Uint8Array, name: string): ContainerSections {
  assertIntact(bytes, name);
  const reader = new ByteReader(bytes, name);
  reader.bytes(HEADER_BYTES - 8);
  const inflatedLength = reader.uint32();
  const metadata = reader.bytes(reader.uint32());
  const where = `${name}: metadata at byte ${HEADER_BYTES}`;
  const json = parseJsonRecord(inflated(metadata, inflatedLength, where), where);
  const originStart = reader.position;
  const { madeFrom: originText, features: featureNames, provenance } = json;
  const madeFrom = readOrigin(reader) ?? originText;
  if (typeof madeFrom !== "string" || !isRecord(provenance))
    throw new FormatError(`${where}: must hold madeFrom (a text) and provenance (an object)`);
  const featuresStart = reader.position;
  const features = readFeatures(reader) ?? featureNames;
  const featureBytes = reader.position - featuresStart;
  const description = checkedDescription({ ...json, features }, where);

  const shapes = layerShapes(description.architecture);
  const weights = shapes.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  if (weights > MOST_WEIGHTS_PER_BYTE * bytes.length)
    throw new FormatError(
      `${name}: ${weights} weights in ${bytes.length} bytes; at most ${MOST_WEIGHTS_PER_BYTE} a byte are read`,
    );
  const start = reader.position;
  const normalization = readNormalization(reader, description.architecture.inputs);
  const normalizationBytes = reader.position - start;
  const layers = shapes.map((shape): LayerSection => {
    const biasStart = reader.position;
    const bias = readBias(reader, shape.outputs);
    return { bias, biasBytes: reader.position - biasStart, kernel: readKernel(reader, shape) };
  });
  if (reader.position !== bytes.length)
    throw new FormatError(`${name}: the network ends at byte ${reader.position}, the file at ${bytes.length}`);
  return {
    description,
    madeFrom,
    provenance: provenance as JsonRecord,
    metadataBytes: metadata.length + featuresStart - originStart,
    featureBytes,
    normalization,
    normalizationBytes,
    layers,
  };
}

/** Whether the bytes begin as a container. */
export function looksLikeContainer(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

function assertIntact(bytes: Uint8Array, name: string): void {
  if (!looksLikeContainer(bytes) || bytes.length < HEADER_BYTES)
    throw new FormatError(`${name}: does not begin as a coldpress container`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const version = view.getUint32(MAGIC.length, true);
  if (version !== VERSION)
    throw new FormatError(`${name}: bytes 8 to 11: version is ${version}, this program reads ${VERSION}`);
  const length = view.getUint32(CHECKSUM_AT - 4, true);
  if (length !== bytes.length)
    throw new FormatError(`${name}: ${bytes.length} bytes found, byte 12 declares ${length}`);
  const zeros = new Uint8Array(4);
  const found = crc32(bytes.subarray(CHECKSUM_AT + 4), crc32(zeros, crc32(bytes.subarray(0, CHECKSUM_AT))));
  const expected = view.getUint32(CHECKSUM_AT, true);
  if (found !== expected)
    throw new FormatError(
      `${name}: checksum is ${found.toString(16)}, bytes 16 to 19 hold ${expected.toString(16)}; the file is damaged, get a new copy`,
    );
}

function inflated(metadata: Uint8Array, length: number, where: string): Uint8Array {
  if (length > LARGEST_INFLATION * metadata.length)
    throw new FormatError(`${where}: ${metadata.length} bytes cannot inflate to ${length}`);
  let json: Uint8Array;
  try {
    json = inflateSync(metadata, { out: new Uint8Array(length) });
  } catch (cause) {
    throw new FormatError(`${where}: does not inflate: ${(cause as Error).message}`, { cause });
  }
  if (json.length !== length) throw new FormatError(`${where}: inflates to ${json.length} bytes, expected ${length}`);
  return json;
}
