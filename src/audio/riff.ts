/**
 * Chunks of a RIFF file: where each one lies, with every declared size checked against the bytes that are there.
 *
 *   file  = "RIFF" size "WAVE" chunk*
 *   chunk = id[4] size[4] body[size] (pad to even)
 *
 * "RF64" and "BW64" are RIFF for more than 4 GiB: a chunk `ds64` holds the sizes that 32 bits cannot, and the size of the
 * chunk itself is then FF FF FF FF.
 *
 *   ds64  = size of the file[8] size of data[8] samples[8] entries[4], then for each entry: id[4] size[8]
 *
 * An ID3 tag in front is skipped. Writers that forget the byte behind an odd chunk are noticed where a chunk stands
 * without it.
 *
 * Source  IBM, Microsoft 1991, "Multimedia Programming Interface and Data Specifications 1.0", chapter 2;
 *         EBU Tech 3306 (RF64), ITU-R BS.2088 (BW64).
 */

import { FormatError } from "../core/errors.ts";
import { lettersAt, viewOf } from "./byte-fields.ts";
import { endOfId3 } from "./id3-tag.ts";

/** A chunk of a RIFF file, as its header declares it and as far as its bytes are there. */
export interface Chunk {
  readonly id: string;
  /** Byte at which the chunk's header stands. */
  readonly headerOffset: number;
  readonly bodyOffset: number;
  /** Size as the header or `ds64` declares it; may reach beyond the end of the file. */
  readonly declaredBytes: number;
  /** Bytes of the body that are there. */
  readonly presentBytes: number;
  /** Whether the size is one of `ds64`. */
  readonly wide: boolean;
}

const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const WIDE_FORMS = ["RF64", "BW64"];
/** Letters with which WAVE files begin. */
export const WAVE_FORMS: readonly string[] = ["RIFF", ...WIDE_FORMS];
/** Size of a chunk in RF64 whose size stands in `ds64`. */
const SEE_DS64 = 0xffff_ffff;
/** Sizes, number of samples and of entries; and one entry. */
const DS64_BYTES = 28;
const DS64_ENTRY_BYTES = 12;
/** More than any writer makes: a damaged file may have one every 8 bytes. */
const MOST_CHUNKS = 4096;
/** Chunks that are known to stand in WAVE files, by which a missing padding byte is noticed. */
const USUAL_CHUNKS =
  "fmt |data|LIST|fact|bext|JUNK|junk|PAD |FLLR|iXML|axml|chna|cue |smpl|inst|id3 |ID3 |PEAK|cart|DISP|ds64".split("|");

/**
 * The chunks of a WAVE file up to and including `data`, in order.
 *
 * @throws FormatError if the bytes are not a RIFF WAVE file.
 */
