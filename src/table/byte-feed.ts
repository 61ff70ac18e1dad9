/**
 * Bytes of a stream for a decoder that looks some bytes ahead: whatever the chunks are, the next ones lie in one array.
 *
 * Behind the end of the stream stand zeros, so that a decoder need not ask before each symbol; afterwards it asks `isBeyond`.
 */

/** Chunks are joined up to this length: a stream of single bytes would be copied again and again. */
const LEAST_BYTES = 16384;
/** Zeros behind the end: more than any decoder looks ahead. */
const LOOK_AHEAD = 4096;

/** Gives bytes to a decoder and asks the stream for more. */
export class ByteFeed {
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** What has been read and what comes, zeros behind it. */
  bytes = new Uint8Array(LOOK_AHEAD);
  /** Place of the next byte in `bytes`. */
  at = 0;
  /** Bytes of the stream in `bytes`. */
  #length = 0;
  #ended = false;

  constructor(chunks: AsyncIterator<Uint8Array>) {
    this.#chunks = chunks;
  }

  /** Bytes of the stream from `at` on that lie in the array. */
  get available(): number {
    return Math.max(0, this.#length - this.at);
  }

  /** Brings at least `count` bytes into the array, fewer only where the stream ends. @param count  At most 4096. */
  async ensure(count: number): Promise<void> {
    if (!this.#ended && this.available < count) await this.#refill();
  }

  /** Whether the next `count` bytes are not all there, or bytes behind the end have been read. */
  isBeyond(count: number): boolean {
    return this.#ended && this.at + count > this.#length;
  }

  async #refill(): Promise<void> {
    const parts: Uint8Array[] = [this.bytes.subarray(this.at, this.#length)];
    let length = this.available;
    while (length < LEAST_BYTES && !this.#ended) {
      const next = await this.#chunks.next();
      if (next.done) this.#ended = true;
      else {
        parts.push(next.value);
        length += next.value.length;
      }
    }
    this.bytes = new Uint8Array(length + LOOK_AHEAD);
    let end = 0;
    for (const part of parts) {
      this.bytes.set(part, end);
      end += part.length;
    }
    this.#length = length;
    this.at = 0;
  }
}
