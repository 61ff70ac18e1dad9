/**
 * The numbers of a data set: in its header, in one piece, or in chunks (chunk-index.ts), which may be deflated.
 *
 *   dataspace   1, dimensions, flags, 0, 0 4, sizes 8 each       or   2, dimensions, flags, kind, sizes 8 each
 *   layout      3 or 4, class; 0 { length 2, numbers }, 1 { address 8, length 8 }, 2 { chunks }
 *
 * Source  HDF5 File Format Specification 3.0, sections IV.A.2.b, IV.A.2.i, IV.A.2.l.
 */

import { unzlibSync } from "fflate";
import type { FormatError } from "../../core/errors.ts";
import { chunksOfLayout } from "./chunk-index.ts";
import { type Hdf5Type, hdf5Type } from "./datatype.ts";
import type { Hdf5File, Hdf5Part } from "./hdf5-file.ts";
import { DATASPACE, DATATYPE, FILTERS, firstMessage, type HeaderMessage, LAYOUT } from "./object-header.ts";

/** Numbers of an HDF5 file. */
export interface Dataset {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** By path, as "/model_weights/dense/dense/kernel:0". */
export type Datasets = ReadonlyMap<string, Dataset>;

/** What weights are deflated to at most; all numbers of a file together. */
const MOST_BYTES_PER_BYTE = 16;
/** Dimensions of a tensor; HDF5 has 32. */
const MOST_DIMENSIONS = 8;
const NOWHERE = 2 ** 64;

/** How many bytes of numbers may yet be made of a file. */
export class NumberBudget {
  #left: number;
  readonly #file: Hdf5File;

  constructor(file: Hdf5File) {
    this.#file = file;
    this.#left = MOST_BYTES_PER_BYTE * file.length;
  }

