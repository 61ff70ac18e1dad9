/**
 * Networks as TensorFlow Lite files (`.tflite`), which run wherever TensorFlow Lite or LiteRT runs.
 *
 * Names and origin stand in a metadata buffer "coldpress" as JSON. It is the end of the file, and its last entry is a
 * CRC-32 of every byte before the checksum's own digits: `…,"crc32":"0123abcd"}`. One network gives one sequence of bytes.
 * The bytes are documented in docs/formats/tflite.md.
 */

import { type ByteInput, bytesOf } from "../../core/bytes.ts";
import { crc32, crc32Hex } from "../../core/crc32.ts";
import { FormatError } from "../../core/errors.ts";
import { mentioned } from "../../features/feature-profile.ts";
import type { QuantizedNetwork } from "../../quantization/quantized-network.ts";
import { assertFiniteAsRead, assertFiniteToWrite, numbersOf } from "../finite-numbers.ts";
import { isRecord, type JsonRecord, parseJsonRecord } from "../json.ts";
import { checkedDescription } from "../model-file.ts";
import { graphOf, networkOfGraph } from "./graph.ts";
import { integerGraphOf, isIntegerGraph, networkOfIntegerGraph } from "./integer-graph.ts";
import { decodeGraph, looksLikeTflite } from "./read-graph.ts";
import { encodeGraph } from "./write-graph.ts";

/** A network in its shipped form and where it comes from. */
export interface QuantizedModelFile {
  readonly network: QuantizedNetwork;
  readonly provenance: JsonRecord;
}

const METADATA_NAME = "coldpress";
/** Counts up when an older reader would misread the file. */
const VERSION = 1;
const CHECKSUM_DIGITS = 8;
const BEFORE_CHECKSUM = ',"crc32":"';
const AFTER_CHECKSUM = '"}';

/**
 * The chunks of a .tflite file, to be written one after the other; the numbers are views of the network's own arrays.
 *
 * @throws UserError if one of its numbers is not finite.
 */
export function encodeTflite({ network, provenance }: QuantizedModelFile): Uint8Array[] {
  assertFiniteToWrite("encodeTflite", numbersOf(network));
  const { architecture, features, classes, profile } = network;
  const json = JSON.stringify({
    version: VERSION,
    network: { architecture, features, classes, ...mentioned(profile) },
    provenance,
  });
  const opening = `${json.slice(0, -1)}${BEFORE_CHECKSUM}`;
  const data = new TextEncoder().encode(`${opening}${"0".repeat(CHECKSUM_DIGITS)}${AFTER_CHECKSUM}`);
  const graph = network.activations ? integerGraphOf(network, network.activations) : graphOf(network);
  const chunks = encodeGraph(graph, { name: METADATA_NAME, data });
  const digitsAt = data.length - AFTER_CHECKSUM.length - CHECKSUM_DIGITS;
  const before = chunks.slice(0, -1).reduce((crc, chunk) => crc32(chunk, crc), 0);
  const checksum = crc32Hex(data.subarray(0, digitsAt), before);
  data.set(new TextEncoder().encode(checksum), digitsAt);
  return chunks;
}

/**
 * The network of a .tflite file that `encodeTflite` wrote; its arrays are views of the bytes.
 *
 * @param name  What to call the file in an error.
 * @throws FormatError if the file is cut, changed, or comes from another program.
 */
export function decodeTflite(file: ByteInput, name: string): QuantizedModelFile {
  const bytes = bytesOf(file, "decodeTflite");
  if (!looksLikeTflite(bytes)) throw new FormatError(`${name}: no "TFL3" at byte 4, not a .tflite file`);
  assertChecksum(bytes, name);
  const { graph, metadata } = decodeGraph(bytes, name);
  const where = `${name}: metadata ${METADATA_NAME}`;
  const { version, network, provenance } = parseJsonRecord(metadata.get(METADATA_NAME) ?? "", where);
  if (version !== VERSION)
    throw new FormatError(`${where}: version is ${JSON.stringify(version)}, this program reads ${VERSION}`);
  if (!isRecord(provenance)) throw new FormatError(`${where}: provenance must be a JSON object`);
  const read = (isIntegerGraph(graph) ? networkOfIntegerGraph : networkOfGraph)(
    graph,
    checkedDescription(network, where),
    name,
  );
  assertFiniteAsRead(name, numbersOf(read));
  return { network: read, provenance: provenance };
}

function assertChecksum(bytes: Uint8Array, name: string): void {
  const ending = bytes.subarray(-(BEFORE_CHECKSUM.length + CHECKSUM_DIGITS + AFTER_CHECKSUM.length));
  const [, expected] = /^,"crc32":"([0-9a-f]{8})"\}$/.exec(new TextDecoder("latin1").decode(ending)) ?? [];
  if (!expected)
    throw new FormatError(
      `${name}: does not end with coldpress's checksum; it is cut off, or another program wrote it (coldpress reads its own .tflite files only)`,
    );
  const covered = bytes.length - AFTER_CHECKSUM.length - CHECKSUM_DIGITS;
  const found = crc32Hex(bytes.subarray(0, covered));
  if (found !== expected)
    throw new FormatError(
      `${name}: bytes 0 to ${covered - 1}: checksum is ${found}, expected ${expected}; the file is damaged, get a new copy`,
    );
}
