/**
 * Audio: WAV files as signals and back, and another sampling rate.
 */

export { decodeWav } from "./decode-wav.ts";
export { encodeWav } from "./encode-wav.ts";
export { resample } from "./resample.ts";
export type { Signal } from "./signal.ts";
