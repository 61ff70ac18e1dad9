/**
 * FlatBuffers tables in bytes that are not trusted: every position is checked before it is read.
 *
 *   table at p:   int32 distance back to its vtable; then the fields
 *   vtable:       uint16 its size in bytes, uint16 size of the table, then for each slot uint16 distance of the field
 *                 from p (0: the field is absent and has its default)
 *   offset at q:  uint32 distance forward from q to a table, a vector or a string
 *   vector:       uint32 number of elements, then the elements; a string is a vector of UTF-8 bytes
 *
 * Source  https://flatbuffers.dev/internals.
 */

import { FormatError } from "../../core/errors.ts";

/** More entries or letters than a dense network needs: lists that are longer are not ours and would only eat memory. */
const LONGEST_LIST = 10_000;
/** A file of ours is read once, its names and shapes twice at most; one whose lists share their bytes could be read for ever. */
const MOST_READINGS = 4;

/** A file and what to call it in an error. */
export class FlatBytes {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly #view: DataView;
  #bytesRead = 0;

  constructor(bytes: Uint8Array, name: string) {
    this.bytes = bytes;
    this.name = name;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The table that the file begins with. */
  root(): FlatTable {
    return new FlatTable(this, this.follow(0));
  }

  int8(at: number): number {
    return this.#view.getInt8(this.checked(at, 1));
  }

  uint16(at: number): number {
    return this.#view.getUint16(this.checked(at, 2), true);
  }

  int32(at: number): number {
    return this.#view.getInt32(this.checked(at, 4), true);
  }

  uint32(at: number): number {
    return this.#view.getUint32(this.checked(at, 4), true);
  }

  float32(at: number): number {
    return this.#view.getFloat32(this.checked(at, 4), true);
  }

  /** Where an offset leads to. */
  follow(at: number): number {
    return at + this.uint32(at);
  }

  /** The bytes of a vector's elements. */
  vector(at: number, elementBytes: number): Uint8Array {
    const length = this.uint32(at) * elementBytes;
    const start = this.checked(at + 4, length);
    this.#bytesRead += length;
    if (this.#bytesRead > MOST_READINGS * this.bytes.length)
      throw new FormatError(`${this.name}: its lists overlap; not a network that coldpress wrote`);
    return this.bytes.subarray(start, start + length);
  }

  /** The position, if that many bytes follow it in the file. */
  checked(at: number, length: number): number {
    if (!(at >= 0 && at + length <= this.bytes.length))
      throw new FormatError(
        `${this.name}: ${length} bytes expected at byte ${at}, the file has ${this.bytes.length}; it is damaged, get a new copy`,
      );
    return at;
  }
}

/** One table; a field that is absent has the default of the schema: 0, or nothing. */
export class FlatTable {
  readonly #file: FlatBytes;
  readonly #position: number;
  readonly #vtable: number;

  constructor(file: FlatBytes, position: number) {
    this.#file = file;
    this.#position = position;
    this.#vtable = position - file.int32(position);
  }

  int8(slot: number): number {
    const at = this.#field(slot);
    return at === null ? 0 : this.#file.int8(at);
  }

  uint32(slot: number): number {
    const at = this.#field(slot);
    return at === null ? 0 : this.#file.uint32(at);
  }

  float32(slot: number): number {
    const at = this.#field(slot);
    return at === null ? 0 : this.#file.float32(at);
  }

  text(slot: number): string {
    return new TextDecoder().decode(this.#list(slot, 1));
  }

  integers(slot: number): number[] {
    const { buffer, byteOffset, length } = this.#list(slot, 4);
    const view = new DataView(buffer, byteOffset, length);
    return Array.from({ length: length / 4 }, (_, i) => view.getInt32(4 * i, true));
  }

  floats(slot: number): number[] {
    const { buffer, byteOffset, length } = this.#list(slot, 4);
    const view = new DataView(buffer, byteOffset, length);
    return Array.from({ length: length / 4 }, (_, i) => view.getFloat32(4 * i, true));
  }

  /** The bytes of a vector, or null where there is none. */
  bytes(slot: number, elementBytes: number): Uint8Array | null {
    const at = this.#field(slot);
    return at === null ? null : this.#file.vector(this.#file.follow(at), elementBytes);
  }

  table(slot: number): FlatTable | null {
    const at = this.#field(slot);
    return at === null ? null : new FlatTable(this.#file, this.#file.follow(at));
  }

  tables(slot: number): FlatTable[] {
    const { byteOffset, length } = this.#list(slot, 4);
    const first = byteOffset - this.#file.bytes.byteOffset;
    return Array.from({ length: length / 4 }, (_, i) => new FlatTable(this.#file, this.#file.follow(first + 4 * i)));
  }

  /** The bytes of a vector of few elements; none where the field is absent. */
  #list(slot: number, elementBytes: number): Uint8Array {
    const list = this.bytes(slot, elementBytes) ?? new Uint8Array();
    if (list.length > LONGEST_LIST * elementBytes)
      throw new FormatError(
        `${this.#file.name}: a list of ${list.length / elementBytes} entries; a network of coldpress needs at most ${LONGEST_LIST}`,
      );
    return list;
  }

  #field(slot: number): number | null {
    const entry = 4 + 2 * slot;
    if (entry >= this.#file.uint16(this.#vtable)) return null;
    const distance = this.#file.uint16(this.#vtable + entry);
    return distance === 0 ? null : this.#position + distance;
  }
}
