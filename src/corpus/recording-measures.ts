/**
 * What a recording shows without any knowledge of speech: how loud, how noisy, how long, and a fingerprint to tell
 * copies. If such a number alone separates the classes, a network will learn the microphone and not the voice.
 *
 *   levelDb       10 · log10( mean of x² ),                                      dB relative to full scale
 *   noiseFloorDb  10th percentile of the levels of 20 ms frames, nearest rank below, dB relative to full scale
 *
 * Both stop at −100 dB, below the 16 bits of most recordings: digital silence has a level too.
 */

import type { Signal } from "../audio/signal.ts";

export interface RecordingMeasures {
  readonly levelDb: number;
  readonly noiseFloorDb: number;
  readonly durationSeconds: number;
  readonly sampleRateHz: number;
  /** 64 bits over all samples and the rate, in hexadecimal: equal for the same audio, whatever the file around it. */
  readonly hash: string;
  readonly fingerprint: Fingerprint;
}

/** The shape of a recording's level over time: survives another gain, another encoding and silence at the ends. */
export interface Fingerprint {
  /** From the first frame within 40 dB of the loudest to the last. */
  readonly activeSeconds: number;
  /** Levels of the signal, then of its difference (high frequencies), in equal parts of the active time; mean 0, norm 1. */
  readonly shape: Float32Array;
}

const FRAME_SECONDS = 0.01;
/** Frames of 10 ms that make one of the noise floor's. */
const FRAMES_OF_LEVEL = 2;
const NOISE_FLOOR_QUANTILE = 0.1;
const SILENCE_POWER = 1e-10;
/** What is more than 40 dB below the loudest is silence, or noise that another encoding changes. */
const ACTIVE_RANGE_DB = 40;
const SHAPE_PARTS = 64;
/** Each part also looks at half of its neighbors, so that onsets may move a little. */
const PART_OVERLAP = 0.5;

/** What can be measured of a recording without listening to it. */
export function measureRecording(signal: Signal): RecordingMeasures {
  const { samples, sampleRateHz } = signal;
  const frameLength = Math.max(1, Math.round(sampleRateHz * FRAME_SECONDS));
  const frames = framePowers(samples, frameLength);
  return {
    levelDb: powerDb(meanPower(samples)),
    noiseFloorDb: noiseFloorDb(frames.signal),
    durationSeconds: samples.length / sampleRateHz,
    sampleRateHz,
    hash: sampleHash(signal),
    fingerprint: fingerprint(frames),
  };
}

function powerDb(power: number): number {
  return 10 * Math.log10(Math.max(power, SILENCE_POWER));
}

function meanPower(samples: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i] * samples[i];
  return samples.length === 0 ? 0 : sum / samples.length;
}

interface FramePowers {
  readonly signal: Float64Array;
  /** Of the first difference, x[n] − x[n−1]: high frequencies count more. */
  readonly difference: Float64Array;
}

/** Mean powers of whole frames; a recording that is shorter than a frame is one. */
function framePowers(samples: Float32Array, frameLength: number): FramePowers {
  const frameCount = Math.max(1, Math.floor(samples.length / frameLength));
  const signal = new Float64Array(frameCount);
  const difference = new Float64Array(frameCount);
  for (let frame = 0; frame < frameCount; frame++) {
    const start = frame * frameLength;
    const end = Math.min(start + frameLength, samples.length);
    for (let i = start; i < end; i++) {
      const step = i === 0 ? 0 : samples[i] - samples[i - 1];
      signal[frame] += samples[i] * samples[i];
      difference[frame] += step * step;
    }
    signal[frame] /= frameLength;
    difference[frame] /= frameLength;
  }
  return { signal, difference };
}

function noiseFloorDb(powers: Float64Array): number {
  const count = Math.max(1, Math.floor(powers.length / FRAMES_OF_LEVEL));
  const levelsDb = Float64Array.from({ length: count }, (_, i) =>
    powerDb(mean(powers.subarray(FRAMES_OF_LEVEL * i, FRAMES_OF_LEVEL * (i + 1)))),
  ).sort();
  return levelsDb[Math.floor(NOISE_FLOOR_QUANTILE * (count - 1))];
}

