/**
 * A voice: everything about a speaker that stays the same from sentence to sentence, as numbers of the synthesiser.
 *
 * speaker.ts draws healthy voices, cold.ts changes them.
 */

import type { Formants } from "./phones.ts";

export type Sex = "female" | "male";

/** What makes a synthetic speaker's voice the speaker's own. */
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
