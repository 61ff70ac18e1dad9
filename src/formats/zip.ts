/**
 * One file in a zip, deflate level 6: how the paper measured the size of a network (its Table 3).
 *
 * The compressor is the platform's `CompressionStream`: zlib at its default level 6 in Node, as in the tools of the
 * paper's day. fflate's level 6 gave archives 6.2-6.3 % larger for pruned int8 kernels (up to 1.1 % smaller or 0.7 %
 * larger for the other kinds) at a third of the speed: without zlib's lazy matching, runs of zeros end badly.
 *
 * The archive has a fixed date: the same content gives the same bytes on every day. Input and output stream; a network of
 * 261 MB takes some megabytes here.
 *
 *   local header, name, compressed content, data descriptor; central directory with one entry; its end record
 *
 * Source  PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.9 (descriptor), 4.3.12, 4.3.16; RFC 1951.
 */

import { crc32 } from "../core/crc32.ts";

/** Content that is handed to the compressor at a time. */
const PIECE_BYTES = 1 << 20;

/** 2.0: the first version with deflate. */
const VERSION_NEEDED = 20;
/** Bit 3: checksum and sizes follow the content. Bit 11: the name is UTF-8. */
const FLAGS = (1 << 3) | (1 << 11);
const DEFLATE = 8;
/** 1 January 1980, 0:00: the first moment that a zip can name. */
const FIXED_DATE = (1 << 5) | 1;
const FIXED_TIME = 0;
/** Sizes are 32 bits wide. */
const LARGEST_BYTES = 2 ** 32 - 1;

/**
 * The archive, piece by piece.
 *
 * @param name    Name of the file in the archive.
 * @param chunks  Content of the file.
 */
export async function* zipChunks(name: string, chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const nameBytes = new TextEncoder().encode(name);
  const content = { checksum: 0, size: 0 };
  const opening = [VERSION_NEEDED, FLAGS, DEFLATE, FIXED_TIME, FIXED_DATE];

  yield record("PK\x03\x04", [...opening.map(half), word(0), word(0), word(0), half(nameBytes.length), half(0)]);
  yield nameBytes;
  let compressedSize = 0;
  for await (const piece of deflated(measured(chunks, content))) {
    compressedSize += piece.length;
    yield piece;
  }
  if (content.size > LARGEST_BYTES)
    throw new RangeError(`zipChunks: ${name} has ${content.size} bytes, a zip holds 4 GiB`);
  const sizes = [word(content.checksum), word(compressedSize), word(content.size)];
  yield record("PK\x07\x08", sizes);

  const directoryStart = 30 + nameBytes.length + compressedSize + 16;
  const noExtras = [0, 0, 0, 0].map(half);
  yield record("PK\x01\x02", [
    half(VERSION_NEEDED),
    ...opening.map(half),
    ...sizes,
    half(nameBytes.length),
    ...noExtras,
    word(0),
    word(0),
  ]);
  yield nameBytes;
  yield record("PK\x05\x06", [...[0, 0, 1, 1].map(half), word(46 + nameBytes.length), word(directoryStart), half(0)]);
}

/** Size of the archive, in bytes; it is never held. */
export async function zipSizeBytes(name: string, chunks: Iterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const piece of zipChunks(name, chunks)) size += piece.length;
  return size;
}

/** The content in pieces of a size that the compressor can take, copied out of shared memory; measures as they pass. */
function* measured(chunks: Iterable<Uint8Array>, content: { checksum: number; size: number }): Generator<Uint8Array> {
  for (const chunk of chunks)
    for (let start = 0; start < chunk.length; start += PIECE_BYTES) {
      const piece = chunk.slice(start, start + PIECE_BYTES);
      content.checksum = crc32(piece, content.checksum);
      content.size += piece.length;
      yield piece;
    }
}

async function* deflated(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new CompressionStream("deflate-raw");
  const reader = readable.getReader();
  const writing = writeAll(writable.getWriter(), pieces);
  // Its failure is thrown below, where it is waited for.
  writing.catch(() => {});
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value as Uint8Array;
  } catch (error) {
    await writing;
    throw error;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** A failure of the pieces ends the stream for its reader, too. */
async function writeAll(writer: WritableStreamDefaultWriter<Uint8Array>, pieces: Iterable<Uint8Array>): Promise<void> {
  try {
    for (const piece of pieces) {
      await writer.ready;
      await writer.write(piece);
    }
    await writer.close();
  } catch (error) {
    await writer.abort(error);
    throw error;
  }
}

/** A field of a record: a number and its width in bytes, little-endian. */
type Field = readonly [value: number, bytes: 2 | 4];

function half(value: number): Field {
  return [value, 2];
}

function word(value: number): Field {
  return [value, 4];
}

function record(signature: string, fields: readonly Field[]): Uint8Array {
  const bytes = Array.from(new TextEncoder().encode(signature));
  for (const [value, width] of fields) for (let i = 0; i < width; i++) bytes.push((value >>> (8 * i)) & 0xff);
  return Uint8Array.from(bytes);
}
