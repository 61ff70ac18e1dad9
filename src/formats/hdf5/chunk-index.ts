/**
 * Where the chunks of a data set lie.
 *
 *   layout 3   dimensions + 1, address of a B-tree 8, sizes 4 each       key { length 4, filters left out 4, place 8 each }, address 8
 *   layout 4   flags, dimensions + 1, bytes of a size, sizes, index, its numbers, address 8
 *     index 1  one chunk [length 8, filters left out 4]
 *     index 2  all chunks one after the other
 *     index 3  "FAHD", 0, kind, bytes of an entry, bits of a page, entries 8, block 8, checksum 4
 *              block "FADB", 0, kind, header 8, entries, checksum 4; of several pages: a bit for each that is written, checksum 4,
 *              pages of entries and a checksum 4;  entry { address 8 } or filtered { address 8, length, filters left out 4 }
 *
 * Data sets that can grow have other indexes, which are refused: weights do not grow.
 *
 * Source  HDF5 File Format Specification 3.0, sections III.A.1, IV.A.2.i, VII.A to VII.C.
 */

import { treeChildren } from "./groups.ts";
import type { Hdf5File, Hdf5Part } from "./hdf5-file.ts";
import { whole } from "./tree-records.ts";

const NOWHERE = 2 ** 64;
const CHUNK_NODE = 1;
/** Bytes of a number in an entry at most. */
const MOST_BYTES = 8;

/** A chunk as it lies in the file. */
export interface StoredChunk {
  readonly address: number;
  readonly length: number;
  /** Bit i is set where filter i was not applied. */
  readonly leftOut: number;
  /** Of its first number. */
  readonly place: readonly number[];
}

