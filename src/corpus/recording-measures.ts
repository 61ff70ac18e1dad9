/**
 * What a recording shows without any knowledge of speech: how loud, how noisy, how long, and by what to tell copies. If such a number alone separates the classes, a network will learn the microphone and not the voice.
 *
 *   levelDb       10 · log10( mean of x² ),                                      dB relative to full scale
 *   noiseFloorDb  10th percentile of the levels of 20 ms frames, nearest rank below, dB relative to full scale
 *
 * Both stop at −100 dB, below the 16 bits of most recordings: digital silence has a level too.
 */

import { checkedSignal, type Signal } from "../audio/signal.ts";
import { audioWords } from "./audio-words.ts";

export interface RecordingMeasures {
  readonly levelDb: number;
  /** Largest amplitude; full scale is 1. */
  readonly peak: number;
  readonly noiseFloorDb: number;
  readonly durationSeconds: number;
  readonly sampleRateHz: number;
  /** 64 bits over all samples and the rate, in hexadecimal: equal for the same audio, whatever the file around it. */
  readonly hash: string;
  /** By which other recordings of the same sound are found (audio-words.ts). [one per 16 ms] */
  readonly words: Uint32Array;
}

const FRAME_SECONDS = 0.01;
/** Frames of 10 ms that make one of the noise floor's. */
const FRAMES_OF_LEVEL = 2;
const NOISE_FLOOR_QUANTILE = 0.1;
const SILENCE_POWER = 1e-10;

/** What can be measured of a recording without listening to it. */
export function measureRecording(source: Signal): RecordingMeasures {
  const signal = checkedSignal(source, "measureRecording", Number.POSITIVE_INFINITY);
  const { samples, sampleRateHz } = signal;
  const frameLength = Math.max(1, Math.round(sampleRateHz * FRAME_SECONDS));
  return {
    levelDb: powerDb(meanPower(samples)),
    peak: samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0),
    noiseFloorDb: noiseFloorDb(framePowers(samples, frameLength)),
    durationSeconds: samples.length / sampleRateHz,
    sampleRateHz,
    hash: sampleHash(signal),
    words: audioWords(signal),
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
