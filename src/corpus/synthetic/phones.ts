/**
 * The German sounds that the synthesiser can speak, as targets for an adult male vocal tract of 17.5 cm.
 *
 * Symbols are SAMPA for German. Formant targets and durations are rounded working values, set after the charts and
 * tables named below and not copied from them; every speaker scales and shifts them (voice.ts), so that their third
 * digit means nothing.
 *
 * Source  vowels: M. Pätzold, A. Simpson 1997, "Acoustic analysis of German vowels in the Kiel Corpus of Read Speech",
 *           AIPUK 32; W. Sendlmeier, J. Seebode 2006, "Formantkarten des deutschen Vokalsystems", TU Berlin.
 *         nasals: D. Klatt 1980, "Software for a cascade/parallel formant synthesizer", JASA 67(3), Table III (nasal pole
 *           270 Hz, zero 450 Hz); O. Fujimura 1962, "Analysis of nasal consonants", JASA 34(12): second zero at 750 to
 *           1250 Hz in [m], 1450 to 2200 Hz in [n], above 3000 Hz in [N].
 *         fricatives and bursts: G. Fant 1960, "Acoustic Theory of Speech Production"; K. Stevens 1998, "Acoustic
 *           Phonetics", chapters 7 and 8; Klatt 1980, Table III.
 */

/** First four formants in Hz. */
export type Formants = readonly [number, number, number, number];

/** Formants with a function of value and index applied to each. */
export function mapFormants(formantsHz: Formants, change: (frequencyHz: number, index: number) => number): Formants {
  const [f1, f2, f3, f4] = formantsHz;
  return [change(f1, 0), change(f2, 1), change(f3, 2), change(f4, 3)];
}

/** One band of a turbulence noise: a resonance with a gain at its peak, linear. */
export interface NoiseBand {
  readonly frequencyHz: number;
  readonly bandwidthHz: number;
  readonly gain: number;
}

/** The two bands of a phone's noise. */
export type NoiseBands = readonly [NoiseBand, NoiseBand];

/** A vowel or diphthong by its formants. */
export interface Vowel {
  readonly manner: "vowel";
  readonly formantsHz: Formants;
  /** Where a diphthong goes. */
  readonly glideToHz?: Formants;
  /** Duration under stress, in seconds, at the rate of a fluent reader. */
  readonly seconds: number;
}

/** A consonant by its constriction, its noise and its voice. */
export interface Consonant {
  readonly manner: "nasal" | "fricative" | "plosive" | "approximant" | "aspirate";
  /** Formants while the constriction is held; for obstruents the locus of the transitions. */
  readonly formantsHz: Formants;
  /** How far F2 and F3 of the consonant follow the neighbouring vowel: 0 not at all, 1 wholly. */
  readonly following: number;
  /** Duration of the constriction, in seconds. */
  readonly seconds: number;
  /** Amplitude of the voice through the vocal tract, relative to a vowel. */
  readonly voicing: number;
  /** Voice radiated through the walls during a closure. */
  readonly voiceBar?: number;
  /** Noise at the constriction: amplitude relative to the voice of a vowel, and its two bands. A nasal needs them when the nose is shut. */
  readonly frication?: number;
  readonly bands?: NoiseBands;
  /** Plosives: duration of the burst and of the aspiration after it, in seconds. */
  readonly burstSeconds?: number;
  readonly aspirationSeconds?: number;
  /** Nasals: zero of the closed mouth cavity, and the nasal formant beside it, in Hz. */
  readonly nasalZeroHz?: number;
  readonly nasalPoleHz?: number;
}

export type Phone = Vowel | Consonant;

const HIGH = 3500;

function vowel(f1: number, f2: number, f3: number, seconds: number, to?: readonly [number, number, number]): Vowel {
  const target = { manner: "vowel", formantsHz: [f1, f2, f3, HIGH], seconds } as const;
  return to === undefined ? target : { ...target, glideToHz: [to[0], to[1], to[2], HIGH] };
}

function band(frequencyHz: number, bandwidthHz: number, gain: number): NoiseBand {
  return { frequencyHz, bandwidthHz, gain };
}

const LABIAL_BURST: NoiseBands = [band(900, 1400, 1), band(3500, 4000, 0.25)];
const ALVEOLAR_BURST: NoiseBands = [band(4300, 1600, 1), band(6500, 2500, 0.7)];
const VELAR_BURST: NoiseBands = [band(1700, 450, 1), band(4200, 1500, 0.3)];

