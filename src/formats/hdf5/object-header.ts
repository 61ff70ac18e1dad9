/**
 * The messages of an object: what a group or a data set says of itself.
 *
 *   version 1   1, 0, messages 2, references 4, length 4, 0 4, then messages { type 2, length 2, flags, 0 3, content }
 *   version 2   "OHDR", 2, flags, [times 16], [limits 4], length 1 to 8, then messages { type, length 2, flags, [order 2], content }, checksum 4
 *
 * A continuation { address 8, length 8 } names more of them, in version 2 between "OCHK" and a checksum.
 *
 * Source  HDF5 File Format Specification 3.0, section IV.A.
 */

import type { Hdf5File, Hdf5Part } from "./hdf5-file.ts";

/** Types of messages that are read. */
export const DATASPACE = 0x01;
export const LINK_INFO = 0x02;
export const DATATYPE = 0x03;
export const LINK = 0x06;
export const LAYOUT = 0x08;
export const FILTERS = 0x0b;
export const ATTRIBUTE = 0x0c;
export const SYMBOL_TABLE = 0x11;
export const ATTRIBUTE_INFO = 0x15;
const CONTINUATION = 0x10;

/** Flag of a message whose content lies elsewhere. */
const SHARED = 2;

/** A message of an object's header. */
export interface HeaderMessage {
  readonly type: number;
  /** Its content, from the beginning. */
  readonly content: Hdf5Part;
}

/** The messages of the object at an address, in their order. */
export function messagesAt(file: Hdf5File, address: number): HeaderMessage[] {
  const [first] = file.data(address, 1);
  const found: HeaderMessage[] = [];
  const waiting: Hdf5Part[] = [];
  const ordered = first === 1 ? firstOfVersion1(file, address, waiting) : firstOfVersion2(file, address, waiting);
  for (let block = waiting.shift(); block; block = waiting.shift()) {
    while (block.left >= (first === 1 ? 8 : 4)) {
      const message = first === 1 ? messageOfVersion1(block) : messageOfVersion2(block, ordered);
      if (message.type === CONTINUATION) waiting.push(continued(file, message.content, first === 1));
      else found.push(message);
    }
  }
  return found;
}

function firstOfVersion1(file: Hdf5File, address: number, waiting: Hdf5Part[]): boolean {
  const length = file.part(address, 16).skip(8).uint32();
  waiting.push(file.part(address + 16, length));
  return false;
}

function firstOfVersion2(file: Hdf5File, address: number, waiting: Hdf5Part[]): boolean {
  const head = file.part(address, 6).expectWord("OHDR");
  const version = head.uint8();
  if (version !== 2) throw file.damage(`the object header at byte ${address} has version ${version}; read are 1 and 2`);
  const flags = head.uint8();
  const more = (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const sizeBytes = 1 << (flags & 3);
  const size = file.part(address + 6 + more, sizeBytes);
  let length = 0;
  for (let i = 0; i < sizeBytes; i++) length += size.uint8() * 256 ** i;
  waiting.push(file.part(address + 6 + more + sizeBytes, length));
  return (flags & 4) !== 0;
}

function messageOfVersion1(block: Hdf5Part): HeaderMessage {
  const type = block.uint16();
  const length = block.uint16();
  const flags = block.uint8();
  return { type: typeOf(type, flags), content: block.skip(3).inner(length) };
}

function messageOfVersion2(block: Hdf5Part, ordered: boolean): HeaderMessage {
  const type = block.uint8();
  const length = block.uint16();
  const flags = block.uint8();
  if (ordered) block.skip(2);
  return { type: typeOf(type, flags), content: block.inner(length) };
}

/** No type that is read where the content lies elsewhere: h5py writes no such messages for what Keras keeps. */
function typeOf(type: number, flags: number): number {
  return flags & SHARED ? -1 : type;
}

function continued(file: Hdf5File, content: Hdf5Part, isVersion1: boolean): Hdf5Part {
  const at = content.offset();
  const length = content.offset();
  const block = file.part(at, length);
  return isVersion1 ? block : block.expectWord("OCHK").inner(length - 8);
}

/** The content of the first message of a type. */
export function firstMessage(messages: readonly HeaderMessage[], type: number): Hdf5Part | undefined {
  return messages.find((message) => message.type === type)?.content;
}
