/**
 * Audio file of any format to one channel of sound: WAV and SPHERE by readers of our own, the others by a decoder that is
 * given.
 *
 *   x[n] = f32( f32( Σ_c k_c[n] ) / C / fullScale ),   k = 2¹⁵ s, fullScale = 32767
 *
 * A decoder's ±1 is 2¹⁵, that of our WAV reader 32767 (pcm-samples.ts). With k the same recording has the same amplitudes
 * in every format. The samples s of FLAC are integers over 2^(bits−1) or 2^(bits−1) − 1, by the decoder's custom; here k
 * is that integer and the full scale that of WAV, so FLAC of 8 to 24 bits gives the samples of the WAV file bit for bit.
 */

import { type ByteInput, bytesOf } from "../core/bytes.ts";
import { FormatError, UserError } from "../core/errors.ts";
import { type AudioFormat, audioFormat } from "./audio-format.ts";
import { declaredBytes } from "./declared-bytes.ts";
import { type FlacStreamInfo, flacStreamInfo } from "./flac-stream-info.ts";
import { endOfId3 } from "./id3-tag.ts";
import { decodeOwn } from "./own-readers.ts";
import { FULL_SCALE } from "./pcm-samples.ts";
import type { Signal } from "./signal.ts";
import { SAMPLE_RATE_RANGE_HZ } from "./wav-format.ts";

/** What a decoder makes of a file. */
export interface DecodedAudio {
  /** Amplitudes, full scale ±1. [channels × samples] */
  readonly channels: readonly Float32Array[];
  readonly sampleRateHz: number;
}

/**
 * A decoder of other formats than WAV and SPHERE; it throws where it cannot read a file.
 *
 * @param sampleRateHz  The file's own rate where it is known (FLAC), for decoders that must be told one, as browsers' must.
 */
export type AudioDecoder = (bytes: Uint8Array, sampleRateHz?: number) => Promise<DecodedAudio>;

/** Integers that a decoder's amplitudes stand for. */
interface Scale {
  /** The integer that amplitude 1 stands for. */
  readonly unit: number;
  /** The integer that becomes 1. */
  readonly fullScale: number;
  /** Whether amplitudes are such integers, but for rounding. */
  readonly whole: boolean;
}

const LOSSY: Scale = { unit: 2 ** 15, fullScale: FULL_SCALE.s16, whole: false };

/**
 * The sound of an audio file, its channels averaged into one; its rate is what the decoder gives (Opus: 48 kHz).
 *
 * @param decodeOther  Reads what is no WAV or SPHERE file; without it such a file is refused.
 * @throws UserError if a decoder is needed and there is none.
 * @throws FormatError if the file is unknown or damaged, or the decoder's result is no sound.
 * @example
 * const signal = await decodeAudio(bytes, async (file) => {
 *   const { channelData, sampleRate } = await decode(file);
 *   return { channels: channelData, sampleRateHz: sampleRate };
 * });
 */
export async function decodeAudio(file: ByteInput, decodeOther?: AudioDecoder): Promise<Signal> {
  const whole = bytesOf(file, "decodeAudio");
  const format = audioFormat(whole);
  if (format === undefined) return decodeOwn(whole);
  // The tag is MP3's own; decoders of other formats stumble over it.
  const bytes = format === "MP3" ? whole : whole.subarray(endOfId3(whole));
  if (decodeOther === undefined)
    throw new UserError(`is ${format}, for which a decoder must be installed: npm install audio-decode@3`);
  const declared = declaredBytes(bytes, format) ?? 0;
  if (declared > bytes.length)
    throw new FormatError(`the ${format} file is cut short: it declares ${declared} bytes, ${bytes.length} are there`);
  const info = flacStreamInfo(bytes);
  const decoded = await decodedBy(() => decodeOther(bytes, info?.sampleRateHz), format);
  checkDecoded(decoded, format, info);
  return { samples: mix(decoded.channels, scaleOf(decoded.channels, info)), sampleRateHz: decoded.sampleRateHz };
}

async function decodedBy(decode: () => Promise<DecodedAudio>, format: AudioFormat): Promise<DecodedAudio> {
  try {
    return await decode();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").trim();
    throw new FormatError(`the ${format} file cannot be decoded: ${reason}`, { cause: error });
  }
}

function checkDecoded({ channels, sampleRateHz }: DecodedAudio, format: AudioFormat, info?: FlacStreamInfo): void {
  const count = channels[0]?.length ?? 0;
  if (count === 0) throw new FormatError(`the decoder found no sound in the ${format} file; it is damaged or empty`);
  const [lowest, highest] = SAMPLE_RATE_RANGE_HZ;
  if (!(sampleRateHz >= lowest && sampleRateHz <= highest))
    throw new FormatError(`the ${format} file has ${sampleRateHz} Hz; supported are ${lowest} to ${highest} Hz`);
  if (info && info.sampleCount > 0 && info.sampleCount !== count)
    throw new FormatError(
      `the FLAC file declares ${info.sampleCount} samples, ${count} could be decoded: it is damaged`,
    );
  for (const [channel, samples] of channels.entries()) {
    if (samples.length !== count)
      throw new FormatError(
        `channel ${channel} of the ${format} file has ${samples.length} samples, channel 0 ${count}`,
      );
    const bad = samples.findIndex((sample) => !Number.isFinite(sample));
    if (bad >= 0)
      throw new FormatError(`sample ${bad} of the ${format} file is ${samples[bad]}, expected a finite number`);
  }
}

function scaleOf(channels: readonly Float32Array[], info: FlacStreamInfo | undefined): Scale {
  if (info === undefined) return LOSSY;
  const power = 2 ** (info.bits - 1);
  const unit = isWhole(channels, power) ? power : power - 1;
  return { unit, fullScale: wavFullScale(info.bits), whole: true };
}

/** Whether all amplitudes are multiples of 1/unit: f32 holds those of a power of two exactly. */
function isWhole(channels: readonly Float32Array[], unit: number): boolean {
  return channels.every((samples) => samples.every((sample) => Number.isInteger(sample * unit)));
}

/** Bits that WAV does not have stand in its next wider samples, at the upper end. */
function wavFullScale(bits: number): number {
  if (bits <= 8) return FULL_SCALE.u8 * 2 ** (bits - 8);
  return bits <= 24 ? FULL_SCALE.s16 * 2 ** (bits - 16) : FULL_SCALE.s32 * 2 ** (bits - 32);
}

function mix(channels: readonly Float32Array[], { unit, fullScale, whole }: Scale): Float32Array {
  const samples = new Float32Array(channels[0].length);
  for (let n = 0; n < samples.length; n++) {
    let sum = 0;
    for (const channel of channels) sum += whole ? Math.round(channel[n] * unit) : channel[n] * unit;
    samples[n] = Math.fround(sum) / channels.length / fullScale;
  }
  return samples;
}
