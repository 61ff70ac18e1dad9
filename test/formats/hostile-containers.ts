/**
 * Containers whose checksums are right and whose content is not.
 */

import { deflateSync } from "fflate";
import { LOWEST_STATE, stateCountOf } from "../../src/codec/rans.ts";
import { encodeModel, modelOfCounts } from "../../src/codec/symbol-model.ts";
import { crc32 } from "../../src/core/crc32.ts";
import { ByteWriter } from "../../src/formats/container/byte-writer.ts";
import { CHECKSUM_AT, MAGIC, VERSION } from "../../src/formats/container/container-sections.ts";

export interface RawContainer {
  readonly hidden: readonly number[];
  /** Writes biases and kernel of a layer. */
  readonly layer: (writer: ByteWriter, inputs: number, outputs: number) => void;
  readonly provenance?: object;
  /** Bytes after the end of the metadata's compressed data, in their section. */
  readonly junk?: readonly number[];
  /** How long the metadata say that they are when inflated, more or less than they are. */
  readonly lengthError?: number;
}

/** A container with right checksums whose sections are written by hand; two inputs f0 and f1, classes a and b. */
export function rawContainer({ hidden, layer, provenance = {}, junk = [], lengthError = 0 }: RawContainer): Uint8Array {
  const architecture = { inputs: 2, hidden, classes: 2 };
  const description = { architecture, features: ["f0", "f1"], classes: ["a", "b"], madeFrom: "", provenance };
  const json = new TextEncoder().encode(JSON.stringify(description));
  const metadata = Uint8Array.of(...deflateSync(json, { level: 9 }), ...junk);
  const writer = new ByteWriter();
  writer.bytes(MAGIC);
  writer.uint16(VERSION);
  writer.uint16(0);
  writer.uint32(0);
  writer.uint32(0);
  writer.uint32(json.length + lengthError);
  writer.uint32(metadata.length);
  writer.bytes(metadata);
  // Origin and features in the metadata, no normalization.
  for (const kind of [0, 0, 0]) writer.uint8(kind);
  const widths = [2, ...hidden, 2];
  for (let l = 1; l < widths.length; l++) layer(writer, widths[l - 1], widths[l]);
  const file = writer.joined();
  const view = new DataView(file.buffer);
  view.setUint32(CHECKSUM_AT - 4, file.length, true);
  view.setUint32(CHECKSUM_AT, crc32(file), true);
  return file;
}

/** Int8 biases of zero, and a float32 kernel without survivors: seven bytes and one for each neuron. */
export function emptyLayer(writer: ByteWriter, _inputs: number, outputs: number): void {
  writer.uint8(2);
  writer.floats(Float32Array.of(0));
  writer.bytes(new Uint8Array(outputs));
  writer.uint8(0);
  for (let block = 0; block < 5; block++) writer.uint8(0);
}

/** A codebook kernel whose every weight survives and is the same, coded in 0 bits each. */
export function fullLayer(writer: ByteWriter, inputs: number, outputs: number): void {
  writer.uint8(2);
  writer.floats(Float32Array.of(0));
  writer.bytes(new Uint8Array(outputs));
  writer.uint8(2);
  writer.uint8(1);
  writer.floats(Float32Array.of(0, 0.5));
  writer.count(inputs * outputs);
  writer.count(inputs * outputs);
  writer.uint8(0);
  for (const symbol of [0, 1]) {
    writeBlock(writer, sureTable(symbol));
    writeBlock(writer, endStates(inputs * outputs));
  }
}

function writeBlock(writer: ByteWriter, bytes: Uint8Array): void {
  writer.count(bytes.length);
  writer.bytes(bytes);
}

/** The table of a symbol that always comes. */
function sureTable(symbol: number): Uint8Array {
  return encodeModel(modelOfCounts(Float64Array.from({ length: 256 }, (_, s) => (s === symbol ? 1 : 0))));
}

/** A sequence of this many sure symbols: the states at their start, no words. */
function endStates(count: number): Uint8Array {
  const states = new Int32Array(stateCountOf(count)).fill(LOWEST_STATE);
  return new Uint8Array(states.buffer);
}
