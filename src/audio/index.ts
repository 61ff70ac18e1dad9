/**
 * Audio: files as signals, WAV files from signals, and another sampling rate.
 */

export { checkSound, type SoundCheck } from "./check-sound.ts";
export { type AudioDecoder, decodeAudio } from "./decode-audio.ts";
export { decodeWav } from "./decode-wav.ts";
export { encodeWav } from "./encode-wav.ts";
export { resample } from "./resample.ts";
export type { Signal } from "./signal.ts";
