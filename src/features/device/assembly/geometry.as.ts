/**
 * Sizes of the device profile, which knows one rate: 16 kHz.
 *
 *   frame k covers the samples 160 k .. 160 k + L - 1: short frames L = 320 (20 ms), long frames L = 960 (60 ms)
 */

/** Samples from one frame to the next: 10 ms. */
export const HOP: i32 = 160;
/** 20 ms: spectra, loudness, cepstrum, energy. */
export const SHORT_FRAME: i32 = 320;
/** 60 ms: pitch, voice quality, zero crossings. */
export const LONG_FRAME: i32 = 960;
/** Points of the transform of a long frame. */
export const LONG_TRANSFORM: i32 = 1024;
/** K: bins 1 .. 256 of the transform of 512 points count for the shape of a spectrum; they are 31.25 Hz apart. */
export const LAST_BIN: i32 = 256;
export const BIN_HZ: f32 = 31.25;
/** Bins of the transform of 1024 points, and points of the octave scale. */
export const OCTAVE_POINTS: i32 = 513;
export const BANDS: i32 = 26;
export const CEPSTRUM: i32 = 14;
/** Of a sample at full scale, 32767, the inverse. */
export const INVERSE_FULL_SCALE: f32 = 3.051850947599719e-5;