  spend(bytes: number, path: string): void {
    this.#left -= bytes;
    if (!(this.#left >= 0)) throw this.#file.damage(`${path} has ${bytes} bytes of numbers, more than it can hold`);
  }
}

/** The numbers as float32; undefined where they are texts or of another type. @param path  For errors. */
export function datasetOf(
  file: Hdf5File,
  messages: readonly HeaderMessage[],
  path: string,
  budget: NumberBudget,
): Dataset | undefined {
  const [space, type, layout] = [DATASPACE, DATATYPE, LAYOUT].map((each) => firstMessage(messages, each));
  if (!space || !type || !layout) return undefined;
  const shape = shapeOf(space);
  const element = hdf5Type(type);
  if (!element.read) return undefined;
  const count = shape.reduce((product, size) => product * size, 1);
  budget.spend(4 * count + count * element.size, path);
  const bytes = numbersOf(file, layout, { shape, element, count, path, filters: firstMessage(messages, FILTERS) });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = element.read(view, i * element.size);
  return { shape, values };
}

/** Sizes of the dimensions; none for a single number. */
function shapeOf(space: Hdf5Part): number[] {
  const version = space.uint8();
  const dimensions = space.uint8();
  if (version < 1 || version > 2 || dimensions > MOST_DIMENSIONS)
    throw space.file.damage(`a data set has ${dimensions} dimensions`);
  space.skip(version === 1 ? 6 : 2);
  return Array.from({ length: dimensions }, () => space.offset());
}

interface Numbers {
  readonly shape: readonly number[];
  readonly element: Hdf5Type;
  readonly count: number;
  readonly path: string;
  readonly filters: Hdf5Part | undefined;
}

/** All elements one after the other. */
function numbersOf(file: Hdf5File, layout: Hdf5Part, numbers: Numbers): Uint8Array {
  const { count, element, path } = numbers;
  const length = count * element.size;
  const version = layout.uint8();
  const kind = layout.uint8();
  if (version < 3 || version > 4 || kind > 2)
    throw file.damage(`${path} lies in a way that is not read (${version}.${kind}); write it without libver='latest'`);
  if (kind === 0) return exactly(layout.next(layout.uint16()), length, file, path);
  if (kind === 1) {
    const at = layout.offset();
    // Numbers that were never written are zeros.
    return at === NOWHERE ? new Uint8Array(length) : file.data(at, length);
  }
  return chunkedNumbers(file, layout, version, numbers);
}

function exactly(bytes: Uint8Array, length: number, file: Hdf5File, path: string): Uint8Array {
  if (bytes.length < length) throw file.damage(`${path} has ${bytes.length} bytes, its shape ${length}`);
  return bytes;
}

function chunkedNumbers(file: Hdf5File, layout: Hdf5Part, version: number, numbers: Numbers): Uint8Array {
  const { shape, element, count, path } = numbers;
  const filters = filtersOf(numbers.filters, file, path);
  const { chunk, stored } = chunksOfLayout(layout, version, { file, path, shape, elementBytes: element.size });
  const all = new Uint8Array(count * element.size);
  const chunkBytes = chunk.reduce((product, size) => product * size, element.size);
  // Chunks at the border reach beyond the numbers, each by less than itself.
  if (chunkBytes > MOST_BYTES_PER_BYTE * file.length) throw file.damage(`${path} has chunks of ${chunkBytes} bytes`);
  let left = all.length + MOST_BYTES_PER_BYTE * file.length;
  for (const { address, length, leftOut, place } of stored()) {
    left -= chunkBytes;
    if (left < 0) throw file.damage(`${path} has more chunks than numbers`);
    const bytes = unfiltered(file.data(address, length), filters, leftOut, { chunkBytes, element, file, path });
    copyChunk(exactly(bytes, chunkBytes, file, path), chunk, place, shape, all, element.size);
  }
  return all;
}

/** Copies the part of a chunk that lies within the numbers, row by row of the last dimension. */
function copyChunk(
  from: Uint8Array,
  chunk: readonly number[],
  place: readonly number[],
  shape: readonly number[],
  to: Uint8Array,
  size: number,
): void {
  const last = shape.length - 1;
  if (place.some((start, dimension) => !(start < shape[dimension]))) return;
  const copied = shape.map((length, d) => Math.min(chunk[d], length - place[d]));
  const rows = copied.slice(0, last).reduce((product, length) => product * length, 1);
  const rowBytes = (copied[last] ?? 1) * size;
  const at = new Array<number>(Math.max(0, last)).fill(0);
  for (let row = 0; row < rows; row++) {
    let source = 0;
    let target = 0;
    for (let d = 0; d <= last; d++) {
      const within = at[d] ?? 0;
      source = source * chunk[d] + within;
      target = target * shape[d] + place[d] + within;
    }
    to.set(from.subarray(source * size, source * size + rowBytes), target * size);
    for (let d = last - 1; d >= 0; d--) {
      at[d]++;
      if (at[d] < copied[d]) break;
      at[d] = 0;
    }
  }
}

const DEFLATE = 1;
const SHUFFLE = 2;
const CHECKSUM = 3;
const MOST_FILTERS = 4;

/** Numbers of the filters in the order in which a writer applied them. */
function filtersOf(message: Hdf5Part | undefined, file: Hdf5File, path: string): number[] {
  if (!message) return [];
  const version = message.uint8();
  const count = message.uint8();
  if (version < 1 || version > 2 || count > MOST_FILTERS) throw file.damage(`${path} has ${count} filters`);
  if (version === 1) message.skip(6);
  return Array.from({ length: count }, () => {
    const filter = message.uint16();
    const nameLength = version === 1 || filter >= 256 ? message.uint16() : 0;
    const values = message.skip(2).uint16();
    message.skip(nameLength + 4 * (version === 1 ? values + (values % 2) : values));
    if (![DEFLATE, SHUFFLE, CHECKSUM].includes(filter))
      throw file.damage(`${path} has the filter ${filter}; read are deflate, shuffle and fletcher32`);
    return filter;
  });
}

interface ChunkPlace {
  readonly chunkBytes: number;
  readonly element: Hdf5Type;
  readonly file: Hdf5File;
  readonly path: string;
}

/** @param leftOut  Bit i is set where filter i was not applied to this chunk. */
function unfiltered(
  bytes: Uint8Array,
  filters: readonly number[],
  leftOut: number,
  { chunkBytes, element, file, path }: ChunkPlace,
): Uint8Array {
  let found = bytes;
  for (let at = filters.length - 1; at >= 0; at--) {
    if (leftOut & (1 << at)) continue;
    if (filters[at] === DEFLATE) found = inflated(found, chunkBytes + 4, (what) => file.damage(`${path}: ${what}`));
    else if (filters[at] === SHUFFLE) found = unshuffled(found, element.size);
    else found = found.subarray(0, Math.max(0, found.length - 4));
  }
  return found;
}

/** fflate writes no further than the array that it is given. */
function inflated(bytes: Uint8Array, length: number, damage: (what: string) => FormatError): Uint8Array {
  try {
    return unzlibSync(bytes, { out: new Uint8Array(length) });
  } catch (error) {
    throw damage((error as Error).message);
  }
}

/** First bytes of all elements, then their second bytes, ... */
function unshuffled(bytes: Uint8Array, size: number): Uint8Array {
  const count = Math.floor(bytes.length / size);
  const plain = bytes.slice();
  for (let i = 0; i < count; i++) for (let b = 0; b < size; b++) plain[i * size + b] = bytes[b * count + i];
  return plain;
}
