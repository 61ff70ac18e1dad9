/**
 * Speakers without a cold: whom the corpus is populated with.
 *
 * Healthy voices differ widely, and some sound as if they had a cold all year: smoking, reflux or age make them hoarse,
 * rhinitis or a bent septum blocks the nose. Such habits act on the voice exactly as a cold does (cold.ts), and that,
 * together with mild colds that change next to nothing, is why no classifier can be right about every speaker here.
 *
 * Source  F0: H. Traunmüller, A. Eriksson 1995, "The frequency range of the voice fundamental in the speech of male and
 *           female adults", Stockholm University (about 120 and 210 Hz, 2 to 3 semitones between speakers).
 *         jitter, shimmer: S. Araújo et al. 2002, Braz. J. Otorhinolaryngology 68(4): /a/ of healthy adults, 0.49 % (men),
 *           0.62 % (women), 0.22 dB (both).
 *         formant scale: G. Fant 1966, "A note on vocal tract size factors and non-uniform F-pattern scalings",
 *           STL-QPSR 7(4) (women about 17 % above men).
 *         open quotient, tilt, aspiration: D. Klatt, L. Klatt 1990, "Analysis, synthesis, and perception of voice quality
 *           variations among female and male talkers", JASA 87(2).
 *         Spreads between speakers and the share of habits are ours.
 */

import type { Random } from "../../core/random.ts";
import { boundedNormal } from "./bounded-normal.ts";
import { HEALTHY, type Health, voiceInHealth } from "./cold.ts";
import { mapFormants } from "./phones.ts";
import type { Sex, Voice } from "./voice.ts";

/** Distributions of healthy voices between speakers: `Sd` of a quantity, `LogSd` of its natural logarithm. */
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
    openQuotient: 0.64,
    tiltDb: 6,
    aspirationDb: -31,
  },
  shimmerLocalDb: 0.22,
  formantScaleSd: 0.035,
  formantShiftSd: 0.03,
  perturbationLogSd: 0.3,
  openQuotientSd: 0.05,
  tiltSdDb: 2.5,
  aspirationSdDb: 3,
  rateLogSd: 0.1,
  f0RangeLogSd: 0.25,
  constrictionSdDb: 2,
  nasality: 0.18,
  /** Usual blockage of a free nose, at most. */
  blockage: 0.25,
  /** Share of speakers who sound as if they had a cold, and the least involvement that they have. */
  shareOfHabits: 0.07,
  leastHabit: 0.5,
} as const;

/**
 * A speaker in good health, drawn from the distributions of `SPEAKER_DEFAULTS`.
 *
 * @param sex  drawn as well when it is not given.
 */
export function drawSpeaker(random: Random, sex: Sex = drawSex(random)): Voice {
  const own = SPEAKER_DEFAULTS[sex];
  const d = SPEAKER_DEFAULTS;
  const voice: Voice = {
    sex,
    f0Hz: own.f0Hz * 2 ** ((own.f0SdSemitones * boundedNormal(random)) / 12),
    f0RangeScale: Math.exp(d.f0RangeLogSd * boundedNormal(random)),
    formantScale: own.formantScale * (1 + d.formantScaleSd * boundedNormal(random)),
    formantShift: mapFormants([1, 1, 1, 1], () => 1 + d.formantShiftSd * boundedNormal(random)),
    jitterLocal: own.jitterLocal * Math.exp(d.perturbationLogSd * boundedNormal(random)),
    shimmerLocalDb: d.shimmerLocalDb * Math.exp(d.perturbationLogSd * boundedNormal(random)),
    openQuotient: Math.max(0.4, own.openQuotient + d.openQuotientSd * boundedNormal(random)),
    tiltDb: Math.max(0, own.tiltDb + d.tiltSdDb * boundedNormal(random)),
    aspirationDb: own.aspirationDb + d.aspirationSdDb * boundedNormal(random),
    rate: Math.exp(d.rateLogSd * boundedNormal(random)),
    nasality: d.nasality * random.uniform(),
    nasalBlockage: d.blockage * random.uniform(),
    constrictionDb: d.constrictionSdDb * boundedNormal(random),
    breaksPerSecond: 0.02,
    creakiness: random.uniform() ** 2,
  };
  return voiceInHealth(voice, drawHabit(random));
}

function drawSex(random: Random): Sex {
  return random.uniform() < SPEAKER_DEFAULTS.shareOfMen ? "male" : "female";
}

/** What has always been wrong with this voice and nose: nothing, for most speakers. */
function drawHabit(random: Random): Health {
  const involvement = () => SPEAKER_DEFAULTS.leastHabit + (1 - SPEAKER_DEFAULTS.leastHabit) * random.uniform();
  const habit = { severity: 0, nasal: involvement(), laryngeal: involvement(), fatigue: involvement() };
  return random.uniform() < SPEAKER_DEFAULTS.shareOfHabits ? habit : HEALTHY;
}
