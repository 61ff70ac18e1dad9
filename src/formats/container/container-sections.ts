/**
 * A container taken apart, its metadata inflated by the caller: what `decodeContainer` and the runtime read alike.
 *
 *   packedMetadata(bytes) -> inflate, as the platform does it -> readSections(bytes, json)
 *
 * The bytes are described in container-file.ts. Everything is checked against the bytes that are there.
 */

import { crc32 } from "../../core/crc32.ts";
import { FormatError } from "../../core/errors.ts";
import { type LayerShape, layerShapes } from "../../network/architecture.ts";
import { isRecord, type JsonRecord, parseJsonRecord } from "../json.ts";
import { checkedDescription, type NetworkDescription } from "../model-file.ts";
import { type BiasSection, readBias } from "./bias-section.ts";
import { ByteReader } from "./byte-reader.ts";
import { readFeatures } from "./feature-list.ts";
import { type KernelSection, readKernel } from "./kernel-section.ts";
import { type NormalizationSection, readNormalization } from "./normalization-section.ts";
import { readOrigin } from "./origin-section.ts";
import { assertPlausibleKernels, assertPlausibleMetadata, assertPlausibleShape } from "./plausible-size.ts";

/** A container as it stands in its bytes: checked, described, its kernels still coded. */
export interface ContainerSections {
  readonly description: NetworkDescription;
  readonly madeFrom: string;
  readonly provenance: JsonRecord;
  /** With the origin. */
  readonly metadataBytes: number;
  /** Of their places in a set; names that are in no set are among the metadata. */
  readonly featureBytes: number;
  readonly normalization: NormalizationSection;
  readonly normalizationBytes: number;
  readonly layers: readonly LayerSection[];
}

/** A layer as it stands in the container. */
export interface LayerSection {
  readonly bias: BiasSection;
  readonly biasBytes: number;
  readonly kernel: KernelSection;
}

/** The metadata as they stand in the file: deflated JSON. */
export interface PackedMetadata {
  readonly packed: Uint8Array;
  readonly inflatedLength: number;
  /** What to call them in an error. */
  readonly where: string;
}

export const MAGIC = Uint8Array.of(0x89, 0x43, 0x50, 0x4e, 0x0d, 0x0a, 0x1a, 0x0a);
export const VERSION = 1;
export const CHECKSUM_AT = 16;
export const HEADER_BYTES = 28;
/** Densest that deflate can pack. */
const LARGEST_INFLATION = 1032;

/** The metadata of a container that is whole. @param name  What to call the file in an error. @throws FormatError otherwise. */
export function packedMetadata(bytes: Uint8Array, name: string): PackedMetadata {
  assertIntact(bytes, name);
  const reader = new ByteReader(bytes, name);
  const where = `${name}: metadata at byte ${HEADER_BYTES}`;
  reader.bytes(HEADER_BYTES - 8);
  const inflatedLength = reader.uint32();
  const packed = reader.bytes(reader.uint32());
  if (inflatedLength > LARGEST_INFLATION * packed.length)
    throw new FormatError(`${where}: ${packed.length} bytes cannot inflate to ${inflatedLength}`);
  assertPlausibleMetadata(inflatedLength, bytes.length, where);
  return { packed, inflatedLength, where };
}

/** The error for metadata whose compressed bytes end before their section does. */
export function junkText(where: string): string {
  return `${where}: does not inflate: bytes follow the end of the compressed data`;
}

/**
 * The sections of a container.
 *
 * @param metadata  As `packedMetadata` gives it.
 * @param inflated  The same, inflated.
 */
export function readSections(
  bytes: Uint8Array,
  name: string,
  { packed: metadata, inflatedLength, where }: PackedMetadata,
  inflated: Uint8Array,
): ContainerSections {
  if (inflated.length !== inflatedLength)
    throw new FormatError(`${where}: inflates to ${inflated.length} bytes, expected ${inflatedLength}`);
  const reader = new ByteReader(bytes, name);
  reader.bytes(HEADER_BYTES + metadata.length);
  const json = parseJsonRecord(inflated, where);
  const originStart = reader.position;
  const { madeFrom: originText, features: featureNames, provenance } = json;
  const madeFrom = readOrigin(reader) ?? originText;
  if (typeof madeFrom !== "string" || !isRecord(provenance))
    throw new FormatError(`${where}: must hold madeFrom (a text) and provenance (an object)`);
  const featuresStart = reader.position;
  const features = readFeatures(reader) ?? featureNames;
  const featureBytes = reader.position - featuresStart;
  const description = checkedDescription({ ...json, features }, where);

  assertPlausibleShape(description.architecture, bytes.length, name);
  const start = reader.position;
  const normalization = readNormalization(reader, description.architecture.inputs);
  const normalizationBytes = reader.position - start;
  const layers = layerShapes(description.architecture).map((shape) => readLayer(reader, shape));
  assertPlausibleKernels(
    layers.map(({ kernel }) => kernel.positions),
    bytes.length,
    name,
  );
  if (reader.position !== bytes.length)
    throw new FormatError(`${name}: the network ends at byte ${reader.position}, the file at ${bytes.length}`);
  return {
    description,
    madeFrom,
    provenance: provenance,
    metadataBytes: metadata.length + featuresStart - originStart,
    featureBytes,
    normalization,
    normalizationBytes,
    layers,
  };
}

function readLayer(reader: ByteReader, shape: LayerShape): LayerSection {
  const start = reader.position;
  const bias = readBias(reader, shape.outputs);
  return { bias, biasBytes: reader.position - start, kernel: readKernel(reader, shape) };
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
