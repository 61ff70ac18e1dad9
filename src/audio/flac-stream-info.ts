/**
 * What a FLAC file says of itself: its rate, bits of its samples, and how many there are.
 *
 *   "fLaC", 4 bytes of block header, then STREAMINFO: 10 bytes of block and frame sizes, 20 bits rate, 3 channels - 1,
 *   5 bits of a sample - 1, 36 samples of a channel (0: not known), 16 bytes MD5
 *
 * In Ogg the same follows the page header and 9 bytes of mapping.
 *
 * Source  RFC 9639, sections 8.2 and 10.1.
 */

import { lettersAt } from "./byte-fields.ts";

/** What the first block of a FLAC file says of its sound. */
export interface FlacStreamInfo {
  readonly sampleRateHz: number;
  readonly bits: number;
  /** Of one channel; 0 where the writer did not know. */
  readonly sampleCount: number;
}

/** Of the first Ogg page: 27 bytes of header and 1 segment size, then 0x7F "FLAC", version and number of headers. */
const OGG_MAPPING_BYTES = 28 + 9;
/** Signature, block header, and STREAMINFO up to the number of samples. */
const NEEDED_BYTES = 26;

/** The stream information of FLAC, plain or in Ogg; undefined for other files. */
export function flacStreamInfo(bytes: Uint8Array): FlacStreamInfo | undefined {
  const start = [0, OGG_MAPPING_BYTES].find((offset) => lettersAt(bytes, offset, 4) === "fLaC");
  if (start === undefined || bytes.length < start + NEEDED_BYTES) return undefined;
  const fields = new DataView(bytes.buffer, bytes.byteOffset + start + 18, 8);
  const high = fields.getUint32(0);
  return {
    sampleRateHz: high >>> 12,
    bits: ((high >> 4) & 31) + 1,
    sampleCount: (high & 15) * 2 ** 32 + fields.getUint32(4),
  };
}