/** The inventory by SAMPA symbol. */
export const PHONES: Readonly<Record<string, Phone>> = {
  "i:": vowel(290, 2050, 2750, 0.115),
  I: vowel(370, 1850, 2480, 0.07),
  "y:": vowel(300, 1620, 2150, 0.12),
  Y: vowel(380, 1500, 2200, 0.072),
  "e:": vowel(380, 1960, 2520, 0.125),
  E: vowel(520, 1690, 2450, 0.08),
  "2:": vowel(385, 1440, 2150, 0.13),
  "9": vowel(500, 1420, 2250, 0.08),
  "a:": vowel(700, 1210, 2450, 0.15),
  a: vowel(670, 1270, 2450, 0.085),
  "o:": vowel(395, 800, 2380, 0.135),
  O: vowel(540, 1020, 2380, 0.085),
  "u:": vowel(310, 790, 2250, 0.12),
  U: vowel(390, 960, 2300, 0.072),
  "@": vowel(430, 1450, 2420, 0.055),
  "6": vowel(560, 1270, 2420, 0.075),
  aI: vowel(690, 1290, 2450, 0.16, [400, 1850, 2450]),
  aU: vowel(690, 1230, 2450, 0.16, [420, 930, 2350]),
  OY: vowel(540, 960, 2350, 0.165, [390, 1680, 2300]),

  m: {
    manner: "nasal",
    formantsHz: [460, 1150, 2150, 3200],
    following: 0.3,
    seconds: 0.068,
    voicing: 0.5,
    nasalZeroHz: 1000,
    nasalPoleHz: 1250,
    bands: LABIAL_BURST,
  },
  n: {
    manner: "nasal",
    formantsHz: [460, 1420, 2450, 3300],
    following: 0.25,
    seconds: 0.06,
    voicing: 0.5,
    nasalZeroHz: 1750,
    nasalPoleHz: 1450,
    bands: ALVEOLAR_BURST,
  },
  N: {
    manner: "nasal",
    formantsHz: [460, 1750, 2350, 3300],
    following: 0.5,
    seconds: 0.068,
    voicing: 0.45,
    nasalZeroHz: 3100,
    nasalPoleHz: 2650,
    bands: VELAR_BURST,
  },

  l: { manner: "approximant", formantsHz: [340, 1450, 2600, 3400], following: 0.3, seconds: 0.055, voicing: 0.55 },
  j: { manner: "approximant", formantsHz: [280, 2050, 2750, HIGH], following: 0.2, seconds: 0.055, voicing: 0.55 },
  r: {
    manner: "approximant",
    formantsHz: [450, 1150, 2350, 3400],
    following: 0.25,
    seconds: 0.055,
    voicing: 0.45,
    frication: 0.012,
    bands: [band(1200, 400, 1), band(3200, 1500, 0.3)],
  },

  f: {
    manner: "fricative",
    formantsHz: [300, 1050, 2250, 3400],
    following: 0.5,
    seconds: 0.085,
    voicing: 0,
    frication: 0.03,
    bands: [band(1500, 2500, 0.5), band(7000, 5000, 1)],
  },
  v: {
    manner: "fricative",
    formantsHz: [300, 1050, 2250, 3400],
    following: 0.5,
    seconds: 0.055,
    voicing: 0.4,
    frication: 0.01,
    bands: [band(1500, 2500, 0.5), band(7000, 5000, 1)],
  },
  s: {
    manner: "fricative",
    formantsHz: [300, 1650, 2600, 3500],
    following: 0.25,
    seconds: 0.095,
    voicing: 0,
    frication: 0.26,
    bands: [band(5200, 1100, 0.8), band(6700, 1700, 1)],
  },
  z: {
    manner: "fricative",
    formantsHz: [290, 1650, 2600, 3500],
    following: 0.25,
    seconds: 0.065,
    voicing: 0.22,
    frication: 0.09,
    bands: [band(5200, 1100, 0.8), band(6700, 1700, 1)],
  },
  S: {
    manner: "fricative",
    formantsHz: [300, 1700, 2450, 3400],
    following: 0.2,
    seconds: 0.095,
    voicing: 0,
    frication: 0.26,
    bands: [band(2700, 700, 1), band(4600, 1800, 0.7)],
  },
  C: {
    manner: "fricative",
    formantsHz: [280, 2000, 2750, 3600],
    following: 0.2,
    seconds: 0.08,
    voicing: 0,
    frication: 0.13,
    bands: [band(3100, 700, 1), band(4800, 1600, 0.6)],
  },
  x: {
    manner: "fricative",
    formantsHz: [400, 1150, 2350, 3400],
    following: 0.5,
    seconds: 0.085,
    voicing: 0,
    frication: 0.11,
    bands: [band(1350, 450, 1), band(3400, 1300, 0.35)],
  },
  h: { manner: "aspirate", formantsHz: [450, 1500, 2450, HIGH], following: 0.95, seconds: 0.055, voicing: 0.06 },

  p: {
    manner: "plosive",
    formantsHz: [250, 900, 2200, 3400],
    following: 0.45,
    seconds: 0.07,
    voicing: 0,
    voiceBar: 0,
    frication: 0.12,
    bands: LABIAL_BURST,
    burstSeconds: 0.007,
    aspirationSeconds: 0.032,
  },
  b: {
    manner: "plosive",
    formantsHz: [230, 900, 2200, 3400],
    following: 0.45,
    seconds: 0.06,
    voicing: 0,
    voiceBar: 0.5,
    frication: 0.08,
    bands: LABIAL_BURST,
    burstSeconds: 0.006,
    aspirationSeconds: 0,
  },
  t: {
    manner: "plosive",
    formantsHz: [260, 1700, 2650, 3500],
    following: 0.35,
    seconds: 0.062,
    voicing: 0,
    voiceBar: 0,
    frication: 0.2,
    bands: ALVEOLAR_BURST,
    burstSeconds: 0.011,
    aspirationSeconds: 0.035,
  },
  d: {
    manner: "plosive",
    formantsHz: [230, 1700, 2650, 3500],
    following: 0.35,
    seconds: 0.05,
    voicing: 0,
    voiceBar: 0.5,
    frication: 0.12,
    bands: ALVEOLAR_BURST,
    burstSeconds: 0.008,
    aspirationSeconds: 0,
  },
  k: {
    manner: "plosive",
    formantsHz: [260, 1700, 2200, 3400],
    following: 0.75,
    seconds: 0.062,
    voicing: 0,
    voiceBar: 0,
    frication: 0.2,
    bands: VELAR_BURST,
    burstSeconds: 0.016,
    aspirationSeconds: 0.038,
  },
  g: {
    manner: "plosive",
    formantsHz: [230, 1700, 2200, 3400],
    following: 0.75,
    seconds: 0.055,
    voicing: 0,
    voiceBar: 0.5,
    frication: 0.12,
    bands: VELAR_BURST,
    burstSeconds: 0.012,
    aspirationSeconds: 0,
  },
};
