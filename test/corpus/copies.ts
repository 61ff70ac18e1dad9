/** Copies of a recording in other guises, and sounds that are something like speech. */

import { resample } from "../../src/audio/resample.ts";
import type { Signal } from "../../src/audio/signal.ts";
import type { Random } from "../../src/core/random.ts";

/** Syllables of harmonics that glide, of random pitch, length and level, with pauses and a noise floor. */
export function syllables(random: Random, seconds: number, sampleRateHz = 16_000): Signal {
  const samples = new Float32Array(Math.round(seconds * sampleRateHz));
  let [left, level, f0Hz, glide, phase, tilt] = [0, 0, 0, 0, 0, 1];
  for (let n = 0; n < samples.length; n++) {
    if (left-- <= 0) {
      left = sampleRateHz * (0.05 + 0.2 * random.uniform());
      level = random.uniform() < 0.2 ? 0 : 0.05 + 0.2 * random.uniform();
      f0Hz = 90 + 160 * random.uniform();
      glide = 1 + (random.uniform() - 0.5) / sampleRateHz;
      tilt = 0.3 + 0.6 * random.uniform();
    }
    f0Hz *= glide;
    phase += (2 * Math.PI * f0Hz) / sampleRateHz;
    let voice = 0;
    for (let h = 1; h <= 12; h++) voice += tilt ** h * Math.sin(h * phase);
    samples[n] = level * (voice + 0.1 * random.normal()) + 1e-4 * random.normal();
  }
  return { samples, sampleRateHz };
}

type Guise = (signal: Signal, random: Random) => Signal;

const mapped = (signal: Signal, change: (x: number, n: number) => number): Signal => ({
  ...signal,
  samples: signal.samples.map(change),
});

/** White noise so many dB below the mean power of the signal. */
function withNoise(signal: Signal, random: Random, snrDb: number): Signal {
  const power = signal.samples.reduce((sum, x) => sum + x * x, 0) / signal.samples.length;
  const amplitude = Math.sqrt(power / 10 ** (snrDb / 10));
  return mapped(signal, (x) => x + amplitude * random.normal());
}

function cut({ samples, sampleRateHz }: Signal, random: Random, length: number): Signal {
  const kept = Math.min(samples.length, Math.round(length));
  const start = random.integer(samples.length - kept + 1);
  return { samples: samples.slice(start, start + kept), sampleRateHz };
}

export const GUISES: Readonly<Record<string, Guise>> = {
  "level, rounded": (signal) => mapped(signal, (x) => Math.round(0.3 * 32767 * x) / 32767),
  inverted: (signal) => mapped(signal, (x) => -x),
  "between silence": ({ samples, sampleRateHz }, random) => {
    const padded = new Float32Array(samples.length + sampleRateHz);
    padded.set(samples, random.integer(sampleRateHz));
    return { samples: padded, sampleRateHz };
  },
  "8 kHz": (signal) => resample(signal, 8000),
  "44.1 kHz": (signal) => resample(signal, 44_100),
  "noise at 30 dB": (signal, random) => withNoise(signal, random, 30),
  "noise at 20 dB": (signal, random) => withNoise(signal, random, 20),
  "noise at 10 dB": (signal, random) => withNoise(signal, random, 10),
  "half of it": (signal, random) => cut(signal, random, signal.samples.length / 2),
  "1 s of it": (signal, random) => cut(signal, random, signal.sampleRateHz),
};
