/**
 * The bytes of a source, gunzipped on the way where they begin with gzip's magic number (RFC 1952, section 2.3.1).
 *
 * The platform's DecompressionStream checks the CRC-32 of what it gave, so one changed byte in a compressed table is
 * an error and not another number; fflate's streaming Gunzip is as fast (55 MB/s of text beside other jobs) but does
 * not check. Both directions wait for the reader: a decompression bomb costs time, never memory.
 */

import type { ByteSource } from "../core/byte-source.ts";
import { FormatError } from "../core/errors.ts";

const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** The source's bytes, decompressed if they are gzip. Truncated or damaged gzip is a FormatError that says so. */
export async function* decompressed(source: ByteSource): AsyncGenerator<Uint8Array> {
  const chunks = source.open()[Symbol.asyncIterator]();
  try {
    const start = await firstBytes(chunks, GZIP_MAGIC.length);
    const rest = resumed(start, chunks);
    yield* isGzip(start) ? gunzipped(source.name, rest) : rest;
  } finally {
    await chunks.return?.();
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === GZIP_MAGIC[0] && bytes[1] === GZIP_MAGIC[1];
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

async function* gunzipped(name: string, compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = new DecompressionStream("gzip");
  const writer = gunzip.writable.getWriter();
  // A failure of the source must not be mistaken for one of the gzip data.
  let sourceFailure: unknown;
  const feeding = feed(compressed, writer, (failure) => {
    sourceFailure = failure;
  });
  try {
    for await (const chunk of gunzip.readable) yield chunk as Uint8Array;
    await feeding;
  } catch (error) {
    throw sourceFailure ?? gzipError(name, error);
  } finally {
    await writer.abort().catch(() => undefined);
  }
}

/** Writes all chunks; a failure of the decompressor itself is left to its readable end, which reports it. */
async function feed(
  chunks: AsyncIterable<Uint8Array>,
  writer: WritableStreamDefaultWriter<Uint8Array>,
  onSourceFailure: (failure: unknown) => void,
): Promise<void> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await iterator.next().catch((failure: unknown) => {
        onSourceFailure(failure);
        throw failure;
      });
      if (next.done) break;
      await writer.write(next.value);
    }
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => undefined);
  }
}

function gzipError(name: string, cause: unknown): FormatError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const found = /unexpected end|truncat|BUF_ERROR/i.test(message)
    ? "the gzip data end too early: the file is truncated"
    : `the gzip data are damaged (${message})`;
  return new FormatError(`${name}: ${found}; copy or download it again`, { cause });
}
