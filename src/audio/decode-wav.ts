/**
 * WAV file to one channel of sound.
 *
 *   x[n] = f32( f32( Σ_c s_c[n] ) / C / fullScale ),   fullScale = 127, 32767, 32767·2⁸, 2³¹−1 for 8, 16, 24, 32 bits,
 *                                                       1 for float
 *
 * The full scale of 16 bits is 32767, not 32768, so −32768 lies slightly below −1: the features are defined so
 * (compare2016 specification, section 1).
 *
 * A streamed file, whose writer did not know its length, declares 0 or about 2 or 4 GiB: then the samples run to the end
 * of the file. Any other size that the file does not hold means that the end is missing, which is refused: features of
 * half a recording look like features of a recording.
 */

import { FormatError } from "../core/errors.ts";
import { type Chunk, looksLikeChunk, viewOf, waveChunks } from "./riff.ts";
import type { Signal } from "./signal.ts";
import { readWavFormat, type SampleCoding, type WavFormat } from "./wav-format.ts";

/** Writers to pipes declare 0x7FFFFFFF, 0x7FFFF000, 0x80000000 or 0xFFFFFFFF bytes, less their header. */
const STREAMED_BYTES = 0x7fff_0000;

const SAMPLE_BYTES: Readonly<Record<SampleCoding, number>> = { u8: 1, s16: 2, s24: 3, s32: 4, f32: 4, f64: 8 };

/** The integer that becomes amplitude 1. */
export const FULL_SCALE: Readonly<Record<SampleCoding, number>> = {
  u8: 127,
  s16: 32767,
  s24: 32767 * 256,
  s32: 2147483647,
  f32: 1,
  f64: 1,
};

/**
 * The sound of a WAV file, its channels averaged into one; its rate is unchanged.
 *
 * @param bytes  PCM of 8, 16, 24 or 32 bits or float of 32 or 64, plain or extensible; other chunks are skipped.
 * @throws FormatError if the bytes are no such file, are cut short, or hold a sample that is not finite.
 */
export function decodeWav(bytes: Uint8Array): Signal {
  const chunks = waveChunks(bytes);
  const formatChunk = chunks.find(({ id }) => id === "fmt ");
  const data = chunks.find(({ id }) => id === "data");
  if (formatChunk === undefined) throw new FormatError(`no format chunk; ${listed(chunks)}`);
  if (data === undefined) throw new FormatError(`no data chunk, so no samples; ${listed(chunks)}`);

  const format = readWavFormat(bytes, formatChunk);
  const body = bytes.subarray(data.bodyOffset, data.bodyOffset + dataBytes(bytes, data));
  const samples = new Float32Array(Math.floor(body.length / format.bytesPerFrame));
  if (format.coding === "s16" && format.channels === 1) mono16Into(samples, body);
  else mixInto(samples, body, format);
  checkFinite(samples, format);
  return { samples, sampleRateHz: format.sampleRateHz };
}

function dataBytes(bytes: Uint8Array, data: Chunk): number {
  const { headerOffset, bodyOffset, declaredBytes, presentBytes } = data;
  const streamed = declaredBytes === 0 ? !looksLikeChunk(bytes, bodyOffset) : declaredBytes >= STREAMED_BYTES;
  if (streamed) return bytes.length - bodyOffset;
  if (presentBytes < declaredBytes)
    throw new FormatError(
      `the file is cut short: the data chunk at byte ${headerOffset} declares ${declaredBytes} bytes, ${presentBytes} are there`,
    );
  return presentBytes;
}

/** The common case, at 4 ns per sample instead of 11. */
function mono16Into(samples: Float32Array, body: Uint8Array): void {
  for (let n = 0; n < samples.length; n++) {
    const code = ((body[2 * n] | (body[2 * n + 1] << 8)) << 16) >> 16;
    samples[n] = code / FULL_SCALE.s16;
  }
}

function mixInto(samples: Float32Array, body: Uint8Array, { coding, channels, bytesPerFrame }: WavFormat): void {
  const view = viewOf(body);
  const width = SAMPLE_BYTES[coding];
  const scale = FULL_SCALE[coding];
  for (let n = 0; n < samples.length; n++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += sampleAt(view, n * bytesPerFrame + c * width, coding);
    samples[n] = Math.fround(sum) / channels / scale;
  }
}

function sampleAt(view: DataView, offset: number, coding: SampleCoding): number {
  switch (coding) {
    case "u8":
      return view.getUint8(offset) - 128;
    case "s16":
      return view.getInt16(offset, true);
    case "s24":
      return view.getUint16(offset, true) | (view.getInt8(offset + 2) << 16);
    case "s32":
      return view.getInt32(offset, true);
    case "f32":
      return view.getFloat32(offset, true);
    case "f64":
      return view.getFloat64(offset, true);
  }
}

function checkFinite(samples: Float32Array, { coding, sampleRateHz }: WavFormat): void {
  if (coding !== "f32" && coding !== "f64") return;
  const bad = samples.findIndex((sample) => !Number.isFinite(sample));
  if (bad >= 0)
    throw new FormatError(
      `sample ${bad} (at ${(bad / sampleRateHz).toFixed(3)} s) is ${samples[bad]}, expected a finite number`,
    );
}

function listed(chunks: readonly Chunk[]): string {
  return chunks.length === 0 ? "there are no chunks" : `found ${chunks.map(({ id }) => JSON.stringify(id)).join(", ")}`;
}
