/**
 * Which kind of audio file it is, by its first bytes; the name does not count.
 *
 *   fLaC                               FLAC
 *   OggS                               Ogg (Vorbis, Opus, FLAC)
 *   ID3, or a sync word with a layer   MP3; an ID3 tag in front of another format is passed over
 *   a sync word with layer 0           AAC
 *   byte 4 on: ftyp                    MP4 (M4A: AAC, ALAC)
 *   FORM .... AIFF or AIFC             AIFF
 *   1A 45 DF A3                        WebM
 *
 * Source  RFC 9639 (FLAC), RFC 3533 (Ogg), id3.org (ID3v2.4), ISO/IEC 11172-3 2.4.2.3 and 13818-7 6.2 (sync words),
 *         14496-12 4.3 (ftyp), Apple 1989 (AIFF), RFC 8794 (EBML, which WebM begins with).
 */

import { type ByteInput, bytesOf } from "../core/bytes.ts";
import { lettersAt } from "./byte-fields.ts";
import { endOfId3 } from "./id3-tag.ts";
import { WAVE_FORMS } from "./riff.ts";

/** Formats that another decoder has to read. */
export type AudioFormat = "FLAC" | "Ogg" | "MP3" | "AAC" | "MP4" | "AIFF" | "WebM";

/** Signatures: letters, and the byte at which they stand. */
const SIGNATURES: readonly (readonly [AudioFormat, string, number])[] = [
  ["FLAC", "fLaC", 0],
  ["Ogg", "OggS", 0],
  ["MP4", "ftyp", 4],
  ["AIFF", "FORM", 0],
  ["WebM", "\x1a\x45\xdf\xa3", 0],
];

/** The format of a file that is no WAV or SPHERE file; undefined for these and for what is not known. */
export function audioFormat(file: ByteInput): AudioFormat | undefined {
  const bytes = bytesOf(file, "audioFormat");
  const end = endOfId3(bytes);
  const untagged = bytes.subarray(end);
  if (WAVE_FORMS.includes(lettersAt(untagged, 0, 4))) return undefined;
  if (end > 0 && untagged.length === 0) return undefined;
  return formatOf(untagged) ?? (lettersAt(bytes, 0, 3) === "ID3" ? "MP3" : undefined);
}

function formatOf(bytes: Uint8Array): AudioFormat | undefined {
  const format = SIGNATURES.find(([, letters, offset]) => lettersAt(bytes, offset, letters.length) === letters)?.[0];
  if (format === "AIFF") return ["AIFF", "AIFC"].includes(lettersAt(bytes, 8, 4)) ? format : undefined;
  return format ?? syncFormat(bytes);
}

/**
 * MPEG audio without a tag in front: 12 bits sync (11 in the unofficial MPEG 2.5), 1 bit version, 2 bits layer.
 *
 * Layer I is left out: nobody keeps such files, and its FF FE and FF FF begin others (UTF-16 text, empty flash memory).
 */
function syncFormat(bytes: Uint8Array): AudioFormat | undefined {
  if (bytes.length < 4 || bytes[0] !== 0xff || (bytes[1] & 0xe0) !== 0xe0) return undefined;
  const version = (bytes[1] >> 3) & 3;
  const layer = (bytes[1] >> 1) & 3;
  if (layer === 0) return version >= 2 ? "AAC" : undefined;
  const bitRate = bytes[2] >> 4;
  const sampleRate = (bytes[2] >> 2) & 3;
  const isFrame = layer !== 3 && version !== 1 && bitRate !== 15 && sampleRate !== 3;
  return isFrame ? "MP3" : undefined;
}
