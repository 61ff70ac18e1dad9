/**
 * How many bytes an audio file should have by its own account, so that a copy that was cut short is noticed: decoders
 * read it to where it ends, and features of half a recording look like features of a recording.
 *
 *   Ogg    the end of the last page: 27 bytes of header, of which byte 26 counts the segments, their sizes, their bytes
 *   MP3    the byte count in the Xing or Info tag of the first frame, counted from that frame
 *   MP4    the end of the last top-level box: size[4] type[4], size 1: another size[8] follows, size 0: to the end
 *   AIFF   size[4] at byte 4, counted from byte 8
 *   WebM   the size of the segment that follows the EBML header, where it is known
 *
 * FLAC counts its samples instead (flac-stream-info.ts); AAC frames know nothing of the file.
 *
 * Source  RFC 3533 section 6 (Ogg), RFC 8794 section 4 (WebM), ISO/IEC 14496-12 section 4.2 (MP4), Apple 1989 (AIFF).
 */

import type { AudioFormat } from "./audio-format.ts";
import { lettersAt, viewOf } from "./byte-fields.ts";
import { endOfId3 } from "./id3-tag.ts";

/** The bytes that the file declares; undefined where it says nothing, or nothing that can be read. */
export function declaredBytes(bytes: Uint8Array, format: AudioFormat): number | undefined {
  try {
    return READERS[format]?.(bytes, viewOf(bytes));
  } catch (error) {
    // A field lies beyond the end.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const READERS: Partial<Record<AudioFormat, (bytes: Uint8Array, view: DataView) => number | undefined>> = {
  Ogg: endOfPages,
  MP3: endOfFrames,
  MP4: endOfBoxes,
  // An odd size may or may not count its padding.
  AIFF: (_, view) => view.getUint32(4) + 7,
  WebM: endOfSegment,
};

function endOfPages(bytes: Uint8Array, view: DataView): number {
  let end = 0;
  while (lettersAt(bytes, end, 4) === "OggS" && end + 27 <= bytes.length) {
    const segments = view.getUint8(end + 26);
    let length = 27 + segments;
    for (let i = 0; i < segments; i++) length += bytes[end + 27 + i] ?? 255;
    end += length;
  }
  return end;
}

/** Largest frame, 320 kbit/s at 32 kHz with padding: writers do not agree on whether the tag's own frame counts. */
const MP3_FRAME_BYTES = 1441;

function endOfFrames(bytes: Uint8Array, view: DataView): number | undefined {
  const frame = endOfId3(bytes);
  // The tag stands behind a header of 4 bytes and side information of 9, 17 or 32.
  const tag = [13, 21, 36].map((offset) => frame + offset).find((at) => /^(Xing|Info)$/.test(lettersAt(bytes, at, 4)));
  if (tag === undefined) return undefined;
  const flags = view.getUint32(tag + 4);
  if ((flags & 2) === 0) return undefined;
  return frame + view.getUint32(tag + (flags & 1 ? 12 : 8)) - MP3_FRAME_BYTES;
}

function endOfBoxes(bytes: Uint8Array, view: DataView): number {
  let end = 0;
  while (end + 8 <= bytes.length) {
    const size = view.getUint32(end);
    if (size === 0) return bytes.length;
    const length = size === 1 ? Number(view.getBigUint64(end + 8)) : size;
    // Zeros or other bytes behind the last box are none of ours.
    if (length < 8 || !/^[\x20-\x7e\xa9]{4}$/.test(lettersAt(bytes, end + 4, 4))) break;
    end += length;
  }
  return end;
}

function endOfSegment(bytes: Uint8Array, view: DataView): number | undefined {
  const header = variableSize(view, 4);
  const segment = 4 + header.width + header.value;
  if (lettersAt(bytes, segment, 4) !== "\x18\x53\x80\x67") return undefined;
  const size = variableSize(view, segment + 4);
  const unknown = size.value === 2 ** (7 * size.width) - 1;
  return unknown ? undefined : segment + 4 + size.width + size.value;
}

/** An integer of 7 bits per byte; zeros in front of the first 1 say how many bytes follow. */
function variableSize(view: DataView, offset: number): { readonly value: number; readonly width: number } {
  const first = view.getUint8(offset);
  const width = Math.clz32(first) - 23;
  let value = first & (0xff >> width);
  for (let i = 1; i < Math.min(width, 8); i++) value = value * 256 + view.getUint8(offset + i);
  return { value, width };
}
