/**
 * The device profile's input: 16-bit samples at 16 kHz, as a microphone gives them to a board.
 *
 *   pcm[n] = clamp( round(32767 x[n]), −32768, 32767 ),   halves away from zero
 *
 * A 16-bit file at 16 kHz gives back its own samples. What was resampled, mixed or decoded is rounded here, in Node as it
 * would be on the board; what is louder than full scale is clipped.
 */

import { FULL_SCALE } from "./tables.ts";

const LEAST = -32_768;

/** Samples as integers. @param samples  Amplitudes, full scale ±1, finite. */
export function pcmOf(samples: Float32Array): Int16Array {
  const pcm = new Int16Array(samples.length);
  for (let n = 0; n < samples.length; n++) {
    const scaled = samples[n] * FULL_SCALE;
    const rounded = scaled < 0 ? -Math.floor(0.5 - scaled) : Math.floor(scaled + 0.5);
    pcm[n] = Math.max(LEAST, Math.min(rounded, FULL_SCALE));
  }
  return pcm;
}
