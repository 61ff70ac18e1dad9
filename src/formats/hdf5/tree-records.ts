/**
 * The records of a B-tree of version 2, which names what lies in a fractal heap.
 *
 *   header     "BTHD", 0, type, size of a node 4, of a record 2, depth 2, split, merge, root 8, its records 2, all records 8, checksum 4
 *   leaf       "BTLF", 0, type, records, checksum 4
 *   internal   "BTIN", 0, type, records, children { address 8, its records, from depth 2 on all records below it }, checksum 4
 *
 * Both numbers of a child have as many bytes as the largest that a node of its depth can have.
 *
 * Source  HDF5 File Format Specification 3.0, section III.A.2.
 */

import type { Hdf5File, Hdf5Part } from "./hdf5-file.ts";

/** Signature, version, type, checksum. */
const FRAME_BYTES = 10;
const ADDRESS_BYTES = 8;
/** Depth of a tree; each level has at least twice the nodes of the one above. */
const DEEPEST = 32;

/** What a depth's nodes hold at most, and the bytes of the numbers that say how much they do. */
interface Level {
  readonly most: number;
  /** With those of all nodes below. */
  readonly mostInAll: number;
  readonly countBytes: number;
  readonly totalBytes: number;
}

/** All records, in their order. @param type  Of the tree's records. */
export function treeRecords(file: Hdf5File, address: number, type: number): Hdf5Part[] {
  const head = file.part(address, 38).expectWord("BTHD");
  const version = head.uint8();
  const found = head.uint8();
  const nodeBytes = head.uint32();
  const recordBytes = head.uint16();
  const depth = head.uint16();
  const root = head.skip(2).offset();
  const count = head.uint16();
  if (version !== 0 || found !== type || depth > DEEPEST || recordBytes === 0 || nodeBytes <= FRAME_BYTES)
    throw file.damage(`the tree at byte ${address} is none that belongs there`);
  if (count === 0) return [];
  const levels = levelsOf(nodeBytes, recordBytes, depth);
  const records: Hdf5Part[] = [];
  const visit = (at: number, length: number, level: number): void => {
    const node = file
      .part(at, nodeBytes)
      .expectWord(level === 0 ? "BTLF" : "BTIN")
      .skip(2);
    const own = Array.from({ length: Math.min(length, nodeBytes) }, () => node.inner(recordBytes));
    if (level === 0) {
      records.push(...own);
      return;
    }
    const below = levels[level - 1];
    for (let child = 0; child <= own.length; child++) {
      const childAt = node.offset();
      const childCount = whole(node, below.countBytes);
      node.skip(level > 1 ? below.totalBytes : 0);
      visit(childAt, childCount, level - 1);
      const between = own[child];
      if (between) records.push(between);
    }
  };
  visit(root, count, depth);
  return records;
}

function levelsOf(nodeBytes: number, recordBytes: number, depth: number): Level[] {
  const leaf = Math.floor((nodeBytes - FRAME_BYTES) / recordBytes);
  const countBytes = bytesFor(leaf);
  const levels: Level[] = [{ most: leaf, mostInAll: leaf, countBytes, totalBytes: 0 }];
  for (let level = 1; level <= depth; level++) {
    const below = levels[level - 1];
    const pointer = ADDRESS_BYTES + countBytes + (level > 1 ? below.totalBytes : 0);
    const most = Math.floor((nodeBytes - FRAME_BYTES - pointer) / (recordBytes + pointer));
    const mostInAll = (most + 1) * below.mostInAll + most;
    levels.push({ most, mostInAll, countBytes, totalBytes: bytesFor(mostInAll) });
  }
  return levels;
}

/** Bytes that a number up to this one takes. */
function bytesFor(most: number): number {
  return Math.floor(Math.log2(Math.max(1, most)) / 8) + 1;
}

/** A number of some bytes, the lowest first. */
export function whole(part: Hdf5Part, bytes: number): number {
  let value = 0;
  for (let i = 0; i < bytes; i++) value += part.uint8() * 256 ** i;
  return value;
}