export function waveChunks(bytes: Uint8Array): Chunk[] {
  const start = endOfId3(bytes);
  checkForm(bytes, start);
  const wide = WIDE_FORMS.includes(lettersAt(bytes, start, 4));
  let sizes: ReadonlyMap<string, number> = new Map();
  const chunks: Chunk[] = [];
  let offset = start + HEADER_BYTES;
  while (offset + CHUNK_HEADER_BYTES <= bytes.length) {
    const chunk = widened(chunkAt(bytes, offset), sizes, bytes);
    if (chunks.push(chunk) > MOST_CHUNKS)
      throw new FormatError(`more than ${MOST_CHUNKS} chunks stand before the samples; the file is damaged`);
    if (chunk.id === "data") break;
    if (chunk.id === "ds64" && wide) sizes = wideSizes(bytes, chunk);
    offset = endOf(bytes, chunk);
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
  return { id: lettersAt(bytes, headerOffset, 4), headerOffset, bodyOffset, declaredBytes, presentBytes, wide: false };
}

/** Where the next chunk begins: behind the padding of an odd one, unless only the byte before looks like a beginning. */
function endOf(bytes: Uint8Array, { bodyOffset, declaredBytes }: Chunk): number {
  const unpadded = bodyOffset + declaredBytes;
  if (declaredBytes % 2 === 0) return unpadded;
  const places = [unpadded + 1, unpadded];
  const usual = places.find((offset) => USUAL_CHUNKS.includes(lettersAt(bytes, offset, 4)));
  return usual ?? places.find((offset) => looksLikeChunk(bytes, offset)) ?? unpadded + 1;
}

/** Sizes of `ds64` by the names of their chunks; those that a writer left open (0, or all bits set) are left out. */
function wideSizes(bytes: Uint8Array, { bodyOffset, presentBytes, headerOffset }: Chunk): ReadonlyMap<string, number> {
  if (presentBytes < DS64_BYTES)
    throw new FormatError(
      `chunk ds64 at byte ${headerOffset} has ${presentBytes} bytes, expected at least ${DS64_BYTES}`,
    );
  const view = viewOf(bytes.subarray(bodyOffset, bodyOffset + presentBytes));
  const entries = Math.min(view.getUint32(24, true), Math.floor((presentBytes - DS64_BYTES) / DS64_ENTRY_BYTES));
  const sizes: (readonly [string, bigint])[] = [["data", view.getBigUint64(8, true)]];
  for (let entry = 0; entry < entries; entry++) {
    const at = DS64_BYTES + entry * DS64_ENTRY_BYTES;
    sizes.push([lettersAt(bytes, bodyOffset + at, 4), view.getBigUint64(at + 4, true)]);
  }
  return new Map(sizes.filter(([, size]) => size > 0n && size < 1n << 63n).map(([id, size]) => [id, Number(size)]));
}

/** The chunk with its size from `ds64`, where its own says so, says nothing, or holds the lower half. */
function widened(chunk: Chunk, sizes: ReadonlyMap<string, number>, bytes: Uint8Array): Chunk {
  const size = sizes.get(chunk.id);
  if (size === undefined || ![SEE_DS64, 0, size % 2 ** 32].includes(chunk.declaredBytes)) return chunk;
  const presentBytes = Math.min(size, bytes.length - chunk.bodyOffset);
  return { ...chunk, declaredBytes: size, presentBytes, wide: true };
}

/** What is found under the names of recordings and holds none, by its first letters. */
const NO_SOUND: readonly (readonly [string, string])[] = [
  ["version https://git-lfs", "a Git LFS pointer; fetch the file itself (git lfs pull)"],
  ["<!", "a page of a web server; download the recording again"],
  ["<html", "a page of a web server; download the recording again"],
  ["PK\x03\x04", "a zip archive; unpack it"],
  ["\x1f\x8b", "gzipped; unpack it first (gunzip)"],
];

function checkForm(bytes: Uint8Array, start: number): void {
  if (bytes.length === 0) throw new FormatError("the file is empty; a WAV file begins with the letters RIFF");
  if (start > 0 && start === bytes.length)
    throw new FormatError("the file has an ID3 tag and no sound: it ends within the tag, or zeros follow");
  const form = lettersAt(bytes, start, 4);
  if (form === "RIFX") throw new FormatError("big-endian WAV (RIFX) is not supported; convert it to little-endian WAV");
  const other = NO_SOUND.find(([letters]) => lettersAt(bytes, start, letters.length) === letters);
  if (other) throw new FormatError(`is no recording but ${other[1]}`);
  if (!WAVE_FORMS.includes(form))
    throw new FormatError(`not a WAV file: it begins with ${printable(bytes)}, a WAV file with the letters RIFF`);
  if (bytes.length < start + HEADER_BYTES)
    throw new FormatError(`the file ends after ${bytes.length} bytes, within the RIFF header of 12 bytes`);
  const kind = lettersAt(bytes, start + 8, 4);
  if (kind !== "WAVE")
    throw new FormatError(`the RIFF file at byte ${start + 8} says ${JSON.stringify(kind)}, expected "WAVE"`);
}

/** The first four bytes as text where that is readable, else in hexadecimal. */
function printable(bytes: Uint8Array): string {
  const start = bytes.subarray(0, 4);
  const readable = start.every((byte) => byte >= 0x20 && byte <= 0x7e);
  if (readable) return `the letters ${JSON.stringify(lettersAt(start, 0, 4))}`;
  return `the bytes ${[...start].map((byte) => byte.toString(16).padStart(2, "0")).join(" ")}`;
}
