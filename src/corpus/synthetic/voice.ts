/**
 * A speaker: everything about a voice that stays the same from sentence to sentence.
 *
 * Healthy voices differ widely. Some are rough or breathy without any cold (smoking, reflux, age), some noses are
 * blocked all year (rhinitis, a bent septum): `drawSpeaker` draws these habits as well, and that is why no single cue
 * gives a cold away.
 *
 * Source  F0: H. Traunmüller, A. Eriksson 1995, "The frequency range of the voice fundamental in the speech of male and
 *           female adults", Stockholm University (about 120 and 210 Hz, 2 to 3 semitones between speakers).
 *         jitter, shimmer: S. Araújo et al. 2002, Braz. J. Otorhinolaryngology 68(4): /a/ of healthy adults, 0.49 % (men),
 *           0.62 % (women), 0.22 dB (both).
 *         formant scale: G. Fant 1966, "A note on vocal tract size factors and non-uniform F-pattern scalings",
 *           STL-QPSR 7(4) (women about 17 % above men).
 *         open quotient, tilt, aspiration: D. Klatt, L. Klatt 1990, "Analysis, synthesis, and perception of voice quality
 *           variations among female and male talkers", JASA 87(2).
 */

import type { Random } from "../../core/random.ts";
import { type Formants, mapFormants } from "./phones.ts";

export type Sex = "female" | "male";

export interface Voice {
  readonly sex: Sex;
  /** Median fundamental frequency of running speech. */
  readonly f0Hz: number;
  /** Liveliness: factor on all excursions of the intonation, in semitones; 1 is usual. */
  readonly f0RangeScale: number;
  /** Formant frequencies relative to those of phones.ts: 17.5 cm over the length of the vocal tract. */
  readonly formantScale: number;
  /** The speaker's own deviation in F1 to F4, factors near 1. */
  readonly formantShift: Formants;
  /** Mean difference of neighbouring periods over the mean period, as a fraction. */
  readonly jitterLocal: number;
  /** Mean difference of neighbouring pulse amplitudes, in dB. */
  readonly shimmerLocalDb: number;
  /** Share of the period during which the glottis is open. */
  readonly openQuotient: number;
  /** Extra attenuation of the voice source at 3 kHz, in dB. */
  readonly tiltDb: number;
  /** Aspiration noise of voiced sounds relative to the voice source, in dB. */
  readonly aspirationDb: number;
  /** Speaking rate relative to the durations of phones.ts. */
  readonly rate: number;
  /** Opening of the velum in sounds that are not nasal, 0 to 1. */
  readonly nasality: number;
  /** How far the nose is closed to sound, 0 to 1: at 1, [m n N] come out as [b d g]. */
  readonly nasalBlockage: number;
  /** Level of bursts and frication relative to phones.ts, in dB. */
  readonly constrictionDb: number;
  /** Breaks of the voice per second of voiced speech. */
  readonly breaksPerSecond: number;
  /** Probability that a phrase ends in creak. */
  readonly creakiness: number;
}

/** Between-speaker distributions of healthy voices; `sd` of a quantity, or of its natural logarithm where it says so. */
export const SPEAKER_DEFAULTS = {
  /** URTIC: 382 of 630 speakers are men. */
  shareOfMen: 0.606,
  male: {
    f0Hz: 116,
    f0SdSemitones: 2.3,
    formantScale: 1,
    jitterLocal: 0.0049,
    openQuotient: 0.58,
    tiltDb: 3.5,
    aspirationDb: -34,
  },
  female: {
    f0Hz: 204,
    f0SdSemitones: 1.9,
    formantScale: 1.165,
    jitterLocal: 0.0062,
    openQuotient: 0.66,
    tiltDb: 6,
    aspirationDb: -30,
  },
  shimmerLocalDb: 0.22,
  formantScaleSd: 0.035,
  formantShiftSd: 0.03,
  perturbationLogSd: 0.35,
  openQuotientSd: 0.055,
  tiltSdDb: 3,
  aspirationSdDb: 3.5,
  rateLogSd: 0.11,
  f0RangeLogSd: 0.25,
  constrictionSdDb: 2,
  /** Share of healthy speakers who are hoarse all the same, and of those whose nose is blocked. */
  shareOfHoarse: 0.22,
  shareOfBlocked: 0.22,
} as const;

/**
 * A healthy speaker, drawn from the distributions of `SPEAKER_DEFAULTS`.
 *
 * @param sex  drawn as well when it is not given.
 */
export function drawSpeaker(random: Random, sex: Sex = drawSex(random)): Voice {
  const own = SPEAKER_DEFAULTS[sex];
  const d = SPEAKER_DEFAULTS;
  const hoarseness = random.uniform() < d.shareOfHoarse ? 0.25 + 0.75 * random.uniform() : 0.15 * random.uniform();
  const blocked = random.uniform() < d.shareOfBlocked ? 0.25 + 0.5 * random.uniform() : 0.2 * random.uniform();
  const perturbation = Math.exp(0.8 * hoarseness);
  return {
    sex,
    f0Hz: own.f0Hz * 2 ** ((own.f0SdSemitones * boundedNormal(random)) / 12) * (1 - 0.06 * hoarseness),
    f0RangeScale: Math.exp(d.f0RangeLogSd * boundedNormal(random)),
    formantScale: own.formantScale * (1 + d.formantScaleSd * boundedNormal(random)),
    formantShift: mapFormants([1, 1, 1, 1], () => 1 + d.formantShiftSd * boundedNormal(random)),
    jitterLocal: own.jitterLocal * Math.exp(d.perturbationLogSd * boundedNormal(random)) * perturbation,
    shimmerLocalDb: d.shimmerLocalDb * Math.exp(d.perturbationLogSd * boundedNormal(random)) * perturbation,
    openQuotient: clamp(own.openQuotient + d.openQuotientSd * boundedNormal(random) + 0.05 * hoarseness, 0.4, 0.9),
    tiltDb: Math.max(0, own.tiltDb + d.tiltSdDb * boundedNormal(random) + 2 * hoarseness),
    aspirationDb: own.aspirationDb + d.aspirationSdDb * boundedNormal(random) + 5 * hoarseness,
    rate: Math.exp(d.rateLogSd * boundedNormal(random)),
    nasality: 0.18 * random.uniform(),
    nasalBlockage: blocked,
    constrictionDb: d.constrictionSdDb * boundedNormal(random),
    breaksPerSecond: 0.12 * hoarseness * random.uniform(),
    creakiness: random.uniform() ** 2,
  };
}

function drawSex(random: Random): Sex {
  return random.uniform() < SPEAKER_DEFAULTS.shareOfMen ? "male" : "female";
}

/** A standard normal number kept within ±2.5, so that no speaker is a monster. */
function boundedNormal(random: Random): number {
  return clamp(random.normal(), -2.5, 2.5);
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
