/**
 * Text that is written piece by piece and handed on in chunks: a table is never one giant string.
 */

import { LONGEST_DECIMAL_BYTES, shortestDecimalInto } from "./shortest-decimal.ts";

/** Chunks are handed on when they have reached this size. */
const CHUNK_BYTES = 2 ** 18;

const encoder = new TextEncoder();

/** Takes pieces of text, gives chunks of UTF-8. */
export class TextChunks {
  #bytes: Uint8Array = new Uint8Array(2 * CHUNK_BYTES);
  #length = 0;

  /** Appends text as UTF-8. */
  text(text: string): void {
    const encoded = encoder.encode(text);
    this.#reserve(encoded.length);
    this.#bytes.set(encoded, this.#length);
    this.#length += encoded.length;
  }

  /** Appends numbers, each after a separator, as the shortest decimals that read back as the same float32. */
  numbers(values: Float32Array, separator: string): void {
    this.#reserve(values.length * (LONGEST_DECIMAL_BYTES + 1));
    const code = separator.charCodeAt(0);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < values.length; i++) {
      bytes[at++] = code;
      at = shortestDecimalInto(bytes, at, values[i]);
    }
    this.#length = at;
  }

  /** Whether a chunk has come together. */
  get full(): boolean {
    return this.#length >= CHUNK_BYTES;
  }

  /** What was written since the last take. */
  take(): Uint8Array {
    const chunk = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return chunk;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const longer = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count));
    longer.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = longer;
  }
}
