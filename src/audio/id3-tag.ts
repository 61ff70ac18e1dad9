/**
 * ID3 tags in front of a file: made for MP3, put before WAV, FLAC and AAC by taggers that do not look.
 *
 *   "ID3" version[2] flags[1] size[4] of 7 bits each, the tag, and where flag 16 is set 10 bytes of footer
 *
 * Source  id3.org, ID3v2.4.0 structure, sections 3.1 and 3.4.
 */

import { lettersAt, viewOf } from "./byte-fields.ts";

const HEADER_BYTES = 10;
const HAS_FOOTER = 0x10;

/**
 * The byte behind all tags at the beginning; 0 where there is none. The length of the file where it ends within a tag, or only
 * zeros follow: those are space of the tag, or a copy that failed.
 */
export function endOfId3(bytes: Uint8Array): number {
  let end = 0;
  while (lettersAt(bytes, end, 3) === "ID3" && end + HEADER_BYTES <= bytes.length) {
    const footer = bytes[end + 5] & HAS_FOOTER ? HEADER_BYTES : 0;
    end += HEADER_BYTES + syncSafe(viewOf(bytes).getUint32(end + 6)) + footer;
  }
  const isEmpty = end > 0 && bytes.subarray(end).every((byte) => byte === 0);
  return isEmpty ? bytes.length : Math.min(end, bytes.length);
}

/** A size in ID3 has 7 bits per byte. */
function syncSafe(size: number): number {
  return ((size >>> 3) & 0xfe00000) | ((size >>> 2) & 0x1fc000) | ((size >>> 1) & 0x3f80) | (size & 0x7f);
}
