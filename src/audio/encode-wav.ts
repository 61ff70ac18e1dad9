/**
 * WAV writer: one channel of 16-bit PCM in the smallest RIFF file that every reader accepts.
 *
 *   code = clamp(round(32767 · amplitude), −32768, 32767)
 *
 * The full scale is that of decodeWav, which gives every amplitude back within half a step, and exactly where it lies on
 * the 16-bit grid already. No dither: the same signal always gives the same bytes.
 *
 * Source  Microsoft and IBM 1991, "Multimedia Programming Interface and Data Specifications 1.0", chapter 3 (WAVE).
 */

import { checkedSignal, type Signal } from "./signal.ts";

const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;
const FULL_SCALE = 32767;
const LOWEST_CODE = -32768;
const FORMAT_PCM = 1;

/**
 * Bytes of a WAV file: 44 bytes of header, then 16-bit little-endian PCM. Amplitudes beyond full scale saturate.
 *
 * @throws RangeError if the sampling rate is no positive integer, or a sample is not finite (names its index).
 * @example
 * writeFileSync("a.wav", encodeWav({ samples: Float32Array.of(0, 0.5, -1), sampleRateHz: 16000 }));
 */
export function encodeWav(signal: Signal): Uint8Array {
  const { samples, sampleRateHz } = checkedSignal(signal, "encodeWav");
  const bytes = new Uint8Array(HEADER_BYTES + samples.length * BYTES_PER_SAMPLE);
  const view = new DataView(bytes.buffer);
  writeHeader(view, samples.length * BYTES_PER_SAMPLE, sampleRateHz);
  for (let i = 0; i < samples.length; i++) {
    if (!Number.isFinite(samples[i])) {
      throw new RangeError(`encodeWav: sample ${i} is ${samples[i]}; all samples must be finite`);
    }
    view.setInt16(HEADER_BYTES + i * BYTES_PER_SAMPLE, codeOf(samples[i]), true);
  }
  return bytes;
}

/** Amplitudes moved to the grid of 16-bit PCM, in place, so that writing and reading them changes nothing. */
export function roundToPcm16(samples: Float32Array): Float32Array {
  for (let i = 0; i < samples.length; i++) samples[i] = codeOf(samples[i]) / FULL_SCALE;
  return samples;
}

/** The addition turns −0, which Math.round gives and no file can hold, into 0. */
function codeOf(amplitude: number): number {
  return Math.max(LOWEST_CODE, Math.min(FULL_SCALE, Math.round(amplitude * FULL_SCALE))) + 0;
}

function writeHeader(view: DataView, dataBytes: number, sampleRateHz: number): void {
  const tag = (at: number, text: string) => {
    for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i));
  };
  tag(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  tag(8, "WAVE");
  tag(12, "fmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, FORMAT_PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * BYTES_PER_SAMPLE, true);
  view.setUint16(32, BYTES_PER_SAMPLE, true);
  view.setUint16(34, 8 * BYTES_PER_SAMPLE, true);
  tag(36, "data");
  view.setUint32(40, dataBytes, true);
}
