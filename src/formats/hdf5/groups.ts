/**
 * The objects of a group by name.
 *
 *   symbol table   B-tree "TREE" of group nodes -> "SNOD" of entries { name in the local heap 8, object header 8, ... }
 *   links          messages { version 1, flags, [type], [order 8], [character set], length of the name 1 to 8, name, object header 8 }
 *   many links     the same messages in a fractal heap, named by a B-tree of version 2: records { hash 4, name in the heap }
 *
 * Source  HDF5 File Format Specification 3.0, sections III.A to III.D, IV.A.2.c, IV.A.2.g.
 */

import { fractalHeap } from "./fractal-heap.ts";
import type { Hdf5File, Hdf5Part } from "./hdf5-file.ts";
import { firstMessage, type HeaderMessage, LINK, LINK_INFO, SYMBOL_TABLE } from "./object-header.ts";
import { treeRecords } from "./tree-records.ts";

/** An address that names nothing, all bits set. */
const UNDEFINED = 2 ** 64;
/** Levels of a tree; each has at least twice the nodes of the one above. */
const DEEPEST = 32;
const GROUP_NODE = 0;
const ENTRY_BYTES = 40;

/** Name and address of the object header of each; undefined where the object is no group. */
export function linksOf(
  file: Hdf5File,
  messages: readonly HeaderMessage[],
): readonly (readonly [string, number])[] | undefined {
  const table = firstMessage(messages, SYMBOL_TABLE);
  if (table) return tableLinks(file, table.offset(), table.offset());
  const info = firstMessage(messages, LINK_INFO);
  if (!info) return undefined;
  const flags = info.skip(1).uint8();
  const heap = info.skip(flags & 1 ? 8 : 0).offset();
  if (heap !== UNDEFINED) return heapLinks(file, heap, info.offset());
  return messages.flatMap(({ type, content }) => (type === LINK ? compactLink(content) : []));
}

/** Records of a tree of links by the hashes of their names. */
const LINKS_BY_NAME = 5;

function heapLinks(file: Hdf5File, heapAt: number, tree: number): [string, number][] {
  const heap = fractalHeap(file, heapAt);
  return treeRecords(file, tree, LINKS_BY_NAME).flatMap((record) => compactLink(heap(record.skip(4))));
}

function tableLinks(file: Hdf5File, tree: number, heapAt: number): [string, number][] {
  const head = file.part(heapAt, 32).expectWord("HEAP").skip(4);
  const length = head.offset();
  const heap = file.data(head.skip(8).offset(), length);
  return groupNodes(file, tree).flatMap((node) => nodeLinks(file, node, heap));
}

/** Addresses of what the leaves of a B-tree name. */
function groupNodes(file: Hdf5File, tree: number): number[] {
  return treeChildren(file, tree, GROUP_NODE, 8).map(({ address }) => address);
}

/** What a B-tree of version 1 holds: each child of its leaves with the key before it. */
export function treeChildren(
  file: Hdf5File,
  address: number,
  kind: number,
  keyBytes: number,
  depth = DEEPEST,
): { readonly key: Hdf5Part; readonly address: number }[] {
  const head = file.part(address, 24).expectWord("TREE");
  const type = head.uint8();
  const level = head.uint8();
  const count = head.uint16();
  if (type !== kind || level >= depth) throw file.damage(`the tree at byte ${address} is none that belongs there`);
  const entries = file.part(address + 24, count * (keyBytes + 8) + keyBytes);
  return Array.from({ length: count }, () => {
    const key = entries.inner(keyBytes);
    return { key, address: entries.offset() };
  }).flatMap((child) => (level === 0 ? child : treeChildren(file, child.address, kind, keyBytes, level)));
}

function nodeLinks(file: Hdf5File, address: number, heap: Uint8Array): [string, number][] {
  const count = file.part(address, 8).expectWord("SNOD").skip(2).uint16();
  const entries = file.part(address + 8, count * ENTRY_BYTES);
  return Array.from({ length: count }, () => {
    const entry = entries.inner(ENTRY_BYTES);
    return [nameAt(file, heap, entry.offset()), entry.offset()];
  });
}

/** Longest name that is read; a file of overlapping names would be longer as texts than as bytes. */
const LONGEST_NAME = 1024;

function nameAt(file: Hdf5File, heap: Uint8Array, at: number): string {
  const end = at < heap.length ? heap.indexOf(0, at) : -1;
  if (end < 0 || end - at > LONGEST_NAME) throw file.damage("a name has no end");
  return new TextDecoder().decode(heap.subarray(at, end));
}

const HARD_LINK = 0;

function compactLink(link: Hdf5Part): [string, number][] {
  const flags = link.skip(1).uint8();
  const type = flags & 8 ? link.uint8() : HARD_LINK;
  link.skip((flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0));
  let length = 0;
  for (let i = 0; i < 1 << (flags & 3); i++) length += link.uint8() * 256 ** i;
  if (length > LONGEST_NAME) throw link.file.damage("a name has no end");
  const name = new TextDecoder().decode(link.next(length));
  return type === HARD_LINK ? [[name, link.offset()]] : [];
}
