import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import { drawCold, HEALTHY, voiceInHealth } from "../../../src/corpus/synthetic/cold.ts";
import { type Formants, PHONES } from "../../../src/corpus/synthetic/phones.ts";
import { drawScore } from "../../../src/corpus/synthetic/score.ts";
import { drawSentence } from "../../../src/corpus/synthetic/sentence.ts";
import { drawSpeaker } from "../../../src/corpus/synthetic/speaker.ts";
import type { Tracks } from "../../../src/corpus/synthetic/tracks.ts";
import { speak, synthesizeUtterance } from "../../../src/corpus/synthetic/utterance.ts";
import type { Voice } from "../../../src/corpus/synthetic/voice.ts";

const RATE_HZ = 16000;
const FRAMES = 1000;
const steady = (value: number) => new Float32Array(FRAMES).fill(value);

/** A voice without perturbation and noise. */
const PLAIN: Voice = {
  ...drawSpeaker(new Random(1), "male"),
  formantScale: 1,
  formantShift: [1, 1, 1, 1],
  jitterLocal: 0,
  shimmerLocalDb: 0,
  openQuotient: 0.5,
  tiltDb: 0,
  aspirationDb: -90,
};

/** Tracks of one sound held for two seconds. */
function sustained(formantsHz: Formants, { voicing = 1, velum = 0 } = {}): Tracks {
  return {
    frameCount: FRAMES,
    formantsHz: formantsHz.map(steady),
    voicing: steady(voicing),
    voiceBar: steady(0),
    frication: steady(0),
    aspiration: steady(0),
    bands: [0, 1].map(() => ({ frequencyHz: steady(3000), bandwidthHz: steady(1000), gain: steady(0) })),
    velum: steady(velum),
    nasalZeroHz: steady(1000),
    nasalPoleHz: steady(1250),
  };
}

/** Amplitude of the signal at a frequency: one DFT bin over the settled second half, under a Hann window. */
function amplitudeAt(samples: Float32Array, frequencyHz: number): number {
  const from = samples.length / 2;
  const length = samples.length - from;
  let real = 0;
  let imaginary = 0;
  for (let n = 0; n < length; n++) {
    const value = samples[from + n] * (1 - Math.cos((2 * Math.PI * n) / length));
    real += value * Math.cos((2 * Math.PI * frequencyHz * n) / RATE_HZ);
    imaginary += value * Math.sin((2 * Math.PI * frequencyHz * n) / RATE_HZ);
  }
  return Math.hypot(real, imaginary) / length;
}

/** The strongest harmonic between two frequencies. */
function strongestHarmonic(samples: Float32Array, f0Hz: number, fromHz: number, toHz: number): number {
  const harmonics = [];
  for (let hz = Math.ceil(fromHz / f0Hz) * f0Hz; hz <= toHz; hz += f0Hz) harmonics.push(hz);
  const amplitudes = harmonics.map((hz) => amplitudeAt(samples, hz));
  return harmonics[amplitudes.indexOf(Math.max(...amplitudes))];
}

describe("speak", () => {
  it("puts the spectral peaks of sustained vowels at F1, F2 and F3, within one harmonic of 40 Hz", () => {
    for (const symbol of ["a:", "i:", "u:", "E"]) {
      const { formantsHz } = PHONES[symbol] as { formantsHz: Formants };
      const samples = speak(sustained(formantsHz), { f0Hz: steady(40), roughness: steady(1) }, PLAIN, new Random(1));
      formantsHz.slice(0, 3).forEach((formantHz) => {
        const peak = strongestHarmonic(samples, 40, formantHz - 180, formantHz + 180);
        expect(Math.abs(peak - formantHz), `${symbol} ${formantHz} Hz, peak at ${peak} Hz`).toBeLessThanOrEqual(40);
      });
    }
  });

  it("speaks at the F0 that was asked for: nothing but harmonics, 60 dB above what is between them", () => {
    const { formantsHz } = PHONES["a:"] as { formantsHz: Formants };
    const samples = speak(sustained(formantsHz), { f0Hz: steady(125), roughness: steady(1) }, PLAIN, new Random(1));
    for (const harmonic of [1, 2, 3, 5, 8]) {
      const ratio = amplitudeAt(samples, 125 * harmonic) / amplitudeAt(samples, 125 * (harmonic + 0.5));
      expect(20 * Math.log10(ratio)).toBeGreaterThan(60);
    }
  });

  it("raises the noise between the harmonics by the 10 dB that the aspiration rises", () => {
    const { formantsHz } = PHONES["a:"] as { formantsHz: Formants };
    const noiseDb = (aspirationDb: number) => {
      const voice = { ...PLAIN, aspirationDb };
      const samples = speak(sustained(formantsHz), { f0Hz: steady(125), roughness: steady(1) }, voice, new Random(1));
      const between = Array.from({ length: 20 }, (_, i) => amplitudeAt(samples, 125 * (i + 8.5)) ** 2);
      return 10 * Math.log10(between.reduce((sum, power) => sum + power, 0));
    };
    expect(noiseDb(-15) - noiseDb(-25)).toBeCloseTo(10, 1);
  });

  it("damps the nasal murmur around 270 Hz when the nose is blocked, by more than 6 dB", () => {
    const tracks = sustained([460, 1150, 2150, 3200], { velum: 1 });
    const murmur = (nasalBlockage: number) => {
      const samples = speak(
        tracks,
        { f0Hz: steady(90), roughness: steady(1) },
        { ...PLAIN, nasalBlockage },
        new Random(1),
      );
      return amplitudeAt(samples, 270);
    };
    expect(20 * Math.log10(murmur(0) / murmur(1))).toBeGreaterThan(6);
  });
});

