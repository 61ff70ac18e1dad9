/**
 * Bytes written one after the other: the counterpart of `ByteReader`.
 */

/** Collects bytes; `joined` gives them in one piece. */
export class ByteWriter {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  bytes(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#length += bytes.length;
  }

  uint8(value: number): void {
    this.bytes(Uint8Array.of(value));
  }

  uint16(value: number): void {
    this.bytes(Uint8Array.of(value & 0xff, value >>> 8));
  }

  uint32(value: number): void {
    this.uint16(value & 0xffff);
    this.uint16(value >>> 16);
  }

  /** A whole number from 0 on: seven bits a byte, the lowest first, the high bit for "more". */
  count(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.uint8((rest % 0x80) | 0x80);
    this.uint8(rest);
  }

  floats(values: Float32Array): void {
    this.bytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }

  joined(): Uint8Array {
    const all = new Uint8Array(this.#length);
    let end = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, end);
      end += chunk.length;
    }
    return all;
  }
}
