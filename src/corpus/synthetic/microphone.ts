/**
 * Room, microphone and gain: what stands between a speaker and the file, drawn anew for every recording.
 *
 *   recorded = gain · ( (speech + room(speech)) through low cut and treble shelf ) + noise
 *
 * Nothing here knows the label: level, noise floor, room and colour come from the same ranges for cold and healthy
 * speakers, and for each recording instead of each speaker, so that not even a small corpus ties one of them to the cold
 * by accident.
 *
 * Source  room: M. Schroeder 1962, "Natural sounding artificial reverberation", JAES 10(3), as a feedback delay network of
 *         four lines (J.-M. Jot, A. Chaigne 1991, AES 90). Levels and signal-to-noise ratios of headset recordings are ours.
 *         sampling: M. McKay, R. Beckman, W. Conover 1979, Technometrics 21(2) (Latin hypercube).
 */

import { roundToPcm16 } from "../../audio/encode-wav.ts";
import type { Signal } from "../../audio/signal.ts";
import type { Random } from "../../core/random.ts";

/** How a synthetic speaker was recorded: distance, noise and room. */
export interface Microphone {
  /** Root mean square of the recording, relative to full scale. */
  readonly levelDb: number;
  /** Level of the speech over that of the noise. */
  readonly signalToNoiseDb: number;
  readonly lowCutHz: number;
  /** Gain at 8 kHz. */
  readonly trebleDb: number;
  readonly reverberationSeconds: number;
  /** Level of the room's answer relative to the direct sound. */
  readonly roomDb: number;
}

/** Ranges of the uniform distributions of `drawMicrophones`. */
export const MICROPHONE_DEFAULTS = {
  levelDb: [-30, -19],
  signalToNoiseDb: [32, 55],
  lowCutHz: [50, 110],
  trebleDb: [-3, 3],
  reverberationSeconds: [0.12, 0.35],
  roomDb: [-32, -20],
} as const;

/** Peaks stay below full scale. */
const CEILING = 0.98;
/** Lengths of the delay lines in seconds: a small room, without common divisors. */
const DELAY_SECONDS = [0.0113, 0.0149, 0.0191, 0.0233];
const NOISE_POLE = 0.85;

/**
 * Recording conditions for as many recordings, independent of who speaks: a Latin hypercube sample.
 *
 * The range of every property is cut into `count` equal parts, and each part is used once, in an order of its own. Drawn
 * for each class apart, even a handful of cold recordings is as loud, noisy and bright as the others.
 */
export function drawMicrophones(count: number, random: Random): Microphone[] {
  const within = ([low, high]: readonly [number, number]) =>
    random.shuffle(Array.from({ length: count }, (_, i) => low + ((high - low) * (i + random.uniform())) / count));
  const levelDb = within(MICROPHONE_DEFAULTS.levelDb);
  const signalToNoiseDb = within(MICROPHONE_DEFAULTS.signalToNoiseDb);
  const lowCutHz = within(MICROPHONE_DEFAULTS.lowCutHz);
  const trebleDb = within(MICROPHONE_DEFAULTS.trebleDb);
  const reverberationSeconds = within(MICROPHONE_DEFAULTS.reverberationSeconds);
  const roomDb = within(MICROPHONE_DEFAULTS.roomDb);
  return levelDb.map((_, i) => ({
    levelDb: levelDb[i],
    signalToNoiseDb: signalToNoiseDb[i],
    lowCutHz: lowCutHz[i],
    trebleDb: trebleDb[i],
    reverberationSeconds: reverberationSeconds[i],
    roomDb: roomDb[i],
  }));
}

