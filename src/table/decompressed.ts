/**
 * The bytes of a source, gunzipped on the way where they begin with gzip's magic number (RFC 1952, section 2.3.1).
 *
 * The CRC-32 of each member is checked, so one changed byte in a compressed table is an error and not another number.
 * Everything waits for the reader: a decompression bomb costs time, never memory.
 */

import type { ByteSource } from "../core/byte-source.ts";
import { gunzipped, looksLikeGzip } from "./gzip-members.ts";

const MAGIC_BYTES = 2;

/** The source's bytes, decompressed if they are gzip. Truncated or damaged gzip is a FormatError that says so. */
export async function* decompressed(source: ByteSource): AsyncGenerator<Uint8Array> {
  const chunks = source.open()[Symbol.asyncIterator]();
  try {
    const start = await firstBytes(chunks, MAGIC_BYTES);
    const rest = resumed(start, chunks);
    yield* looksLikeGzip(start) ? gunzipped(source.name, rest) : rest;
  } finally {
    await chunks.return?.();
  }
}

/** At least `count` bytes, fewer only where the stream has no more. */
async function firstBytes(chunks: AsyncIterator<Uint8Array>, count: number): Promise<Uint8Array> {
  let start = new Uint8Array(0);
  while (start.length < count) {
    const next = await chunks.next();
    if (next.done) break;
    if (start.length === 0 && next.value.length >= count) return next.value;
    const longer = new Uint8Array(start.length + next.value.length);
    longer.set(start);
    longer.set(next.value, start.length);
    start = longer;
  }
  return start;
}

async function* resumed(start: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (start.length > 0) yield start;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
}
