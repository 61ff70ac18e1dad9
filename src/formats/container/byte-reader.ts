/**
 * Bytes read one after the other, each request checked against what is there.
 */

import { FormatError } from "../../core/errors.ts";
import { assertFiniteAsRead, largestOfScale } from "../finite-numbers.ts";

/** @throws FormatError, naming the byte, where more is asked for than is there. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** What to call the file in an error. */
  readonly name: string;
  #position = 0;

  constructor(bytes: Uint8Array, name: string) {
    // A Node Buffer's `slice` is a view, a Uint8Array's is a copy.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.name = name;
  }

  get position(): number {
    return this.#position;
  }

  /** A view of the next bytes. */
  bytes(length: number): Uint8Array {
    const start = this.#position;
    if (length > this.#bytes.length - start)
      throw new FormatError(
        `${this.name}: ${length} bytes expected at byte ${start}, the file has ${this.#bytes.length}; it is damaged, get a new copy`,
      );
    this.#position += length;
    return this.#bytes.subarray(start, this.#position);
  }

  uint8(): number {
    return this.bytes(1)[0];
  }

  uint16(): number {
    this.bytes(2);
    return this.#view.getUint16(this.#position - 2, true);
  }

  uint32(): number {
    this.bytes(4);
    return this.#view.getUint32(this.#position - 4, true);
  }

  /** A whole number as `ByteWriter.count` writes it, below 2³⁵. */
  count(): number {
    let value = 0;
    for (let weight = 1; weight <= 2 ** 28; weight *= 0x80) {
      const byte = this.uint8();
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value;
    }
    throw new FormatError(`${this.name}: the number that ends at byte ${this.#position} is too large`);
  }

  /** Finite float32 numbers. */
  floats(length: number): Float32Array {
    const start = this.#position;
    const values = new Float32Array(this.bytes(4 * length).slice().buffer);
    assertFiniteAsRead(this.name, [[`of those at byte ${start}`, values]]);
    return values;
  }

  /** What a code of int8 is multiplied with, a float32. */
  scale(): number {
    const start = this.#position;
    const [scale = 0] = this.floats(1);
    assertFiniteAsRead(this.name, [[`the scale at byte ${start} times 127`, largestOfScale(scale)]]);
    return scale;
  }
}
