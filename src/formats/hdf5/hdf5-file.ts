/**
 * The bytes of an HDF5 file, with a budget: structures of a sound file do not overlap, so that no more of them is read than the
 * file has bytes. A damaged file that sends its reader round in circles is refused when it is spent.
 *
 *   superblock 0   signature 8, version, ..., size of offsets at 13, of lengths at 14, base address at 24, root's header at 64
 *   superblock 2   signature 8, version, size of offsets at 9, of lengths at 10, base address at 12, root's header at 36
 *
 * Numbers are little-endian; addresses and lengths have 8 bytes, as in all files that h5py writes.
 *
 * Source  The HDF Group, "HDF5 File Format Specification Version 3.0", sections II (superblock) and III (structures).
 */

import { FormatError } from "../../core/errors.ts";

export const HDF5_SIGNATURE = "\x89HDF\r\n\x1a\n";

/** Structure bytes that may be read for each byte of the file, and some for a small one. */
const READINGS = 2;
const SPARE_BYTES = 4096;

/** Reads places of a file until the budget is spent. */
export class Hdf5File {
  /** What to call the file in an error. */
  readonly name: string;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #left: number;

  constructor(bytes: Uint8Array, name: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.name = name;
    this.#left = READINGS * bytes.length + SPARE_BYTES;
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** A part of a structure; it is spent. @throws FormatError where the file does not have it, or has been read too often. */
  part(at: number, length: number): Hdf5Part {
    const bytes = this.data(at, length);
    this.#left -= length;
    if (this.#left < 0) throw this.damage(`its structures overlap each other at byte ${at}`);
    return new Hdf5Part(this, bytes, at);
  }

  /** A view of bytes. */
  data(at: number, length: number): Uint8Array {
    if (!(at >= 0 && length >= 0 && at + length <= this.#bytes.length))
      throw this.damage(`${length} bytes expected at byte ${at}, the file has ${this.#bytes.length}`);
    return this.#bytes.subarray(at, at + length);
  }

  /** An address or a length, 8 bytes. */
  offset(at: number): number {
    this.data(at, 8);
    return Number(this.#view.getBigUint64(at, true));
  }

  damage(what: string): FormatError {
    return new FormatError(`${this.name}: is no HDF5 file that can be read: ${what}`);
  }

  /** Address of the root group's object header. */
  rootHeader(): number {
    const signature = String.fromCharCode(...this.data(0, HDF5_SIGNATURE.length));
    if (signature !== HDF5_SIGNATURE) throw this.damage("it does not begin with HDF5's signature");
    const [version = 0] = this.data(8, 1);
    if (version > 3) throw this.damage(`its superblock has version ${version}; read are 0 to 3`);
    const isOld = version < 2;
    const [offsets, lengths] = this.data(isOld ? 13 : 9, 2);
    if (offsets !== 8 || lengths !== 8) throw this.damage(`its addresses have ${offsets} bytes; expected are 8`);
    // Version 1 has one more number before the base address.
    const base = isOld ? 24 + 4 * version : 12;
    if (this.offset(base) !== 0) throw this.damage("it does not begin at byte 0 of the file");
    return this.offset(isOld ? base + 40 : 36);
  }
}

/** Some bytes of a structure, read one after the other. */
export class Hdf5Part {
  readonly file: Hdf5File;
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  /** Where it begins in the file. */
  readonly start: number;
  position = 0;

  constructor(file: Hdf5File, bytes: Uint8Array, start: number) {
    this.file = file;
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.start = start;
  }

  get left(): number {
    return this.bytes.length - this.position;
  }

  /** A view of the next bytes. */
  next(length: number): Uint8Array {
    return this.bytes.subarray(this.#pass(length), this.position);
  }

  skip(length: number): this {
    this.#pass(length);
    return this;
  }

  uint8(): number {
    return this.#view.getUint8(this.#pass(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#pass(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#pass(4), true);
  }

  /** 8 bytes; beyond 2⁵³ not exact, and beyond every file. */
  offset(): number {
    return Number(this.#view.getBigUint64(this.#pass(8), true));
  }

  /** The next bytes as a part of their own. */
  inner(length: number): Hdf5Part {
    const at = this.start + this.position;
    return new Hdf5Part(this.file, this.next(length), at);
  }

  expectWord(word: string): this {
    const at = this.start + this.position;
    if (String.fromCharCode(...this.next(word.length)) !== word)
      throw this.file.damage(`expected is ${word} at byte ${at}`);
    return this;
  }

  #pass(length: number): number {
    if (!(length >= 0 && length <= this.left))
      throw this.file.damage(
        `${length} bytes expected at byte ${this.start + this.position}, its structure has ${this.left}`,
      );
    this.position += length;
    return this.position - length;
  }
}
