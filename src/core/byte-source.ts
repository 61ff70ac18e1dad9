/**
 * Bytes from outside, as the stages see them: a name for messages, and a stream that can be opened more than once.
 *
 * Stages never touch files; `cli/` makes sources from files, tests make them from memory or on the fly.
 */

import { type ByteInput, bytesOf } from "./bytes.ts";

/** Bytes from outside that can be read from the beginning any number of times: a file, a download, memory. */
export interface ByteSource {
  /** Path or address, as the user wrote it: error messages begin with it. */
  readonly name: string;
  /** A fresh stream from the first byte. Chunks may be of any size and must not be written to by the receiver. */
  open(): AsyncIterable<Uint8Array>;
}

/** A source over bytes that are in memory already. */
export function bytesInMemory(name: string, content: ByteInput): ByteSource {
  const bytes = bytesOf(content, "bytesInMemory");
  return {
    name,
    async *open() {
      yield bytes;
    },
  };
}

/** All bytes of a source in one array. */
export async function allBytes(source: ByteSource): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.open()) chunks.push(chunk);
  return joinedBytes(chunks);
}

/** Chunks as one piece. */
export function joinedBytes(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
