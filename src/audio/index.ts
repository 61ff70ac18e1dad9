/**
 * Audio: files as signals, WAV files from signals, and another sampling rate.
 */

export { type AudioFormat, audioFormat } from "./audio-format.ts";
export { type AudioDecoder, type DecodedAudio, decodeAudio } from "./decode-audio.ts";
export { decodeSphere } from "./decode-sphere.ts";
export { decodeWav } from "./decode-wav.ts";
export { encodeWav } from "./encode-wav.ts";
export { resample } from "./resample.ts";
export type { Signal } from "./signal.ts";