describe("synthesizeUtterance", () => {
  const spoken = (seed: number) => {
    const random = new Random(seed);
    const voice = drawSpeaker(random);
    const health = seed % 2 === 0 ? HEALTHY : drawCold(random);
    return synthesizeUtterance(voice, health, drawSentence(random), random);
  };

  it("gives finite samples whose peak is 0.9, between 1 and 8 s of them", () => {
    for (let seed = 0; seed < 12; seed++) {
      const { samples, sampleRateHz } = spoken(seed);
      const peak = samples.reduce((highest, value) => Math.max(highest, Math.abs(value)), 0);
      expect(samples.every(Number.isFinite), `seed ${seed}`).toBe(true);
      expect(peak).toBeCloseTo(0.9, 6);
      expect(samples.length / sampleRateHz).toBeGreaterThan(1);
      expect(samples.length / sampleRateHz).toBeLessThan(8);
    }
  });

  it("gives the same samples for the same seed, and others for another", () => {
    const bytes = (seed: number) => Buffer.from(spoken(seed).samples.buffer);
    expect(bytes(3).equals(bytes(3))).toBe(true);
    expect(bytes(4).equals(bytes(3))).toBe(false);
  });

  it("needs less than 0.1 s of CPU per second of speech, five times what was measured", () => {
    spoken(0);
    const before = process.cpuUsage();
    let seconds = 0;
    for (let seed = 0; seed < 10; seed++) seconds += spoken(seed).samples.length / RATE_HZ;
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6 / seconds).toBeLessThan(0.1);
  });
});

describe("voiceInHealth", () => {
  it("leaves a healthy voice as it is", () => {
    const voice = drawSpeaker(new Random(5));
    expect(voiceInHealth(voice, HEALTHY)).toEqual(voice);
  });

  it("lowers F0, coupling of the nose and rate, and raises jitter, shimmer and breath, in every cold of 200", () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = new Random(seed);
      const voice = drawSpeaker(random);
      const health = drawCold(random);
      const ill = voiceInHealth(voice, health);
      expect(health.severity).toBeGreaterThanOrEqual(1);
      expect(health.severity).toBeLessThanOrEqual(7);
      for (const key of ["f0Hz", "rate", "f0RangeScale", "constrictionDb"] as const)
        expect(ill[key]).toBeLessThan(voice[key]);
      for (const key of ["jitterLocal", "shimmerLocalDb", "aspirationDb", "tiltDb", "nasalBlockage"] as const) {
        expect(ill[key]).toBeGreaterThan(voice[key]);
      }
      expect(ill.nasalBlockage).toBeLessThanOrEqual(1);
      expect(ill.openQuotient).toBeLessThanOrEqual(0.9);
    }
  });
});

describe("drawSentence", () => {
  it("speaks only sounds of the inventory, and an [m n N] in every fourth to eighth sound or so", () => {
    const sounds = Array.from({ length: 300 }, (_, seed) => drawSentence(new Random(seed))).flatMap(({ phrases }) =>
      phrases.flatMap(({ syllables }) => syllables.flatMap(({ phones }) => phones)),
    );
    expect(sounds.filter((symbol) => PHONES[symbol] === undefined)).toEqual([]);
    const share = sounds.filter((symbol) => ["m", "n", "N"].includes(symbol)).length / sounds.length;
    expect(share).toBeGreaterThan(1 / 8);
    expect(share).toBeLessThan(1 / 4);
  });

  it("refuses a sound that is not in the inventory, by its symbol", () => {
    const syllable = { phones: ["T", "a"], stressed: true, accented: false };
    const sentence = { phrases: [{ syllables: [syllable], rising: false, pauseSeconds: 0 }] };
    expect(() => drawScore(sentence, PLAIN, new Random(1))).toThrow('"T" is no SAMPA symbol of the inventory');
  });
});
