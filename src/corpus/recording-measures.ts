/**
 * What a recording shows without any knowledge of speech: how loud, how noisy, how long, and by what to tell copies. If such
 * a number alone separates the classes, a network will learn the microphone and not the voice.
 *
 *   levelDb       level of all samples (audio/levels.ts)
 *   noiseFloorDb  10th percentile of the levels of 20 ms frames, nearest rank below
 */

import { levelDb, levelQuantileDb, peakOf, sortedLevelsDb } from "../audio/levels.ts";
import { checkedSignal, type Signal } from "../audio/signal.ts";
import { audioWords } from "./audio-words.ts";

/** What is measured of a recording beside its features, to find confounds and duplicates. */
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

const NOISE_FLOOR_QUANTILE = 0.1;

/** What can be measured of a recording without listening to it. */
export function measureRecording(source: Signal): RecordingMeasures {
  const signal = checkedSignal(source, "measureRecording", Number.POSITIVE_INFINITY);
  const { samples, sampleRateHz } = signal;
  return {
    levelDb: levelDb(samples),
    peak: peakOf(samples),
    noiseFloorDb: levelQuantileDb(sortedLevelsDb(signal), NOISE_FLOOR_QUANTILE),
    durationSeconds: samples.length / sampleRateHz,
    sampleRateHz,
    hash: sampleHash(signal),
    words: audioWords(signal),
  };
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
