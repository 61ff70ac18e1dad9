/**
 * Chunks of a RIFF file: where each one lies, with every declared size checked against the bytes that are there.
 *
 *   file  = "RIFF" size "WAVE" chunk*            "RF64" and "BW64" are read as RIFF: their 64-bit sizes say nothing
 *   chunk = id[4] size[4] body[size] (pad to even)                        that the number of bytes does not say
 *
 * Source  IBM, Microsoft 1991, "Multimedia Programming Interface and Data Specifications 1.0", chapter 2;
 *         EBU Tech 3306 (RF64).
 */

import { FormatError } from "../core/errors.ts";

export interface Chunk {
  readonly id: string;
  /** Byte at which the chunk's header stands. */
  readonly headerOffset: number;
  readonly bodyOffset: number;
  /** Size as the header declares it; may reach beyond the end of the file. */
  readonly declaredBytes: number;
  /** Bytes of the body that are there. */
  readonly presentBytes: number;
}

const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const FORM_NAMES = ["RIFF", "RF64", "BW64"];

/**
 * The chunks of a WAVE file up to and including `data`, in order.
 *
 * @throws FormatError if the bytes are not a RIFF WAVE file.
 */
export function waveChunks(bytes: Uint8Array): Chunk[] {
  checkForm(bytes);
  const chunks: Chunk[] = [];
  let offset = HEADER_BYTES;
  while (offset + CHUNK_HEADER_BYTES <= bytes.length) {
    const chunk = chunkAt(bytes, offset);
    chunks.push(chunk);
    if (chunk.id === "data") break;
    offset = chunk.bodyOffset + chunk.declaredBytes + (chunk.declaredBytes % 2);
  }
  return chunks;
}

/** Whether a chunk that fits into the file, with a printable name, begins at this byte. */
export function looksLikeChunk(bytes: Uint8Array, offset: number): boolean {
  if (offset + CHUNK_HEADER_BYTES > bytes.length) return false;
  const { id, declaredBytes, presentBytes } = chunkAt(bytes, offset);
  return /^[\x20-\x7e]{4}$/.test(id) && declaredBytes === presentBytes;
}

function chunkAt(bytes: Uint8Array, headerOffset: number): Chunk {
  const bodyOffset = headerOffset + CHUNK_HEADER_BYTES;
  const declaredBytes = viewOf(bytes).getUint32(headerOffset + 4, true);
  const presentBytes = Math.min(declaredBytes, bytes.length - bodyOffset);
  return { id: fourCharacters(bytes, headerOffset), headerOffset, bodyOffset, declaredBytes, presentBytes };
}

function checkForm(bytes: Uint8Array): void {
  if (bytes.length === 0) throw new FormatError("the file is empty; a WAV file begins with the letters RIFF");
  const form = fourCharacters(bytes, 0);
  if (form === "RIFX") throw new FormatError("big-endian WAV (RIFX) is not supported; convert it to little-endian WAV");
  if (!FORM_NAMES.includes(form))
    throw new FormatError(`not a WAV file: it begins with ${printable(bytes)}, a WAV file with the letters RIFF`);
  if (bytes.length < HEADER_BYTES)
    throw new FormatError(`the file ends after ${bytes.length} bytes, within the RIFF header of 12 bytes`);
  const kind = fourCharacters(bytes, 8);
  if (kind !== "WAVE") throw new FormatError(`the RIFF file at byte 8 says ${JSON.stringify(kind)}, expected "WAVE"`);
}

/** The first four bytes as text where that is readable, else in hexadecimal. */
function printable(bytes: Uint8Array): string {
  const start = bytes.subarray(0, 4);
  const readable = start.every((byte) => byte >= 0x20 && byte <= 0x7e);
  if (readable) return `the letters ${JSON.stringify(String.fromCharCode(...start))}`;
  return `the bytes ${[...start].map((byte) => byte.toString(16).padStart(2, "0")).join(" ")}`;
}

function fourCharacters(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
