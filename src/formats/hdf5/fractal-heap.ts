/**
 * A fractal heap: where groups with more than a few links, and objects with more than a few attributes, keep them.
 *
 * Its space is one row of addresses, cut into blocks that double in size every so many, `width`; an object is named by its
 * offset in that space.
 *
 *   header     "FRHP", 0, bytes of a name 2, of filters 2, flags, largest object 4, ..., width 2, first block 8, largest direct block 8,
 *              bits of the space 2, rows 2, root 8, rows of the root 2, checksum 4; 0 rows: the root is a direct block
 *   direct     "FHDB", 0, header 8, its offset, [checksum 4], objects: offsets count from the block's first byte
 *   indirect   "FHIB", 0, header 8, its offset, blocks 8 each row by row, checksum 4
 *   name       kind in bits 4 and 5 (0: in a block), offset, length
 *
 * Source  HDF5 File Format Specification 3.0, section III.G.
 */

import type { Hdf5File, Hdf5Part } from "./hdf5-file.ts";
import { whole } from "./tree-records.ts";

const NOWHERE = 2 ** 64;
/** Rows of an indirect block; sizes double with each. */
const MOST_ROWS = 64;

/** A direct block: where its space begins and ends, and where it lies in the file. */
interface Block {
  readonly offset: number;
  readonly size: number;
  readonly address: number;
}

interface HeapShape {
  readonly width: number;
  readonly firstSize: number;
  readonly largestDirect: number;
  readonly offsetBytes: number;
}

/** Gives the content of an object by its name. */
export type HeapReader = (name: Hdf5Part) => Hdf5Part;

/** The heap whose header lies at an address. @throws FormatError if it is none, or its blocks are compressed. */
export function fractalHeap(file: Hdf5File, address: number): HeapReader {
  const head = file.part(address, 146).expectWord("FRHP").skip(3);
  if (head.uint16() !== 0) throw file.damage(`the heap at byte ${address} is compressed`);
  const largestObject = head.skip(1).uint32();
  const width = head.skip(96).uint16();
  const firstSize = head.offset();
  const largestDirect = head.offset();
  const offsetBytes = Math.ceil(head.uint16() / 8);
  const root = head.skip(2).offset();
  const rows = head.uint16();
  const shape = { width, firstSize, largestDirect, offsetBytes };
  if (!(width > 0 && firstSize > 0 && largestDirect >= firstSize && largestObject > 0 && offsetBytes <= 8))
    throw file.damage(`the heap at byte ${address} has blocks of no size`);
  const blocks: Block[] = [];
  if (root !== NOWHERE && rows === 0) blocks.push({ offset: 0, size: firstSize, address: root });
  else if (root !== NOWHERE) collectBlocks(file, shape, root, rows, 0, blocks);
  const lengthBytes = Math.min(Math.ceil(Math.log2(largestDirect) / 8), Math.floor(Math.log2(largestObject) / 8) + 1);
  return (name) => {
    if ((name.uint8() & 0xf0) !== 0) throw file.damage("a heap keeps an object outside its blocks");
    const offset = whole(name, offsetBytes);
    const length = whole(name, lengthBytes);
    const block = blockOf(blocks, offset);
    if (!block || offset + length > block.offset + block.size)
      throw file.damage(`the heap at byte ${address} has no object at ${offset}`);
    return file.part(block.address + offset - block.offset, length);
  };
}

/** The last block that begins at an offset or before it. @param blocks  By rising offsets. */
function blockOf(blocks: readonly Block[], offset: number): Block | undefined {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (blocks[middle].offset <= offset) low = middle + 1;
    else high = middle;
  }
  return blocks[low - 1];
}

/** The direct blocks below an indirect one. */
function collectBlocks(
  file: Hdf5File,
  shape: HeapShape,
  address: number,
  rows: number,
  begin: number,
  blocks: Block[],
): void {
  const { width, firstSize, largestDirect, offsetBytes } = shape;
  if (rows > MOST_ROWS) throw file.damage(`the heap at byte ${address} has ${rows} rows`);
  const block = file
    .part(address, 13 + offsetBytes + 8 * width * rows)
    .expectWord("FHIB")
    .skip(9 + offsetBytes);
  let offset = begin;
  for (let row = 0; row < rows; row++) {
    const size = firstSize * 2 ** Math.max(0, row - 1);
    for (let column = 0; column < width; column++, offset += size) {
      const child = block.offset();
      if (child === NOWHERE) continue;
      if (size <= largestDirect) blocks.push({ offset, size, address: child });
      else collectBlocks(file, shape, child, Math.round(Math.log2(size / (firstSize * width))) + 1, offset, blocks);
    }
  }
}
