/**
 * What a common cold does to a voice.
 *
 * A cold is a severity and three involvements. The severity is the global item of the WURSS-24, 0 (not sick) to 7
 * (severely sick): the label is C from 1 upwards. How far nose, larynx and the whole body are involved differs from
 * cold to cold.
 *
 * Effect                         at involvement 1     why
 * nose    coupling of the nose   −90 %                nasalance is lower behind a blocked nose and rises after surgery:
 *                                                     Eur. Arch. Oto-Rhino-Laryngol. 2021, doi 10.1007/s00405-021-06937-9;
 *                                                     F1 of [m] rises when the nose is opened: Koo et al. 2016, Korean J.
 *                                                     ORL-HNS 59(5)
 *         bursts, frication      −2 dB                consonants suffer more than vowels: Wagner et al. 2017, Interspeech
 * larynx  F0                     −10 %                lower in acute laryngitis: Ng, Gilbert, Lerman 1997, J. Voice 11(3)
 *         jitter, shimmer        × 2.5                0.92 % and 5.3 % (0.46 dB) in catarrhal laryngitis: Kovalchuk,
 *                                                     Shydlovska 2021, Fiziol. Zh. 67(6); healthy 0.5 % and 0.22 dB: see
 *                                                     speaker.ts. That is × 2, which is what involvement 0.75 gives here
 *         aspiration noise       +10 dB               noise to harmonics 0.078, ibid.; hoarse by ear: Ng et al. 1997
 *         open quotient, tilt    +0.1, +4 dB          hypofunction: Ng et al. 1997; of breathy voices: Klatt, Klatt 1990
 *         voice breaks           0.35 a second        no figure found: ours
 * fatigue speaking rate          −10 %                vowel durations differ: Tull, Rutledge 1996, JASA 99, 2549(A); ours
 *         range of F0            −15 %                no figure found: ours
 *
 * The literature does not agree with itself (no change of F0, jitter or shimmer with nasal obstruction alone:
 * Sanchez-Balderas et al. 2018, Int. J. ORL-HNS; a cold speaker may also be louder and faster), which is one more
 * reason for the wide spread. docs/synthetic-corpus.md discusses it.
 */

import type { Random } from "../../core/random.ts";
import type { Voice } from "./voice.ts";

/** State of health of a speaker on the day of the recordings. */
export interface Health {
  /** Global severity on the WURSS-24, 0 (not sick) to 7 (severely sick). */
  readonly severity: number;
  /** Involvement of nose, larynx and the whole body, each 0 to 1. */
  readonly nasal: number;
  readonly laryngeal: number;
  readonly fatigue: number;
}

export const HEALTHY: Health = { severity: 0, nasal: 0, laryngeal: 0, fatigue: 0 };

/** Effects at involvement 1; the table in the header says where they come from. */
export const COLD_DEFAULTS = {
  nasalCouplingLoss: 0.9,
  constrictionDb: -2,
  f0Factor: 0.9,
  perturbationFactor: 2.5,
  aspirationDb: 10,
  openQuotient: 0.1,
  tiltDb: 4,
  breaksPerSecond: 0.35,
  rateFactor: 0.9,
  f0RangeFactor: 0.85,
  /** Relative frequency of the severities 1 to 7 among people with a cold: most colds are mild. */
  severityWeights: [5, 5, 4, 4, 3, 2, 1],
  /** How strongly a cold of severity 1 to 7 is heard; the involvement of an organ varies from a share of it to all. */
  strengthOfSeverity: [0.05, 0.2, 0.8, 0.9, 1, 1, 1],
  leastInvolvement: 0.65,
} as const;

/** A cold of random severity and with random involvement of nose, larynx and body. */
export function drawCold(random: Random): Health {
  const severity = drawSeverity(random);
  const strength = COLD_DEFAULTS.strengthOfSeverity[severity - 1] as number;
  const involvement = () =>
    strength * (COLD_DEFAULTS.leastInvolvement + (1 - COLD_DEFAULTS.leastInvolvement) * random.uniform());
  return { severity, nasal: involvement(), laryngeal: involvement(), fatigue: involvement() };
}

/**
 * The voice as it sounds in that state of health; the voice itself when healthy.
 *
 * Every effect grows with its involvement x: differences as x · effect, factors as effect^x.
 */
export function voiceInHealth(voice: Voice, health: Health): Voice {
  const { nasal, laryngeal, fatigue } = health;
  const perturbation = COLD_DEFAULTS.perturbationFactor ** laryngeal;
  return {
    ...voice,
    f0Hz: voice.f0Hz * COLD_DEFAULTS.f0Factor ** laryngeal,
    f0RangeScale: voice.f0RangeScale * COLD_DEFAULTS.f0RangeFactor ** fatigue,
    jitterLocal: voice.jitterLocal * perturbation,
    shimmerLocalDb: voice.shimmerLocalDb * perturbation,
    openQuotient: Math.min(0.9, voice.openQuotient + COLD_DEFAULTS.openQuotient * laryngeal),
    tiltDb: voice.tiltDb + COLD_DEFAULTS.tiltDb * laryngeal,
    aspirationDb: voice.aspirationDb + COLD_DEFAULTS.aspirationDb * laryngeal,
    rate: voice.rate * COLD_DEFAULTS.rateFactor ** fatigue,
    nasalBlockage: 1 - (1 - voice.nasalBlockage) * (1 - COLD_DEFAULTS.nasalCouplingLoss * nasal),
    constrictionDb: voice.constrictionDb + COLD_DEFAULTS.constrictionDb * nasal,
    breaksPerSecond: voice.breaksPerSecond + COLD_DEFAULTS.breaksPerSecond * laryngeal ** 2,
  };
}

function drawSeverity(random: Random): number {
  const weights = COLD_DEFAULTS.severityWeights;
  let left = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  const index = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return index + 1;
}