/** The signal as that microphone records it, on the grid of 16-bit PCM; |amplitude| ≤ 0.98. */
export function record(speech: Signal, microphone: Microphone, random: Random): Signal {
  const { sampleRateHz } = speech;
  const samples = Float32Array.from(speech.samples);
  addRoomInto(samples, microphone, sampleRateHz);
  lowCutInto(samples, microphone.lowCutHz, sampleRateHz);
  trebleInto(samples, microphone.trebleDb);
  const noise = pinkishNoise(samples.length, random);
  const noiseGain = (rms(samples) / rms(noise)) * 10 ** (-microphone.signalToNoiseDb / 20);
  for (let n = 0; n < samples.length; n++) samples[n] += noiseGain * noise[n];
  const wanted = 10 ** (microphone.levelDb / 20) / rms(samples);
  const gain = Math.min(wanted, CEILING / peak(samples));
  return { samples: roundToPcm16(samples.map((sample) => gain * sample)), sampleRateHz };
}

/** Feedback delay network: four delays, mixed by a Hadamard matrix, each losing 60 dB in the reverberation time. */
function addRoomInto(samples: Float32Array, { reverberationSeconds, roomDb }: Microphone, sampleRateHz: number): void {
  const lines = DELAY_SECONDS.map((seconds) => new Float32Array(Math.round(seconds * sampleRateHz)));
  const [a, b, c, d] = lines;
  const [lossA, lossB, lossC, lossD] = DELAY_SECONDS.map((s) => 0.5 * 10 ** ((-3 * s) / reverberationSeconds)) as [
    number,
    number,
    number,
    number,
  ];
  const roomGain = 10 ** (roomDb / 20);
  for (let n = 0, i = 0, j = 0, k = 0, l = 0; n < samples.length; n++) {
    const direct = samples[n];
    const sumAB = a[i] + b[j];
    const differenceAB = a[i] - b[j];
    const sumCD = c[k] + d[l];
    const differenceCD = c[k] - d[l];
    samples[n] = direct + roomGain * (sumAB + sumCD);
    a[i] = direct + lossA * (sumAB + sumCD);
    b[j] = direct + lossB * (differenceAB + differenceCD);
    c[k] = direct + lossC * (sumAB - sumCD);
    d[l] = direct + lossD * (differenceAB - differenceCD);
    if (++i === a.length) i = 0;
    if (++j === b.length) j = 0;
    if (++k === c.length) k = 0;
    if (++l === d.length) l = 0;
  }
}

/** High-pass of second order (two equal poles), in place. */
function lowCutInto(samples: Float32Array, lowCutHz: number, sampleRateHz: number): void {
  const pole = Math.exp((-2 * Math.PI * lowCutHz) / sampleRateHz);
  for (let section = 0; section < 2; section++) {
    let x1 = 0;
    let y = 0;
    for (let n = 0; n < samples.length; n++) {
      y = pole * y + samples[n] - x1;
      x1 = samples[n];
      samples[n] = y;
    }
  }
}

/** y[n] = x[n] + k (x[n] − x[n−1]) / 2: gain 1 at 0 Hz and 1 + k at half the sampling rate, in place. */
function trebleInto(samples: Float32Array, trebleDb: number): void {
  const k = 10 ** (trebleDb / 20) - 1;
  let x1 = 0;
  for (let n = 0; n < samples.length; n++) {
    const x = samples[n];
    samples[n] = x + 0.5 * k * (x - x1);
    x1 = x;
  }
}

/** Noise that falls towards high frequencies, as that of rooms and preamplifiers does. */
function pinkishNoise(length: number, random: Random): Float32Array {
  const noise = new Float32Array(length);
  let low = 0;
  for (let n = 0; n < length; n++) {
    const white = random.uniform() - 0.5;
    low = NOISE_POLE * low + (1 - NOISE_POLE) * white;
    noise[n] = low + 0.08 * white;
  }
  return noise;
}

function rms(samples: Float32Array): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return Math.sqrt(energy / samples.length);
}

function peak(samples: Float32Array): number {
  let highest = 0;
  for (const sample of samples) highest = Math.max(highest, Math.abs(sample));
  return highest;
}
