/**
 * The text of an attribute.
 *
 *   version, flags, lengths of name, type and dataspace 2 each, [character set from version 3], the three, value
 *
 * In version 1 each of the three is filled up to 8 bytes. A text of any length is { length 4, collection 8, object 4 } in a
 * global heap: "GCOL", 1, 0 3, length 8, objects { number 2, references 2, 0 4, length 8, content filled up to 8 }.
 *
 * Many attributes lie in a fractal heap, named by a B-tree of version 2: records { name in the heap 8, flags, ... }.
 *
 * Source  HDF5 File Format Specification 3.0, sections III.E, IV.A.2.m.
 */

import { hdf5Type } from "./datatype.ts";
import { fractalHeap } from "./fractal-heap.ts";
import type { Hdf5File, Hdf5Part } from "./hdf5-file.ts";
import { ATTRIBUTE, ATTRIBUTE_INFO, firstMessage, type HeaderMessage } from "./object-header.ts";
import { treeRecords } from "./tree-records.ts";

/** The text of the attribute of a name, without zeros at its end; undefined where there is none. */
export function textAttribute(file: Hdf5File, messages: readonly HeaderMessage[], name: string): string | undefined {
  for (const content of attributesOf(file, messages)) {
    const version = content.uint8();
    if (version < 1 || version > 3) throw file.damage(`an attribute has version ${version}; read are 1 to 3`);
    content.skip(1);
    const lengths = [content.uint16(), content.uint16(), content.uint16()];
    if (version === 3) content.skip(1);
    const [own, datatype] = lengths.map((length) => content.inner(version === 1 ? filledUp(length) : length));
    if (own && datatype && textOf(own.bytes) === name) return valueText(file, datatype, content);
  }
  return undefined;
}

/** Records of a tree of attributes by the hashes of their names. */
const ATTRIBUTES_BY_NAME = 8;
/** Flag of an attribute info message: the order of creation is tracked. */
const TRACKED = 1;
const NOWHERE = 2 ** 64;

/** What attributes are made of, in the object's header or in a heap. */
function attributesOf(file: Hdf5File, messages: readonly HeaderMessage[]): Hdf5Part[] {
  const near = messages.filter(({ type }) => type === ATTRIBUTE).map(({ content }) => content);
  const info = firstMessage(messages, ATTRIBUTE_INFO);
  if (!info) return near;
  const flags = info.skip(1).uint8();
  const heapAt = info.skip(flags & TRACKED ? 2 : 0).offset();
  if (heapAt === NOWHERE) return near;
  const heap = fractalHeap(file, heapAt);
  return [...near, ...treeRecords(file, info.offset(), ATTRIBUTES_BY_NAME).map(heap)];
}

function filledUp(length: number): number {
  return 8 * Math.ceil(length / 8);
}

function valueText(file: Hdf5File, datatype: Hdf5Part, value: Hdf5Part): string | undefined {
  const { kind, size } = hdf5Type(datatype);
  if (kind === "text") return textOf(value.next(size));
  if (kind !== "text of any length") return undefined;
  const length = value.uint32();
  return textOf(heapObject(file, value.offset(), value.uint32()).subarray(0, length));
}

function heapObject(file: Hdf5File, address: number, wanted: number): Uint8Array {
  const length = file.part(address, 16).expectWord("GCOL").skip(4).offset();
  const heap = file.part(address + 16, length - 16);
  while (heap.left >= 16) {
    const number = heap.uint16();
    const size = heap.skip(6).offset();
    if (number === wanted) return heap.next(size);
    if (number === 0) break;
    heap.skip(Math.min(heap.left, filledUp(size)));
  }
  throw file.damage(`the heap at byte ${address} has no object ${wanted}`);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/\0+$/, "");
}