/** A data set that is stored in chunks. */
export interface ChunkedSet {
  readonly file: Hdf5File;
  /** For errors. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly elementBytes: number;
}

/** The chunks of a data set, where they lie. */
export interface Chunks {
  /** Sizes of a chunk. */
  readonly chunk: readonly number[];
  readonly stored: () => readonly StoredChunk[];
}

/** @param layout  The message behind its class. */
export function chunksOfLayout(layout: Hdf5Part, version: number, set: ChunkedSet): Chunks {
  return version === 3 ? chunksOfTree(layout, set) : chunksOfIndex(layout, set);
}

function checked(
  chunk: readonly number[],
  dimensions: number,
  { file, path, shape, elementBytes }: ChunkedSet,
): number[] {
  const sizes = chunk.slice(0, -1);
  const elements = sizes.reduce((product, size) => product * size, 1);
  if (dimensions !== shape.length + 1 || !(elements > 0) || chunk.at(-1) !== elementBytes)
    throw file.damage(`${path} has chunks of another shape`);
  return sizes;
}

function chunksOfTree(layout: Hdf5Part, set: ChunkedSet): Chunks {
  const { file, shape } = set;
  const dimensions = layout.uint8();
  const tree = layout.offset();
  const sizes = Array.from({ length: dimensions }, () => layout.uint32());
  const chunk = checked(sizes, dimensions, set);
  const stored = () =>
    treeChildren(file, tree, CHUNK_NODE, 8 + 8 * dimensions).map(({ key, address }) => ({
      address,
      length: key.uint32(),
      leftOut: key.uint32(),
      place: Array.from(shape, () => key.offset()),
    }));
  return { chunk, stored: tree === NOWHERE ? () => [] : stored };
}

function chunksOfIndex(layout: Hdf5Part, set: ChunkedSet): Chunks {
  const { file, path, shape, elementBytes } = set;
  const flags = layout.uint8();
  const dimensions = layout.uint8();
  const sizeBytes = layout.uint8();
  if (sizeBytes > MOST_BYTES) throw file.damage(`${path} has chunks of another shape`);
  const sizes = Array.from({ length: dimensions }, () => whole(layout, sizeBytes));
  const chunk = checked(sizes, dimensions, set);
  const kind = layout.uint8();
  const chunkBytes = chunk.reduce((product, size) => product * size, elementBytes);
  const across = shape.map((length, d) => Math.ceil(length / chunk[d]));
  const count = across.reduce((product, length) => product * length, 1);
  const placed = (index: number) => placeOf(index, across, chunk);
  if (flags & 1 || kind < 1 || kind > 3)
    throw file.damage(`${path} lies in a way that is not read (4.2, index ${kind}); write it without libver='latest'`);
  const isFiltered = kind === 1 && (flags & 2) !== 0;
  const [length, leftOut] = isFiltered ? [layout.offset(), layout.uint32()] : [chunkBytes, 0];
  if (kind === 3) layout.skip(1);
  const address = layout.offset();
  if (address === NOWHERE) return { chunk, stored: () => [] };
  if (kind === 1) return { chunk, stored: () => [{ address, length, leftOut, place: placed(0) }] };
  if (kind === 3) return { chunk, stored: () => chunksOfArray(file, address, count, chunkBytes, placed, path) };
  file.data(address, count * chunkBytes);
  const stored = () =>
    Array.from({ length: count }, (_, i) => ({ address: address + i * chunkBytes, length, leftOut, place: placed(i) }));
  return { chunk, stored };
}

/** Chunks are numbered row by row. */
function placeOf(index: number, across: readonly number[], chunk: readonly number[]): number[] {
  let rest = index;
  const place = new Array<number>(across.length).fill(0);
  for (let d = across.length - 1; d >= 0; d--) {
    const length = across[d];
    place[d] = (rest % length) * chunk[d];
    rest = Math.floor(rest / length);
  }
  return place;
}

function chunksOfArray(
  file: Hdf5File,
  address: number,
  count: number,
  chunkBytes: number,
  placed: (index: number) => readonly number[],
  path: string,
): StoredChunk[] {
  const head = file.part(address, 28).expectWord("FAHD").skip(1);
  const isFiltered = head.uint8() === 1;
  const entryBytes = head.uint8();
  const pageBits = head.uint8();
  const entries = head.offset();
  const block = head.offset();
  const lengthBytes = entryBytes - 12;
  if (entries !== count || (isFiltered ? !(lengthBytes > 0 && lengthBytes <= MOST_BYTES) : entryBytes !== 8))
    throw file.damage(`${path} has an index of ${entries} chunks, its shape ${count}`);
  if (block === NOWHERE) return [];
  const found: StoredChunk[] = [];
  for (const { part, from, length } of pagesOf(file, block, count, entryBytes, pageBits))
    for (let i = from; i < from + length; i++) {
      const at = part.offset();
      const size = isFiltered ? whole(part, lengthBytes) : chunkBytes;
      const leftOut = isFiltered ? part.uint32() : 0;
      if (at !== NOWHERE) found.push({ address: at, length: size, leftOut, place: placed(i) });
    }
  return found;
}

interface Page {
  readonly part: Hdf5Part;
  /** Number of its first entry, and how many it has. */
  readonly from: number;
  readonly length: number;
}

/** The entries of an array's block, as one page where they are few; pages that were never written are left out. */
function pagesOf(file: Hdf5File, block: number, count: number, entryBytes: number, pageBits: number): Page[] {
  const FRAME = 14;
  const head = file.part(block, FRAME).expectWord("FADB");
  const perPage = 2 ** pageBits;
  if (count <= perPage) return [{ part: file.part(head.start + FRAME, count * entryBytes), from: 0, length: count }];
  const pages = Math.ceil(count / perPage);
  const written = file.part(block + FRAME, Math.ceil(pages / 8)).bytes;
  let at = block + FRAME + written.length + 4;
  const found: Page[] = [];
  for (let page = 0; page < pages; page++) {
    const from = page * perPage;
    const length = Math.min(perPage, count - from);
    const bytes = length * entryBytes;
    if (written[page >> 3] & (0x80 >> (page & 7))) found.push({ part: file.part(at, bytes), from, length });
    at += bytes + 4;
  }
  return found;
}
