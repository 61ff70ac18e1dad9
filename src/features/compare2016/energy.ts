/**
 * Root mean square of a frame: `pcm_RMSenergy`, and the gate that silences the pitch of quiet frames.
 *
 *   rms = sqrt( Σ f32(x²) / L ), summed in double precision, rounded once
 *
 * Source  specification, sections 4 and 11.
 */

/** A frame counts as voiced only if the RMS of its Gauss-windowed samples is above this. */
export const PITCH_GATE_RMS = Math.fround(0.001);

export function rootMeanSquare(samples: Float32Array, start: number, length: number): number {
  let sum = 0;
  for (let n = start; n < start + length; n++) sum += Math.fround(samples[n] * samples[n]);
  return Math.fround(Math.sqrt(sum / length));
}
