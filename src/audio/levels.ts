/**
 * How loud a signal is, as a whole and frame by frame.
 *
 *   level = 10 · log10( mean of x² ),   dB relative to full scale
 *
 * It stops at −100 dB, below the 16 bits of most recordings: digital silence has a level too.
 */

import type { Signal } from "./signal.ts";

const FRAME_SECONDS = 0.01;
/** Frames of 10 ms that make one level. */
const FRAMES_OF_LEVEL = 2;
const SILENCE_POWER = 1e-10;

/** Level of all samples; −100 where there are none. */
export function levelDb(samples: Float32Array): number {
  return powerDb(meanPower(samples));
}

/** Levels of frames of 20 ms, the lowest first; a signal that is shorter is one frame. [frames] */
export function sortedLevelsDb({ samples, sampleRateHz }: Signal): Float64Array {
  const powers = framePowers(samples, Math.max(1, Math.round(sampleRateHz * FRAME_SECONDS)));
  const count = Math.max(1, Math.floor(powers.length / FRAMES_OF_LEVEL));
  return Float64Array.from({ length: count }, (_, i) =>
    powerDb(mean(powers.subarray(FRAMES_OF_LEVEL * i, FRAMES_OF_LEVEL * (i + 1)))),
  ).sort();
}

/** The level that a share of all frames does not exceed, nearest rank below. @param share  0 to 1. */
export function levelQuantileDb(sortedDb: Float64Array, share: number): number {
  return sortedDb[Math.floor(share * (sortedDb.length - 1))];
}

/** Largest amplitude; full scale is 1. */
export function peakOf(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

function powerDb(power: number): number {
  return 10 * Math.log10(Math.max(power, SILENCE_POWER));
}

function meanPower(samples: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i] * samples[i];
  return samples.length === 0 ? 0 : sum / samples.length;
}

/** Mean powers of whole frames; a recording that is shorter than a frame is one. */
function framePowers(samples: Float32Array, frameLength: number): Float64Array {
  const powers = new Float64Array(Math.max(1, Math.floor(samples.length / frameLength)));
  for (let frame = 0; frame < powers.length; frame++) {
    const start = frame * frameLength;
    const end = Math.min(start + frameLength, samples.length);
    for (let i = start; i < end; i++) powers[frame] += samples[i] * samples[i];
    powers[frame] /= frameLength;
  }
  return powers;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
