/**
 * From one sound to its gestures: what the vocal tract aims at while it is spoken.
 *
 * A vowel is one gesture; a plosive is two or three (closure, burst, aspiration). Consonants lean towards the formants of
 * the vowel that they lead to (their `following`), as locus theory has it. A blocked nose turns the gesture of a nasal
 * into that of a voiced plosive by degrees.
 *
 * Source  coarticulation: S. Öhman 1966, JASA 39(1); locus equations: B. Lindblom 1963; gestures of plosives: D. Klatt
 *         1980, JASA 67(3). Amplitudes and reaches are ours, set by eye on spectrograms.
 */

import { type Consonant, type Formants, mapFormants, type NoiseBands, type Phone, type Vowel } from "./phones.ts";
import type { Voice } from "./voice.ts";

/** What the vocal tract aims at during one stretch of time. Formants are those of phones.ts, before the speaker's scale. */
export interface Gesture {
  readonly seconds: number;
  readonly formantsHz: Formants;
  readonly glideToHz: Formants;
  /** Amplitudes relative to the voice of a stressed vowel. */
  readonly voicing: number;
  readonly voiceBar: number;
  readonly frication: number;
  /** Aspiration of its own, relative to the voice, beside the breathiness of the voice. */
  readonly aspiration: number;
  readonly bands: NoiseBands;
  readonly velum: number;
  readonly nasalZeroHz: number;
  readonly nasalPoleHz: number;
  /** How far transitions reach into the gesture from either end, in seconds. */
  readonly formantReach: number;
  readonly levelReach: number;
}

/** One sound in its place in a sentence. */
export interface Placed {
  readonly phone: Phone;
  readonly symbol: string;
  /** Factor on the duration, and on the amplitude of the voice. */
  readonly stretch: number;
  readonly level: number;
  /** Target of the vowel that the sound leans towards. */
  readonly neighbour: Formants;
  readonly before: string | undefined;
  /** Factors on the formants of this token. */
  readonly scatter: Formants;
}

/** Formants of a vocal tract at rest. */
export const NEUTRAL: Formants = [480, 1450, 2450, 3500];
const QUIET: NoiseBands = [
  { frequencyHz: 2000, bandwidthHz: 2000, gain: 0 },
  { frequencyHz: 5000, bandwidthHz: 3000, gain: 0 },
];
/** Pole and zero that cancel while the velum is closed. */
const NASAL_NEUTRAL_HZ = 1500;
const ASPIRATION_AMPLITUDE = 0.1;

const STILL: Omit<Gesture, "seconds" | "formantsHz" | "glideToHz"> = {
  voicing: 0,
  voiceBar: 0,
  frication: 0,
  aspiration: 0,
  bands: QUIET,
  velum: 0,
  nasalZeroHz: NASAL_NEUTRAL_HZ,
  nasalPoleHz: NASAL_NEUTRAL_HZ,
  formantReach: 0.02,
  levelReach: 0.006,
};

/** Silence. */
export function pause(seconds: number): Gesture {
  return { ...STILL, seconds, formantsHz: NEUTRAL, glideToHz: NEUTRAL, formantReach: 0.03, levelReach: 0.04 };
}

/** The gestures of a sound in this voice, in order; the first one of a vowel is its only one. */
export function gesturesOf(placed: Placed, voice: Voice): Gesture[] {
  const { phone } = placed;
  if (phone.manner === "vowel") return [vowelGesture(phone, placed, voice)];
  if (phone.manner === "plosive") return plosiveGestures(phone, placed, voice);
  if (phone.manner === "nasal") return nasalGestures(phone, placed, voice);
  return [constrictionGesture(phone, placed, voice)];
}

function vowelGesture(phone: Vowel, placed: Placed, voice: Voice): Gesture {
  return {
    ...STILL,
    seconds: phone.seconds * placed.stretch,
    formantsHz: times(phone.formantsHz, placed.scatter),
    glideToHz: times(phone.glideToHz ?? phone.formantsHz, placed.scatter),
    voicing: placed.level,
    velum: voice.nasality * (1 - voice.nasalBlockage),
    formantReach: 0.05,
    levelReach: 0.03,
  };
}

