/**
 * The format chunk of a WAV file: how samples are coded and laid out. Integers are little-endian, 8-bit ones unsigned.
 *
 *   byte 0 format tag, 2 channels, 4 samples per second, 8 bytes per second, 12 bytes per frame, 14 bits per sample,
 *   and for tag 0xFFFE (extensible): 16 size of the rest (22), 18 valid bits, 20 speaker positions, 24 sub-format GUID
 *
 * Source  Microsoft, "Multiple channel audio data and WAVE files" (WAVEFORMATEXTENSIBLE); RFC 2361 (format tags).
 */

import { FormatError } from "../core/errors.ts";
import { viewOf } from "./byte-fields.ts";
import type { SampleCoding, SampleLayout } from "./pcm-samples.ts";
import type { Chunk } from "./riff.ts";

const PCM = 1;
const IEEE_FLOAT = 3;
const A_LAW = 6;
const MU_LAW = 7;
const EXTENSIBLE = 0xfffe;

const BASIC_BYTES = 16;
const EXTENSIBLE_BYTES = 40;
/** Bytes 2 to 15 of the GUIDs whose first two bytes are a plain format tag. */
const TAG_GUID_TAIL = [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71];

const CODINGS: Readonly<Record<number, Readonly<Record<number, SampleCoding>>>> = {
  [PCM]: { 8: "u8", 16: "s16", 24: "s24", 32: "s32" },
  [IEEE_FLOAT]: { 32: "f32", 64: "f64" },
  [A_LAW]: { 8: "A-law" },
  [MU_LAW]: { 8: "µ-law" },
};

/** Rates outside this range are damage, not sound: 1 kHz is below any recorder, 768 kHz the fastest converter sold. */
export const SAMPLE_RATE_RANGE_HZ = [1000, 768_000] as const;

/**
 * The meaning of a format chunk.
 *
 * @throws FormatError for codings other than 8, 16, 24, 32-bit PCM, 32, 64-bit float, µ-law and A-law, and for fields
 *         that contradict.
 */
export function readWavFormat(bytes: Uint8Array, chunk: Chunk): SampleLayout {
  const where = `format chunk at byte ${chunk.headerOffset}`;
  if (chunk.presentBytes < BASIC_BYTES)
    throw new FormatError(`${where} has ${chunk.presentBytes} bytes, expected at least ${BASIC_BYTES}`);
  const view = viewOf(bytes.subarray(chunk.bodyOffset, chunk.bodyOffset + chunk.presentBytes));
  const tag = view.getUint16(0, true);
  const channels = view.getUint16(2, true);
  const sampleRateHz = view.getUint32(4, true);
  const bytesPerFrame = view.getUint16(12, true);
  const bits = view.getUint16(14, true);

  const coding = CODINGS[tag === EXTENSIBLE ? extensibleTag(view, where) : tag]?.[bits];
  if (coding === undefined)
    throw new FormatError(
      `${where} declares format ${tag} with ${bits} bits; supported are PCM with 8, 16, 24 or 32 bits, float with 32 or 64, µ-law and A-law; convert it: ffmpeg -i old.wav -c:a pcm_s16le new.wav`,
    );
  if (channels === 0) throw new FormatError(`${where} declares 0 channels`);
  if (sampleRateHz < SAMPLE_RATE_RANGE_HZ[0] || sampleRateHz > SAMPLE_RATE_RANGE_HZ[1])
    throw new FormatError(
      `${where} declares ${sampleRateHz} Hz; supported are ${SAMPLE_RATE_RANGE_HZ.join(" to ")} Hz`,
    );
  if (bytesPerFrame !== (channels * bits) / 8)
    throw new FormatError(
      `${where} declares ${bytesPerFrame} bytes per frame, expected ${(channels * bits) / 8} for ${channels} channels of ${bits} bits`,
    );
  return { coding, bigEndian: false, channels, sampleRateHz };
}

/** The plain format tag inside the GUID of an extensible format. */
function extensibleTag(view: DataView, where: string): number {
  if (view.byteLength < EXTENSIBLE_BYTES)
    throw new FormatError(`${where} is extensible but has ${view.byteLength} bytes, expected ${EXTENSIBLE_BYTES}`);
  const known = TAG_GUID_TAIL.every((byte, i) => view.getUint8(26 + i) === byte);
  return known ? view.getUint16(24, true) : -1;
}