function mean(values: Float32Array | Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

function fingerprint({ signal, difference }: FramePowers): Fingerprint {
  const quietest = largest(signal) * 10 ** (-ACTIVE_RANGE_DB / 10);
  const first = signal.findIndex((power) => power >= quietest);
  const end = signal.findLastIndex((power) => power >= quietest) + 1;
  const shape = new Float32Array(2 * SHAPE_PARTS);
  contourInto(shape.subarray(0, SHAPE_PARTS), signal.subarray(first, end));
  contourInto(shape.subarray(SHAPE_PARTS), difference.subarray(first, end));
  return { activeSeconds: (end - first) * FRAME_SECONDS, shape };
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), SILENCE_POWER);
}

/** Levels in equal parts of the time, shifted to mean 0 and scaled to norm 1; all zero where the level never changes. */
function contourInto(contour: Float32Array, powers: Float64Array): void {
  const sums = new Float64Array(powers.length + 1);
  for (let i = 0; i < powers.length; i++) sums[i + 1] = sums[i] + powers[i];
  // Sum of the powers up to a time in frames, between frames in proportion.
  const sumUntil = (time: number) => sums[Math.floor(time)] + (time % 1) * (powers[Math.floor(time)] ?? 0);
  const lowest = largest(powers) * 10 ** (-ACTIVE_RANGE_DB / 10);
  const partLength = powers.length / contour.length;
  for (let part = 0; part < contour.length; part++) {
    const start = Math.max(0, (part - PART_OVERLAP) * partLength);
    const end = Math.min(powers.length, (part + 1 + PART_OVERLAP) * partLength);
    contour[part] = 10 * Math.log10(Math.max(lowest, (sumUntil(end) - sumUntil(start)) / (end - start)));
  }
  const center = mean(contour);
  const norm = Math.sqrt(contour.reduce((sum, level) => sum + (level - center) ** 2, 0));
  for (let part = 0; part < contour.length; part++) contour[part] = norm === 0 ? 0 : (contour[part] - center) / norm;
}

/** Smaller of the correlations of the two contours, −1 to 1: near 1 only for copies of one recording. */
export function fingerprintCorrelation(a: Fingerprint, b: Fingerprint): number {
  return Math.min(contourCorrelation(a, b, 0), contourCorrelation(a, b, SHAPE_PARTS));
}

/**
 * Whether both contours correlate above a threshold.
 *
 * Contours have norm 1, so |a − b|² = 2 − 2 · correlation: most pairs are told apart by their first eight parts.
 */
export function resembles(a: Fingerprint, b: Fingerprint, threshold: number): boolean {
  const [x, y] = [a.shape, b.shape];
  let distance = 0;
  for (let part = 0; part < SHAPE_PARTS; part++) {
    const step = x[part] - y[part];
    distance += step * step;
    if (distance > 2 - 2 * threshold) return false;
  }
  return fingerprintCorrelation(a, b) > threshold;
}

function contourCorrelation(a: Fingerprint, b: Fingerprint, start: number): number {
  const [x, y] = [a.shape, b.shape];
  let sum = 0;
  for (let part = start; part < start + SHAPE_PARTS; part++) sum += x[part] * y[part];
  return sum;
}

const HASH_PRIMES = [0x85ebca6b, 0xc2b2ae35] as const;

/** Two 32-bit multiplicative hashes over the samples' bits; a chance match among a million recordings is 3e-8 likely. */
function sampleHash({ samples, sampleRateHz }: Signal): string {
  const words = new Uint32Array(samples.buffer, samples.byteOffset, samples.length);
  let [a, b] = [sampleRateHz | 0, samples.length | 0];
  for (let i = 0; i < words.length; i++) {
    a = Math.imul(a ^ words[i], HASH_PRIMES[0]);
    a ^= a >>> 15;
    b = Math.imul(b + words[i], HASH_PRIMES[1]);
    b ^= b >>> 13;
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