function constrictionGesture(phone: Consonant, placed: Placed, voice: Voice): Gesture {
  const formantsHz = leaning(phone, placed.neighbour);
  return {
    ...STILL,
    seconds: phone.seconds * placed.stretch,
    formantsHz,
    glideToHz: formantsHz,
    voicing: phone.voicing * placed.level,
    frication: (phone.frication ?? 0) * constrictionFactor(voice),
    aspiration: phone.manner === "aspirate" ? ASPIRATION_AMPLITUDE : 0,
    bands: phone.bands ?? QUIET,
    formantReach: phone.manner === "approximant" ? 0.025 : 0.015,
    levelReach: 0.012,
  };
}

function plosiveGestures(phone: Consonant, placed: Placed, voice: Voice): Gesture[] {
  const formantsHz = leaning(phone, placed.neighbour);
  const bands = placed.symbol === "k" || placed.symbol === "g" ? velarBands(phone, formantsHz) : (phone.bands ?? QUIET);
  const shape = { ...STILL, formantsHz, glideToHz: formantsHz, bands, formantReach: 0.012 };
  const closure = { ...shape, seconds: phone.seconds * placed.stretch, voiceBar: (phone.voiceBar ?? 0) * placed.level };
  const frication = (phone.frication ?? 0) * constrictionFactor(voice);
  const burst = { ...shape, seconds: phone.burstSeconds ?? 0.01, frication, levelReach: 0.0015 };
  const aspirationSeconds = (phone.aspirationSeconds ?? 0) * placed.stretch;
  const unaspirated = aspirationSeconds === 0 || placed.before === "s" || placed.before === "S";
  if (unaspirated) return [closure, burst];
  const towards = blend(formantsHz, placed.neighbour, 0.6);
  const aspiration = {
    ...shape,
    seconds: aspirationSeconds,
    glideToHz: towards,
    aspiration: ASPIRATION_AMPLITUDE,
    frication: 0.12 * frication,
    levelReach: 0.006,
  };
  return [closure, burst, aspiration];
}

/** The burst of a velar sits on F2 of the vowel that follows. */
function velarBands(phone: Consonant, formantsHz: Formants): NoiseBands {
  const [low, high] = phone.bands as NoiseBands;
  return [{ ...low, frequencyHz: formantsHz[1] }, high];
}

/** The part of a closure that sounds through walls instead of the nose, and the burst that ends it, when the nose is shut. */
const BLOCKED = { voiceBar: 0.4, burst: 0.06, burstSeconds: 0.007, f1Hz: 240, murmurLoss: 0.75 };

function nasalGestures(phone: Consonant, placed: Placed, voice: Voice): Gesture[] {
  const blocked = voice.nasalBlockage;
  const [f1, f2, f3, f4] = leaning(phone, placed.neighbour);
  const formantsHz: Formants = [f1 + blocked * (BLOCKED.f1Hz - f1), f2, f3, f4];
  const murmur: Gesture = {
    ...STILL,
    seconds: Math.max(0.02, phone.seconds * placed.stretch - BLOCKED.burstSeconds),
    formantsHz,
    glideToHz: formantsHz,
    voicing: phone.voicing * placed.level * (1 - BLOCKED.murmurLoss * blocked),
    voiceBar: BLOCKED.voiceBar * blocked * placed.level,
    velum: 1 - blocked,
    nasalZeroHz: phone.nasalZeroHz ?? NASAL_NEUTRAL_HZ,
    nasalPoleHz: phone.nasalPoleHz ?? NASAL_NEUTRAL_HZ,
    formantReach: 0.012,
    levelReach: 0.008,
  };
  const frication = BLOCKED.burst * blocked ** 2;
  const bands = phone.bands ?? QUIET;
  const release = { ...murmur, seconds: BLOCKED.burstSeconds, bands, frication, levelReach: 0.003 };
  return [murmur, release];
}

function constrictionFactor(voice: Voice): number {
  return 10 ** (voice.constrictionDb / 20);
}

/** The consonant's own formants, moved towards those of the vowel beside it; F1 is the constriction's own. */
function leaning(phone: Consonant, neighbour: Formants): Formants {
  const towards = blend(phone.formantsHz, neighbour, phone.following);
  return phone.manner === "aspirate" ? towards : [phone.formantsHz[0], towards[1], towards[2], towards[3]];
}

function blend(from: Formants, to: Formants, share: number): Formants {
  return mapFormants(from, (frequencyHz, i) => frequencyHz + share * (to[i] - frequencyHz));
}

function times(formantsHz: Formants, factors: Formants): Formants {
  return mapFormants(formantsHz, (frequencyHz, i) => frequencyHz * factors[i]);
}
